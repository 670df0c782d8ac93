"""Lists: pages, sort, projection, views, GET and POST."""

import pytest
from covers import covers
from requests import HTTPError

TEXT = {"name": "Name", "type": "singleLineText"}
NUMBER = {"name": "N", "type": "number", "options": {"precision": 0}}


@pytest.fixture
def filled(new_base):
    _, table = new_base([TEXT, NUMBER])
    return table, table.batch_create([{"Name": f"n{n:03}", "N": n} for n in range(250)])


def test_all_goes_over_pages_in_order_of_creation(filled):
    table, made = filled
    assert table.all() == made


@covers("Table.iterate")
def test_pages_are_as_long_as_asked_for(filled):
    table, made = filled
    pages = list(table.iterate(page_size=60))
    assert [len(page) for page in pages] == [60, 60, 60, 60, 10]
    assert [record for page in pages for record in page] == made
    assert [len(page) for page in table.iterate()] == [100, 100, 50]


def test_a_full_last_page_has_no_offset(filled):
    table, _ = filled
    pages = list(table.iterate(page_size=50))
    assert [len(page) for page in pages] == [50] * 5
    raw = table.api.get(table.urls.records, params={"pageSize": 100})
    assert raw["offset"].startswith("itr") and "/rec" in raw["offset"]
    last = table.api.get(table.urls.records, params={"pageSize": 100, "maxRecords": 100})
    assert "offset" not in last


@covers("Table.all", "Table.first")
def test_max_records_bounds_all_pages_together(filled):
    table, made = filled
    assert table.all(max_records=120) == made[:120]
    assert [len(page) for page in table.iterate(max_records=120, page_size=50)] == [50, 50, 20]
    assert table.first() == made[0]
    assert table.all(max_records=1_000) == made


def test_sort_by_one_field_both_ways(filled):
    table, made = filled
    assert table.all(sort=["-N"]) == made[::-1]
    assert table.all(sort=["N"]) == made
    assert table.all(sort=["-N"], max_records=130) == made[::-1][:130]
    assert table.first(sort=["-Name"]) == made[-1]


def test_sort_by_several_fields_breaks_ties_in_order(new_base):
    _, table = new_base([TEXT, NUMBER, {"name": "Done", "type": "checkbox", "options": {"icon": "check", "color": "greenBright"}}])
    table.batch_create(
        [
            {"Name": "b", "N": 1},
            {"Name": "a", "N": 2, "Done": True},
            {"Name": "B", "N": 3},
            {"Name": "item 10", "N": 1, "Done": True},
            {"Name": "item 9", "N": 1},
            {"N": 5},
        ]
    )
    shown = lambda *sort: [record["fields"].get("Name") for record in table.all(sort=sort)]
    assert shown("Name") == [None, "a", "b", "B", "item 9", "item 10"]
    assert shown("-Name") == ["item 10", "item 9", "B", "b", "a", None]
    assert shown("N", "-Name") == ["item 10", "item 9", "b", "a", "B", None]
    assert shown("Done", "N", "Name") == ["b", "item 9", "B", None, "item 10", "a"]


def test_select_sorts_by_the_order_of_choices(table):
    table.batch_create([{"Name": "3", "Stage": "Done"}, {"Name": "1", "Stage": "Todo"}, {"Name": "0"}, {"Name": "2", "Stage": "Doing"}])
    assert [record["fields"]["Name"] for record in table.all(sort=["Stage"])] == ["0", "1", "2", "3"]


def test_dates_and_amounts_sort_by_value(table):
    table.batch_create(
        [
            {"Name": "c", "Day": "2024-01-10", "Price": 100, "Moment": "2024-01-10T00:00:00Z"},
            {"Name": "a", "Day": "1999-12-31", "Price": -5.5, "Moment": "1999-12-31T00:00:00Z"},
            {"Name": "b", "Day": "2024-01-09", "Price": 9, "Moment": "2024-01-09T23:59:59Z"},
        ]
    )
    for field in ("Day", "Price", "Moment"):
        assert [record["fields"]["Name"] for record in table.all(sort=[field])] == ["a", "b", "c"], field
        assert [record["fields"]["Name"] for record in table.all(sort=["-" + field])] == ["c", "b", "a"], field


def test_projection_by_name_and_id(filled):
    table, made = filled
    wanted = [{**record, "fields": {"N": record["fields"]["N"]}} for record in made[:5]]
    ids = {field.name: field.id for field in table.schema().fields}
    assert table.all(fields=["N"], max_records=5) == wanted
    assert table.all(fields=[ids["N"]], max_records=5) == wanted


def test_views_by_name_and_id(filled):
    table, made = filled
    (view,) = table.schema().views
    assert table.all(view="Grid view") == made
    assert table.all(view=view.id) == made
    assert table.all(view=view.id, sort=["-N"], max_records=3) == made[:-4:-1]
    for wrong, error in (("No such view", "VIEW_NAME_NOT_FOUND"), ("viw" + "A" * 14, "VIEW_ID_NOT_FOUND")):
        with pytest.raises(HTTPError) as refused:
            table.all(view=wrong)
        assert (refused.value.response.status_code, refused.value.response.json()["error"]["type"]) == (422, error)
        assert wrong in refused.value.response.json()["error"]["message"]
        assert refused.value.response.json()["error"]["message"] != wrong, "a message is a sentence"


def test_a_long_question_is_asked_by_post(filled):
    table, made = filled
    many = ["N"] * 3_000
    assert len(table.urls.records + "?" + "&fields[]=N" * 3_000) > 16_000
    wanted = [{**record, "fields": {"N": record["fields"]["N"]}} for record in made]
    assert table.all(fields=many, sort=["N"]) == wanted


def test_time_zone_and_locale_alone_are_accepted(filled):
    table, made = filled
    assert table.all(time_zone="utc", user_locale="en-ie", max_records=1) == made[:1]


@pytest.mark.parametrize(
    "spelling",
    [
        "fields[]=N&fields[]=Name",
        "fields=N&fields=Name",
        "fields[0]=N&fields[1]=Name",
        "fields%5B%5D=N&fields%5B%5D=Name&offset=",
        "fields[][0]=N&fields[][1]=Name&method=get&limit=1",
    ],
)
def test_every_spelling_of_an_array(filled, spelling):
    table, made = filled
    raw = table.api.get(f"{table.urls.records}/?{spelling}&maxRecords=1")
    assert raw == {"records": made[:1]}


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ({"pageSize": 0}, "INVALID_REQUEST_UNKNOWN"),
        ({"pageSize": 101}, "INVALID_REQUEST_UNKNOWN"),
        ({"pageSize": "x"}, "INVALID_REQUEST_UNKNOWN"),
        ({"maxRecords": 0}, "INVALID_REQUEST_UNKNOWN"),
        ({"sort[0][field]": "Nope"}, "UNKNOWN_FIELD_NAME"),
        ({"sort[0][field]": "N", "sort[0][direction]": "up"}, "INVALID_REQUEST_UNKNOWN"),
        ({"fields[]": "Nope"}, "UNKNOWN_FIELD_NAME"),
        ({"offset": "nonsense"}, "INVALID_OFFSET_VALUE"),
        ({"filterByFormula": "N=="}, "INVALID_FILTER_BY_FORMULA"),
        ({"filterByFormula": "Nope=1"}, "INVALID_FILTER_BY_FORMULA"),
    ],
)
def test_wrong_questions(filled, question, error):
    table, _ = filled
    with pytest.raises(HTTPError) as refused:
        table.api.get(table.urls.records, params=question)
    assert refused.value.response.status_code == 422
    assert refused.value.response.json()["error"]["type"] == error


def test_an_unknown_field_name_is_quoted(filled):
    table, _ = filled
    with pytest.raises(HTTPError) as refused:
        table.all(sort=["Nope"])
    assert refused.value.response.json()["error"]["message"] == 'Unknown field name: "Nope"'


def test_blank_parameters_mean_none(filled):
    table, made = filled
    assert table.all(offset="", max_records=2) == made[:2]
    assert table.all(offset="", fields=["N"] * 3_000, max_records=1)[0]["id"] == made[0]["id"], "posted"
    assert table.all(formula="", max_records=2) == made[:2]


def test_comments_are_counted_where_there_are_some(filled):
    """A record without comments has no count, as Airtable's page says."""
    table, made = filled
    assert table.all(count_comments=True, max_records=2) == made[:2]
    assert table.all(count_comments=True, fields=["N"] * 3_000)[0]["id"] == made[0]["id"], "posted"
    with pytest.raises(HTTPError) as refused:
        table.api.get(table.urls.records, params={"recordMetadata[]": "secrets"})
    assert refused.value.response.json()["error"]["type"] == "INVALID_REQUEST_UNKNOWN"
