"""Views as clients of Airtable's API see them; made through our own, since Airtable's has no way to."""

import pytest
from conftest import TEXT
from covers import covers
from requests import HTTPError

NUMBER = {"name": "N", "type": "number", "options": {"precision": 0}}
STAGE = {"name": "Stage", "type": "singleSelect", "options": {"choices": [{"name": "Todo"}, {"name": "Doing"}, {"name": "Done"}]}}


@pytest.fixture
def table(new_base):
    _, table = new_base([TEXT, NUMBER, STAGE])
    stages = ("Todo", "Doing", "Done")
    table.batch_create([{"Name": f"n{n:02}", "N": n, "Stage": stages[n % 3]} for n in range(30)])
    return table


@pytest.fixture
def ids(table):
    return {field.name: field.id for field in table.schema().fields}


def numbers(records):
    return [record["fields"]["N"] for record in records]


def test_a_filter(table, ids, view_of):
    choices = {choice.name: choice.id for choice in table.schema().field("Stage").options.choices}
    filters = {
        "conjunction": "and",
        "conditions": [
            {"fieldId": ids["N"], "operator": ">=", "value": 10},
            {
                "conjunction": "or",
                "conditions": [
                    {"fieldId": ids["Stage"], "operator": "=", "value": choices["Done"]},
                    {"fieldId": ids["Name"], "operator": "contains", "value": "N2"},
                ],
            },
        ],
    }
    made = view_of(table, "Some", filters=filters)
    wanted = [n for n in range(30) if n >= 10 and (n % 3 == 2 or n >= 20)]
    assert numbers(table.all(view="Some")) == wanted
    assert numbers(table.all(view=made["id"])) == wanted
    # Pages, sort, projection and a total over all pages go together with it.
    assert [len(page) for page in table.iterate(view="Some", page_size=4)] == [4, 4, 4, 1]
    assert numbers(table.all(view="Some", sort=["-N"])) == wanted[::-1]
    assert numbers(table.all(view="Some", max_records=5, page_size=2)) == wanted[:5]
    assert [record["fields"] for record in table.all(view="Some", fields=["N"], max_records=1)] == [{"N": 11}]
    assert numbers(table.all(view="Some", fields=["N"] * 4_000)) == wanted, "posted"
    assert numbers([table.first(view="Some")]) == [11]
    # A record that is changed is in it, or is not, at once.
    record = table.first(view="Some")
    table.update(record["id"], {"N": 1})
    assert numbers(table.all(view="Some")) == wanted[1:]
    assert table.create({"Name": "n2", "N": 50})["id"] in [found["id"] for found in table.all(view="Some")]


def test_an_order(table, ids, view_of):
    view_of(table, "Ordered", sorts=[{"fieldId": ids["Stage"], "direction": "desc"}, {"fieldId": ids["N"]}])
    wanted = [n for stage in (2, 1, 0) for n in range(stage, 30, 3)]
    assert numbers(table.all(view="Ordered", page_size=7)) == wanted
    assert numbers(table.all(view="Ordered", sort=["-N"])) == list(range(29, -1, -1)), "a sort of the question overrides it"
    view_of(table, "Grouped", groups=[{"fieldId": ids["Stage"]}], sorts=[{"fieldId": ids["N"], "direction": "desc"}])
    assert numbers(table.all(view="Grouped")) == [n for stage in (0, 1, 2) for n in range(27 + stage, -1, -3)]


@covers("TableSchema.view")
def test_what_a_view_shows(table, ids, view_of):
    made = view_of(table, "Narrow", hiddenFieldIds=[ids["Stage"]], fieldOrder=[ids["Name"], ids["N"]])
    found = table.schema(force=True).view("Narrow")
    assert (found.id, found.type, found.personal_for_user_id) == (made["id"], "grid", None)
    assert found is table.schema().view(made["id"])
    assert found.visible_field_ids == [ids["Name"], ids["N"]]
    assert table.schema().view("Grid view").visible_field_ids == list(ids.values())
    # Hidden is hidden from people; the API gives all the same.
    assert table.first(view="Narrow")["fields"] == {"Name": "n00", "N": 0, "Stage": "Todo"}
    # A field made later is seen in both.
    later = table.create_field("Later", "email")
    assert later.id in table.schema(force=True).view("Grid view").visible_field_ids


@covers("ViewSchema.delete", "ViewSchema.deleted")
def test_a_view_is_deleted(table, view_of, api):
    view_of(table, "Doomed")
    view = table.schema(force=True).view("Doomed")
    assert not view.deleted
    view.delete()
    assert view.deleted
    assert [found.name for found in table.schema(force=True).views] == ["Grid view"]
    for name, error in (("Doomed", "VIEW_NAME_NOT_FOUND"), (view.id, "VIEW_ID_NOT_FOUND")):
        with pytest.raises(HTTPError) as refused:
            table.all(view=name)
        assert refused.value.response.json()["error"]["type"] == error
    with pytest.raises(HTTPError) as refused:
        view.delete()
    assert refused.value.response.status_code == 404
    with pytest.raises(HTTPError) as refused:
        table.schema().views[0].delete()
    assert refused.value.response.status_code == 422, "a table keeps a view"


def test_a_view_of_another_table(table, view_of):
    other = table.base.create_table("Other", [TEXT])
    view = other.schema().views[0]
    with pytest.raises(HTTPError) as refused:
        table.all(view=view.id)
    assert refused.value.response.status_code == 422
    assert refused.value.response.json()["error"]["type"] == "FAILED_STATE_CHECK"


def test_a_condition_on_a_field_that_goes_is_passed_over(table, ids, view_of, own):
    view_of(table, "Few", filters={"conjunction": "and", "conditions": [{"fieldId": ids["N"], "operator": "<", "value": 3}]})
    assert len(table.all(view="Few")) == 3
    own("DELETE", f"bases/{table.base.id}/tables/{table.id}/fields/{ids['N']}")
    assert len(table.all(view="Few")) == 30
    own("POST", f"bases/{table.base.id}/deleted/{ids['N']}/restore")
    assert numbers(table.all(view="Few")) == [0, 1, 2]


def test_links_and_people_in_filters(library, view_of, instance):
    _, books, authors = library
    ann, bob = (record["id"] for record in authors.batch_create([{"Name": "Ann"}, {"Name": "Bob"}]))
    books.create_field("Owner", "singleCollaborator")
    books.batch_create(
        [
            {"Title": "1", "Author": [ann], "Owner": {"id": instance.user}},
            {"Title": "2", "Author": [ann, bob]},
            {"Title": "3", "Owner": {"id": instance.user}},
        ]
    )
    ids = {field.name: field.id for field in books.schema(force=True).fields}
    titles = lambda view: [record["fields"]["Title"] for record in books.all(view=view)]
    cases = [
        ("Author", "contains", "ann", ["1", "2"]),
        ("Author", "hasAllOf", [ann, bob], ["2"]),
        ("Author", "isEmpty", None, ["3"]),
        ("Owner", "=", instance.user, ["1", "3"]),
        ("Owner", "isEmpty", None, ["2"]),
    ]
    for number, (field, operator, value, wanted) in enumerate(cases):
        condition = {"fieldId": ids[field], "operator": operator} | ({} if value is None else {"value": value})
        view_of(books, f"V{number}", filters={"conjunction": "and", "conditions": [condition]})
        assert titles(f"V{number}") == wanted, (field, operator)
