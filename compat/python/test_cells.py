"""Every field type: what is written, what comes back, what is refused."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from conftest import COMPUTED, WRITABLE
from requests import HTTPError

FULL = {
    "Name": 'Zoë "Z" \\ \u0001 <&> 😀',
    "Notes": "one\ntwo\r\n\ttabbed\n",
    "Rich": "**bold** and `code`\n",
    "Mail": "zoe@example.com",
    "Link": "https://example.com/?q=1&r=%20",
    "Phone": "+49 30 1234",
    "Number": -1234.567,
    "Percent": 0.125,
    "Price": 19.99,
    "Length": 9000.25,
    "Stars": 5,
    "Done": True,
    "Day": "2024-02-29",
    "Moment": "2024-06-01T12:30:00.000Z",
    "Berlin": "2024-06-01T10:30:00.000Z",
    "Stage": "Doing",
    "Tags": ["green", "blue, dark"],
}


def test_every_type_round_trips(table):
    made = table.create(FULL)
    assert made["fields"] == FULL
    assert re.fullmatch(r"rec[A-Za-z0-9]{14}", made["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", made["createdTime"])
    assert table.get(made["id"]) == made
    assert table.all() == [made]


def test_fields_come_in_the_order_of_the_table(table):
    backwards = dict(reversed(FULL.items()))
    made = table.create(backwards)
    assert list(table.get(made["id"])["fields"]) == [field["name"] for field in WRITABLE]


def test_every_type_can_be_cleared_and_empty_cells_are_left_out(table):
    made = table.create(FULL)
    cleared = table.update(made["id"], dict.fromkeys(FULL))
    assert cleared == {"id": made["id"], "createdTime": made["createdTime"], "fields": {}}
    assert table.get(made["id"])["fields"] == {}
    assert table.create({})["fields"] == {}


@pytest.mark.parametrize(
    ("field", "written"),
    [("Name", ""), ("Notes", ""), ("Done", False), ("Tags", []), ("Stage", None), ("Stars", 0), ("Number", None)],
)
def test_what_counts_as_empty(table, field, written):
    made = table.create({field: FULL[field]})
    assert made["fields"] == {field: FULL[field]}
    assert table.update(made["id"], {field: written})["fields"] == {}


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("Number", 0, 0),
        ("Number", -0.0, 0),
        ("Number", 1e15, 1000000000000000),
        ("Number", 0.1 + 0.2, 0.30000000000000004),
        ("Number", 9007199254740991, 9007199254740991),
        ("Percent", 1, 1),
        ("Percent", 0.123456789, 0.123456789),
        ("Number", 1e300, 1e300),
        ("Number", 1e-7, 1e-7),
        ("Number", -5e-324, -5e-324),
        ("Length", -90, -90),
        ("Length", 0.5, 0.5),
        ("Day", "2024-06-01T23:59:59.000Z", "2024-06-01"),
        ("Moment", "2024-06-01", "2024-06-01T00:00:00.000Z"),
        ("Moment", "2024-06-01T12:30:00+02:00", "2024-06-01T10:30:00.000Z"),
        ("Moment", "2024-06-01T12:30:00.123456Z", "2024-06-01T12:30:00.123Z"),
        ("Berlin", "2024-06-01T12:30:00", "2024-06-01T10:30:00.000Z"),
        ("Berlin", "2024-01-01T12:30:00", "2024-01-01T11:30:00.000Z"),
        ("Tags", ["green", "red", "green"], ["green", "red"]),
    ],
)
def test_values_are_taken_as_documented(table, field, written, read):
    made = table.create({field: written})
    assert made["fields"] == {field: read}
    assert type(made["fields"][field]) is type(read)
    assert table.get(made["id"])["fields"] == {field: read}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Name", 1),
        ("Name", ["x"]),
        ("Name", {"a": 1}),
        ("Number", "12"),
        ("Number", True),
        ("Price", "free"),
        ("Stars", 6),
        ("Stars", -1),
        ("Stars", 1.5),
        ("Done", "yes"),
        ("Day", "tomorrow"),
        ("Day", "2023-02-29"),
        ("Day", 20240101),
        ("Moment", "noon"),
        ("Tags", [1]),
        ("Name", "x" * 100_001),
    ],
)
def test_wrong_values_are_refused_and_named(table, field, value):
    with pytest.raises(HTTPError) as refused:
        table.create({"Name": "good", field: value})
    assert refused.value.response.status_code == 422
    error = refused.value.response.json()["error"]
    assert error["type"] == "INVALID_VALUE_FOR_COLUMN"
    assert error["message"].startswith(f'Field "{field}" cannot accept')
    assert table.all() == []


@pytest.mark.parametrize(("field", "value"), [("Stage", "Unknown"), ("Tags", ["red", "Unknown"])])
def test_unknown_choices_are_refused_without_typecast(table, field, value):
    with pytest.raises(HTTPError) as refused:
        table.create({field: value})
    assert refused.value.response.status_code == 422
    error = refused.value.response.json()["error"]
    assert error["type"] == "INVALID_MULTIPLE_CHOICE_OPTIONS"
    assert "Insufficient permissions to create new select option" in error["message"]
    assert "Unknown" in error["message"]


def test_typecast_makes_choices_and_reads_text(table):
    made = table.create(
        {
            "Name": 12,
            "Number": "1,234.5",
            "Done": "true",
            "Stage": "Blocked",
            "Tags": "red, purple",
            "Stars": "3",
        },
        typecast=True,
    )
    assert made["fields"] == {
        "Name": "12",
        "Number": 1234.5,
        "Stars": 3,
        "Done": True,
        "Stage": "Blocked",
        "Tags": ["red", "purple"],
    }
    names = [choice.name for choice in table.schema(force=True).field("Stage").options.choices]
    assert names == ["Todo", "Doing", "Done", "Blocked"]


def test_text_at_the_limit_is_kept(table):
    text = "ä" * 100_000
    assert table.create({"Notes": text})["fields"] == {"Notes": text}


def test_computed_fields_are_filled_and_can_not_be_written(new_base, instance):
    _, table = new_base([{"name": "Name", "type": "singleLineText"}, *COMPUTED])
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    first, second = table.batch_create([{"Name": "a"}, {"Name": "b"}])
    assert (first["fields"]["No"], second["fields"]["No"]) == (1, 2)
    assert first["fields"]["Made"] == first["createdTime"]
    assert before <= datetime.fromisoformat(first["createdTime"]) <= datetime.now(timezone.utc)
    person = {"id": instance.user, "email": "owner@example.com", "name": "Olive Owner"}
    assert first["fields"]["Maker"] == person
    table.update(first["id"], {"Name": "changed"})
    changed = table.get(first["id"])["fields"]
    assert changed["Changer"] == person
    assert changed["Changed"] >= changed["Made"]
    table.delete(second["id"])
    assert table.create({"Name": "c"})["fields"]["No"] == 3, "an automatic number is never given twice"
    for name in ("No", "Made", "Maker", "Changed", "Changer"):
        with pytest.raises(HTTPError) as refused:
            table.update(first["id"], {name: 1})
        error = refused.value.response.json()["error"]
        assert refused.value.response.status_code == 422
        assert error["type"] == "INVALID_VALUE_FOR_COLUMN"
        assert "computed" in error["message"]
