"""cell_format='string': the text that people see, in their time zone."""

import pytest
from conftest import COMPUTED, OBJECTS, TEXT, WRITABLE
from requests import HTTPError

# What is written, and how a person in New York who writes English reads it.
CELLS = {
    "Name": ('Zoë "Z"', 'Zoë "Z"'),
    "Notes": ("one\ntwo", "one\ntwo"),
    "Rich": ("**bold**\n", "**bold**\n"),
    "Mail": ("zoe@example.com", "zoe@example.com"),
    "Link": ("https://example.com/?q=1", "https://example.com/?q=1"),
    "Phone": ("+49 30 1234", "+49 30 1234"),
    "Number": (-1234.5, "-1234.500"),
    "Percent": (0.125, "12.5%"),
    "Price": (-1234.5, "-€1,234.50"),
    "Length": (9000.25, "2:30:00.250"),
    "Stars": (5, "5"),
    "Done": (True, "checked"),
    "Day": ("2024-02-29", "2024-02-29"),
    "Moment": ("2024-06-01T02:30:00.000Z", "2024-05-31 22:30"),
    "Berlin": ("2024-06-01T10:30:00.000Z", "6/1/2024 6:30am"),
    "Stage": ("Doing", "Doing"),
    "Tags": (["green", "blue, dark"], 'green, "blue, dark"'),
    "Owner": ({"email": "owner@example.com"}, "Olive Owner"),
    "People": ([{"email": "owner@example.com"}], "Olive Owner"),
    "Files": (
        [{"url": "https://example.com/a.png", "filename": "b.png"}, {"url": "https://example.com/c.png"}],
        "b.png (https://example.com/a.png), c.png (https://example.com/c.png)",
    ),
    "Code": ({"text": "4006381333931", "type": "upce"}, "4006381333931"),
}
READ = {name: read for name, (_, read) in CELLS.items()}
IN_NEW_YORK = {"cell_format": "string", "time_zone": "America/New_York", "user_locale": "en-us"}


@pytest.fixture
def table(new_base):
    return new_base(WRITABLE + OBJECTS + COMPUTED)[1]


@pytest.fixture
def record(table):
    return table.create({name: written for name, (written, _) in CELLS.items()})["id"]


def test_every_type_is_text(table, record):
    found = table.get(record, **IN_NEW_YORK)["fields"]
    assert all(type(value) is str for value in found.values())
    assert {name: found[name] for name in CELLS} == READ
    assert found["No"] == "1" and found["Maker"] == found["Changer"] == "Olive Owner"
    assert set(found) == {field["name"] for field in WRITABLE + OBJECTS + COMPUTED}


def test_lists_have_the_same_text(table, record):
    table.create({})
    one = table.get(record, **IN_NEW_YORK)
    assert table.all(**IN_NEW_YORK)[0] == one == table.first(**IN_NEW_YORK)
    assert [len(page) for page in table.iterate(page_size=1, **IN_NEW_YORK)] == [1, 1]
    blank = table.all(**IN_NEW_YORK)[1]["fields"]
    assert set(blank) == {field["name"] for field in COMPUTED}, "what is blank is left out, as always"
    assert table.all(fields=["Price", "Tags"], max_records=1, **IN_NEW_YORK)[0]["fields"] == {
        "Price": READ["Price"],
        "Tags": READ["Tags"],
    }


def test_a_long_question_keeps_zone_and_locale(table, record):
    """pyairtable posts it, with these two in the query."""
    found = table.all(fields=["Moment"] * 2_000, **IN_NEW_YORK)
    assert [one["fields"] for one in found] == [{"Moment": READ["Moment"]}]


def test_by_field_id(table, record):
    ids = {field.name: field.id for field in table.schema().fields}
    found = table.get(record, use_field_ids=True, **IN_NEW_YORK)["fields"]
    assert (found[ids["Price"]], found[ids["Owner"]]) == (READ["Price"], READ["Owner"])


def test_values_sort_as_values_whatever_is_shown(table):
    table.batch_create([{"Name": str(n), "Number": n} for n in (10, 9, 100)])
    found = table.all(sort=["Number"], fields=["Number"], **IN_NEW_YORK)
    assert [one["fields"]["Number"] for one in found] == ["9.000", "10.000", "100.000"]


@pytest.mark.parametrize(
    ("zone", "moment"), [("utc", "2024-06-01 02:30"), ("Asia/Tokyo", "2024-06-01 11:30"), ("Europe/Berlin", "2024-06-01 04:30")]
)
def test_the_time_zone_of_the_reader(table, record, zone, moment):
    options = IN_NEW_YORK | {"time_zone": zone}
    assert table.get(record, **options)["fields"]["Moment"] == moment


@pytest.mark.parametrize(
    ("locale", "day"), [("en-us", "2/29/2024"), ("en-gb", "29/02/2024"), ("de", "29.2.2024"), ("ja", "2024/2/29")]
)
def test_days_as_they_are_written_where_the_reader_is(new_base, locale, day):
    _, table = new_base([TEXT, {"name": "D", "type": "date", "options": {"dateFormat": {"name": "local"}}}])
    table.create({"D": "2024-02-29"})
    assert table.first(cell_format="string", time_zone="utc", user_locale=locale)["fields"] == {"D": day}


def test_links_show_what_the_records_are_called(library):
    _, books, authors = library
    people = [authors.create({"Name": name})["id"] for name in ("Ann", "Bob, Jr.", "Cid")]
    nameless = authors.create({"Born": 1900})["id"]
    book = books.create({"Title": "One", "Author": [people[2], people[0]]})["id"]
    assert books.get(book, **IN_NEW_YORK)["fields"] == {"Title": "One", "Author": "Cid, Ann"}
    assert authors.get(people[0], **IN_NEW_YORK)["fields"] == {"Name": "Ann", "Books": "One"}
    authors.update(people[0], {"Name": "Anna"})
    assert books.all(**IN_NEW_YORK)[0]["fields"]["Author"] == "Cid, Anna"
    books.update(book, {"Author": [people[1], people[2]]})
    assert books.get(book, **IN_NEW_YORK)["fields"]["Author"] == '"Bob, Jr.", Cid'
    books.update(book, {"Author": [nameless]})
    assert books.get(book)["fields"]["Author"] == [nameless]


def test_json_is_the_default(table, record):
    assert table.get(record, cell_format="json") == table.get(record)
    assert table.get(record)["fields"]["Number"] == -1234.5


@pytest.mark.parametrize(
    "options",
    [
        {"cell_format": "string"},
        {"cell_format": "string", "time_zone": "utc"},
        {"cell_format": "string", "user_locale": "en-us"},
        {"cell_format": "string", "time_zone": "Europe/Atlantis", "user_locale": "en-us"},
        {"cell_format": "text", "time_zone": "utc", "user_locale": "en-us"},
    ],
)
def test_without_zone_and_locale_there_is_no_text(table, record, options):
    for call in (lambda: table.get(record, **options), lambda: table.all(**options)):
        with pytest.raises(HTTPError) as refused:
            call()
        assert refused.value.response.status_code == 422
        assert refused.value.response.json()["error"]["type"] == "INVALID_REQUEST_UNKNOWN"
