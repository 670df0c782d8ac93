"""Formulas, rollups, lookups and counts: how their cells follow what they are computed from."""

from datetime import datetime, timedelta, timezone

import pytest
from computed import ERROR, NAN, NUMBER, cells, count, field_of, formula, lookup, refused, rollup
from conftest import TEXT
from pyairtable.api.types import is_airtable_error


def test_the_answers_of_writes_show_what_follows(new_base):
    _, table = new_base([TEXT, NUMBER])
    formula(table, "Twice", "{N} * 2")
    formula(table, "Text", "{Name} & '/' & {Twice}")
    one = table.create({"Name": "a", "N": 4})
    assert one["fields"] == {"Name": "a", "N": 4, "Twice": 8, "Text": "a/8"}
    made = table.batch_create([{"Name": f"b{n}", "N": n} for n in range(25)])
    assert [record["fields"]["Text"] for record in made] == [f"b{n}/{2 * n}" for n in range(25)]
    assert table.update(one["id"], {"N": 5})["fields"]["Text"] == "a/10"
    assert table.update(one["id"], {"Name": "c"}, replace=True)["fields"] == {"Name": "c", "Twice": 0, "Text": "c/0"}
    changed = table.batch_update([{"id": record["id"], "fields": {"N": 1}} for record in made])
    assert {record["fields"]["Twice"] for record in changed} == {2}
    result = table.batch_upsert([{"fields": {"Name": "c", "N": 7}}, {"fields": {"Name": "new", "N": 8}}], ["Name"])
    assert [record["fields"]["Text"] for record in result["records"]] == ["c/14", "new/16"]
    assert (len(result["createdRecords"]), result["updatedRecords"]) == (1, [one["id"]])
    assert table.get(one["id"]) in table.all() and cells(table, one, "Text") == "c/14"
    ids = {field.name: field.id for field in table.schema(force=True).fields}
    assert table.get(one["id"], use_field_ids=True)["fields"][ids["Twice"]] == 14


def test_computed_cells_can_not_be_written(shop):
    customers, orders, lines = shop
    line = lines.create({"Amount": 1, "Price": 2})
    order = orders.create({"Lines": [line["id"]]})
    for table, record, names in ((lines, line, ["Total"]), (orders, order, ["Sum", "Count", "What", "To pay"])):
        for name in names:
            for value in (None, 1, "x", []):
                error = refused(lambda table=table, name=name, value=value: table.create({name: value}))
                assert error["type"] == "INVALID_VALUE_FOR_COLUMN"
                assert error["message"] == f'Field "{name}" cannot accept a value because the field is computed'
            again = refused(lambda table=table, name=name: table.update(record["id"], {name: 1}, typecast=True))
            assert again["type"] == error["type"]
    error = refused(lambda: orders.batch_upsert([{"fields": {"Name": "x", "Sum": 3}}], ["Sum"]))
    assert error["type"] == "INVALID_REQUEST_UNKNOWN"
    assert len(orders.all()) == 1


def test_chains_across_three_tables(shop):
    customers, orders, lines = shop
    ann, bob = customers.batch_create([{"Name": "Ann", "Discount": 0.1}, {"Name": "Bob"}])
    one, two = orders.batch_create([{"Name": "o1", "Customer": [ann["id"]]}, {"Name": "o2", "Customer": [bob["id"]]}])
    assert one["fields"]["Discount"] == [0.1] and "Discount" not in two["fields"]
    assert (one["fields"]["Sum"], one["fields"]["Count"], one["fields"].get("What")) == (0, 0, None)
    made = lines.batch_create(
        [
            {"Name": "pen", "Amount": 10, "Price": 1.5, "Order": [one["id"]]},
            {"Name": "ink", "Amount": 2, "Price": 20, "Order": [one["id"]]},
            {"Name": "desk", "Amount": 1, "Price": 300, "Order": [two["id"]]},
        ]
    )
    assert [line["fields"]["Total"] for line in made] == [15, 40, 300]
    assert cells(orders, one, "Sum", "Count", "What", "To pay") == (55, 2, ["pen", "ink"], 49.5)
    assert cells(customers, ann, "Turnover", "Kind") == (49.5, "new")
    assert cells(customers, bob, "Turnover", "Kind") == (300, "good")
    # A cell at one end is felt at the other, and asked for there.
    lines.update(made[0]["id"], {"Amount": 100})
    assert cells(customers, ann, "Turnover", "Kind") == (171, "good")
    assert [found["fields"]["Name"] for found in customers.all(formula="{Turnover} > 200")] == ["Bob"]
    assert [found["fields"]["Name"] for found in customers.all(sort=["-Turnover"])] == ["Bob", "Ann"]
    customers.update(ann["id"], {"Discount": 0.5})
    assert cells(orders, one, "Discount", "To pay") == ([0.5], 95)
    assert cells(customers, ann, "Turnover") == 95
    # A line moves to the other order, from either side.
    lines.update(made[1]["id"], {"Order": [two["id"]]})
    assert cells(orders, two, "What", "Sum") == (["desk", "ink"], 340)
    orders.update(one["id"], {"Lines": [made[1]["id"], made[0]["id"]]})
    assert cells(orders, one, "What", "Sum") == (["ink", "pen"], 190)
    assert cells(orders, two, "What", "Sum", "Count") == (["desk", "ink"], 340, 2), "a line may be of two orders"
    assert cells(customers, bob, "Turnover") == 340
    # Records go.
    lines.batch_delete([made[1]["id"], made[2]["id"]])
    assert cells(orders, two, "What", "Sum", "Count", "To pay") == (None, 0, 0, 0)
    assert cells(customers, bob, "Turnover", "Kind") == (0, "none")
    orders.delete(one["id"])
    assert cells(customers, ann, "Turnover", "Kind") == (0, "none")
    # What a lookup looks up gets another name.
    lines.create({"Name": "lamp", "Amount": 1, "Price": 1, "Order": [two["id"]]})
    (lamp,) = lines.all(formula="{Name} = 'lamp'")
    lines.update(lamp["id"], {"Name": "Lamp"})
    assert cells(orders, two, "What") == ["Lamp"]


def test_upserts_by_a_plain_field_while_computed_ones_follow(shop):
    customers, orders, lines = shop
    order = orders.create({"Name": "o"})
    rows = [{"fields": {"Name": f"l{n}", "Amount": n, "Price": 2, "Order": [order["id"]]}} for n in range(1, 31)]
    lines.batch_upsert(rows, ["Name"])
    assert cells(orders, order, "Sum", "Count") == (930, 30)
    for row in rows:
        row["fields"] = {"Name": row["fields"]["Name"], "Price": 1}
    again = lines.batch_upsert(rows, ["Name"])
    assert again["createdRecords"] == [] and len(again["updatedRecords"]) == 30
    assert [record["fields"]["Total"] for record in again["records"]] == list(range(1, 31))
    assert cells(orders, order, "Sum", "Count") == (465, 30)


def test_lookups_of_every_kind(library, instance):
    base, books, authors = library
    link = field_of(books, "Author")
    extra = [
        {"name": "Tags", "type": "multipleSelects", "options": {"choices": [{"name": "x"}, {"name": "y"}]}},
        {"name": "Stage", "type": "singleSelect", "options": {"choices": [{"name": "s"}]}},
        {"name": "Done", "type": "checkbox", "options": {"icon": "check", "color": "greenBright"}},
        {"name": "Day", "type": "date", "options": {"dateFormat": {"name": "iso"}}},
        {"name": "Owner", "type": "singleCollaborator"},
        {"name": "Files", "type": "multipleAttachments"},
        {"name": "Code", "type": "barcode"},
        {"name": "No", "type": "autoNumber"},
    ]
    for field in extra:
        authors.create_field(field["name"], field["type"], options=field.get("options"))
    count(authors, "Count", field_of(authors, "Books"))
    names = ["Name", "Born", *(field["name"] for field in extra), "Count", "Books"]
    for name in names:
        made = lookup(books, f"L {name}", link, field_of(authors, name))
        kind = field_of(authors, name).type
        assert made.options.result.type == ("number" if kind == "count" else kind), name
    owner = {"id": instance.user}
    values = {"Tags": ["y", "x"], "Stage": "s", "Done": True, "Day": "2024-02-29", "Owner": owner, "Code": {"text": "c"}}
    file = {"url": "https://example.com/a.png", "filename": "a.png"}
    ann = authors.create({"Name": "Ann", "Born": 1900, **values, "Files": [file]})
    bob, cid = authors.batch_create([{"Name": "Bob"}, {"Name": "Cid", "Tags": ["x"], "Day": "2025-01-01", "Born": 0}])
    book = books.create({"Title": "b", "Author": [cid["id"], bob["id"], ann["id"]]})
    person = {"id": instance.user, "email": "owner@example.com", "name": "Olive Owner"}
    found = {name: book["fields"].get(f"L {name}") for name in names}
    assert found == {
        "Name": ["Cid", "Bob", "Ann"],
        "Born": [0, 1900],
        "Tags": ["x", "y", "x"],
        "Stage": ["s"],
        "Done": [True],
        "Day": ["2025-01-01", "2024-02-29"],
        "Owner": [person],
        "Files": ann["fields"]["Files"],
        "Code": [{"text": "c"}],
        "No": [3, 2, 1],
        "Count": [1, 1, 1],
        "Books": [book["id"]] * 3,
    }
    assert books.get(book["id"]) == book and books.all() == [book]
    shown = {"L Tags": "x, y, x", "L Day": "2025-01-01, 2024-02-29", "L Owner": "Olive Owner", "L Books": "b, b, b"}
    (strings,) = books.all(cell_format="string", time_zone="utc", user_locale="en-us", fields=list(shown))
    assert strings["fields"] == shown
    assert "L Name" not in books.create({"Title": "alone"})["fields"], "a lookup of nothing is blank"


@pytest.mark.parametrize(
    ("text", "expected", "of_none"),
    [
        ("SUM(values)", 6, 0),
        ("AVERAGE(values)", 3, NAN),
        ("MAX(values)", 4, 0),
        ("MIN(values)", 2, 0),
        ("COUNT(values)", 2, 0),
        ("COUNTA(values)", 2, 0),
        ("COUNTALL(values)", 3, 0),
        ("CONCATENATE(values)", "2, 4", None),
        ("ARRAYJOIN(ARRAYCOMPACT(values), '|')", "2|4", None),
        ("ARRAYUNIQUE(ARRAYCOMPACT(values))", [2, 4], None),
        ("ARRAYCOMPACT(values)", [2, 4], None),
        ("AND(values)", 0, None),
        ("OR(values)", 1, 0),
        ("IF(SUM(values) > {Limit}, 'over', 'under')", "over", "under"),
        ("SUM(values) / COUNTALL(values)", 2, NAN),
    ],
)
def test_rollups(new_base, text, expected, of_none):
    base, _ = new_base([TEXT])
    items = base.create_table("Items", [TEXT, NUMBER])
    groups = base.create_table("Groups", [TEXT, {"name": "Limit", "type": "number", "options": {"precision": 0}}])
    groups.create_field("Items", "multipleRecordLinks", options={"linkedTableId": items.id})
    made = items.batch_create([{"N": 2}, {}, {"N": 4}])
    rollup(groups, "Rolled", field_of(groups, "Items"), field_of(items, "N"), text)
    group = groups.create({"Limit": 5, "Items": [item["id"] for item in made]})
    value = group["fields"].get("Rolled")
    assert (value.replace(", , ", ", ") if text == "CONCATENATE(values)" else value) == expected
    none = groups.create({"Limit": 5})["fields"].get("Rolled")
    assert none == of_none or text == "AND(values)", "whether nothing is all of it, nobody says"


def test_errors_are_values(shop):
    customers, orders, lines = shop
    formula(lines, "Each", "{Total} / {Amount}")
    formula(lines, "Broken", "IF({Amount} > 1, ERROR(), 'fine')")
    formula(lines, "Text", "{Name} + 1")
    formula(lines, "Caught", "IF(ISERROR({Each}), 'no', {Each})")
    link = field_of(orders, "Lines")
    rollup(orders, "Eaches", link, field_of(lines, "Each"), "SUM(values)")
    lookup(orders, "Looked", link, field_of(lines, "Each"))
    lookup(orders, "Broken ones", link, field_of(lines, "Broken"))
    rollup(orders, "Broken sum", link, field_of(lines, "Broken"), "ARRAYJOIN(values)")
    order = orders.create({})
    infinite = formula(lines, "Infinite", "({Amount} + 1) / 0")
    assert infinite.options.result.type == "number"
    bad, good = lines.batch_create([{"Order": [order["id"]]}, {"Name": "x", "Amount": 2, "Price": 3, "Order": [order["id"]]}])
    assert bad["fields"] == {
        **{"Order": [order["id"]], "Total": 0, "Each": NAN, "Broken": "fine", "Text": 1, "Caught": "no"},
        "Infinite": {"specialValue": "Infinity"},
    }
    assert (good["fields"]["Each"], good["fields"]["Broken"], good["fields"]["Text"], good["fields"]["Caught"]) == (3, ERROR, NAN, "3")
    found = orders.get(order["id"])["fields"]
    assert found["Looked"] == [NAN, 3]
    assert found["Broken ones"] == ["fine", ERROR]
    assert is_airtable_error(found["Eaches"]) and found["Broken sum"] == ERROR
    for value in (bad["fields"]["Each"], bad["fields"]["Infinite"], good["fields"]["Broken"], found["Looked"][0]):
        assert is_airtable_error(value)
    assert not is_airtable_error(good["fields"]["Each"])
    assert [record["id"] for record in lines.all(formula="ISERROR({Broken})")] == [good["id"]]
    assert [record["id"] for record in lines.all(formula="{Each}")] == [good["id"]], "NaN and errors are not kept"
    assert [record["id"] for record in lines.all(formula="{Infinite}")] == [bad["id"], good["id"]]
    # What is mended is no error any more.
    lines.update(bad["id"], {"Amount": 1, "Price": 4})
    lines.update(good["id"], {"Amount": 1})
    assert cells(orders, order, "Eaches", "Looked", "Broken ones") == (7, [4, 3], ["fine", "fine"])
    assert cells(orders, order, "Broken sum") == "fine, fine"


def test_lists_are_sorted_by_what_is_computed(new_base):
    _, table = new_base([TEXT, NUMBER])
    formula(table, "Square", "IF({N} = 13, ERROR(), IF({N}, {N} * {N}))")
    formula(table, "Label", "IF({N}, 'item ' & {N})")
    formula(table, "Day", "IF({N}, DATEADD('2024-01-31', {N}, 'months'))")
    table.batch_create([{"Name": f"n{n}", "N": n} for n in (3, -10, 1, 13, -2)] + [{"Name": "blank"}])

    def names(*sort, **more):
        return [record["fields"]["Name"] for record in table.all(sort=sort, **more)]

    up = names("Square")
    assert (up[0], up[1:5], up[5]) == ("blank", ["n1", "n-2", "n3", "n-10"], "n13"), "blanks first, errors last"
    assert names("-Square") == up[::-1]
    assert names("-Square", formula="NOT(ISERROR({Square}))", max_records=2) == ["n-10", "n3"]
    assert names("Label")[0] == "blank"
    assert names("Day") == ["blank", "n-10", "n-2", "n1", "n3", "n13"]
    pages = [[record["fields"]["Name"] for record in page] for page in table.iterate(sort=["Square"], page_size=2)]
    assert pages == [up[:2], up[2:4], up[4:]]


def test_what_moves_by_itself(new_base, server, instance):
    """The present time, and what people are called."""
    _, table = new_base([TEXT, NUMBER, {"name": "Owner", "type": "singleCollaborator"}])
    formula(table, "Now", "NOW()")
    formula(table, "Late", "IF(IS_AFTER(NOW(), CREATED_TIME()), 'late', 'early')")
    formula(table, "Whose", "UPPER({Owner})")
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    record = table.create({"Owner": {"id": instance.user}})
    assert record["fields"]["Whose"] == "OLIVE OWNER"
    now, late = cells(table, record, "Now", "Late")
    assert before <= datetime.fromisoformat(now) <= datetime.now(timezone.utc) + timedelta(seconds=1)
    assert late == "late"
    assert [found["id"] for found in table.all(formula="{Late} = 'late'", sort=["Now"])] == [record["id"]]
    assert table.all(formula="{Whose} = 'OLIVE OWNER'") != []


def test_last_changes_of_some_fields(new_base):
    _, table = new_base([TEXT, NUMBER])
    formula(table, "Any", "LAST_MODIFIED_TIME()")
    formula(table, "Of N", "LAST_MODIFIED_TIME({N})")
    formula(table, "Twice", "{N} * 2")
    formula(table, "Of Twice", "LAST_MODIFIED_TIME({Twice})")
    record = table.create({"Name": "a", "N": 1})
    first = record["fields"]["Of N"]
    changed = table.update(record["id"], {"Name": "b"})["fields"]
    assert changed["Of N"] == first and changed["Any"] >= first
    again = table.update(record["id"], {"N": 2})["fields"]
    assert again["Of N"] == again["Any"] >= changed["Any"]


def test_a_field_made_later_has_its_cells_at_once(new_base):
    _, table = new_base([TEXT, NUMBER])
    table.batch_create([{"Name": f"n{n}", "N": n} for n in range(300)])
    formula(table, "Twice", "{N} * 2")
    assert [record["fields"]["Twice"] for record in table.all()] == [2 * n for n in range(300)]
    assert len(table.all(formula="{Twice} < 100")) == 50


def test_a_view_filters_and_sorts_by_what_is_computed(shop, view_of):
    customers, orders, lines = shop
    ids = {field.name: field.id for field in orders.schema(force=True).fields}
    made = orders.batch_create([{"Name": f"o{n}"} for n in range(4)])
    lines.batch_create([{"Amount": n, "Price": 5, "Order": [order["id"]]} for n, order in enumerate(made)])
    filters = {"conjunction": "and", "conditions": [{"fieldId": ids["Sum"], "operator": ">", "value": 0}]}
    view_of(orders, "Paid", filters=filters, sorts=[{"fieldId": ids["Sum"], "direction": "desc"}])
    assert [order["fields"]["Name"] for order in orders.all(view="Paid")] == ["o3", "o2", "o1"]
    assert [order["fields"]["Name"] for order in orders.all(view="Paid", formula="{Sum} < 15")] == ["o2", "o1"]
    # A view may keep records by a formula.
    view_of(orders, "Odd", filterByFormula="MOD({Sum}, 2) = 1", sorts=[{"fieldId": ids["Name"], "direction": "desc"}])
    assert [order["fields"]["Name"] for order in orders.all(view="Odd")] == ["o3", "o1"]
    assert [order["fields"]["Name"] for order in orders.all(view="Odd", formula="{Count} = 1", sort=["Sum"])] == ["o1", "o3"]
    error = refused(lambda: view_of(orders, "Never", filterByFormula="{Nope} = 1"))
    assert "nope" in error["message"].lower()
