"""Schema calls, read back through pyairtable's typed models."""

import re

import pytest
from conftest import COMPUTED, WRITABLE
from covers import covers
from pyairtable.models import schema
from requests import HTTPError

TEXT = {"name": "Name", "type": "singleLineText"}

# What each field must look like when read, beyond name and type.
READ_OPTIONS = {
    "Number": {"precision": 3},
    "Percent": {"precision": 1},
    "Price": {"precision": 2, "symbol": "€"},
    "Length": {"durationFormat": "h:mm:ss.SSS"},
    "Stars": {"icon": "star", "max": 5, "color": "yellowBright"},
    "Done": {"icon": "check", "color": "greenBright"},
    "Day": {"dateFormat": {"name": "iso", "format": "YYYY-MM-DD"}},
    "Moment": {
        "timeZone": "utc",
        "dateFormat": {"name": "iso", "format": "YYYY-MM-DD"},
        "timeFormat": {"name": "24hour", "format": "HH:mm"},
    },
    "Berlin": {
        "timeZone": "Europe/Berlin",
        "dateFormat": {"name": "us", "format": "M/D/YYYY"},
        "timeFormat": {"name": "12hour", "format": "h:mma"},
    },
}


def test_every_type_is_made_and_read_back(new_base, api):
    base, table = new_base(WRITABLE + COMPUTED)
    (raw,) = api.get(base.urls.tables)["tables"]
    assert set(raw) == {"id", "name", "primaryFieldId", "fields", "views"}
    assert [(field["name"], field["type"]) for field in raw["fields"]] == [
        (field["name"], field["type"]) for field in WRITABLE + COMPUTED
    ]
    assert raw["primaryFieldId"] == raw["fields"][0]["id"]
    for field in raw["fields"]:
        assert re.fullmatch(r"fld[A-Za-z0-9]{14}", field["id"])
        assert None not in field.values()
        if field["name"] in READ_OPTIONS:
            assert field["options"] == READ_OPTIONS[field["name"]], field["name"]
        elif field["name"] in ("Stage", "Tags"):
            wanted = next(made for made in WRITABLE if made["name"] == field["name"])["options"]["choices"]
            assert [choice["name"] for choice in field["options"]["choices"]] == [choice["name"] for choice in wanted]
            for choice in field["options"]["choices"]:
                assert re.fullmatch(r"sel[A-Za-z0-9]{14}", choice["id"])
        elif field["name"] in ("Made", "Changed"):
            assert field["options"]["result"]["type"] in ("date", "dateTime")
        else:
            assert "options" not in field, field
    stage = next(field for field in raw["fields"] if field["name"] == "Stage")
    assert stage["options"]["choices"][1]["color"] == "redDark1"
    # pyairtable quietly degrades what it can not parse to an unknown type.
    for field in table.schema().fields:
        assert not isinstance(field, schema.UnknownFieldSchema), field


def test_the_first_view_is_a_grid_of_all_fields(new_base):
    base, table = new_base(WRITABLE)
    (view,) = table.schema().views
    assert (view.name, view.type) == ("Grid view", "grid")
    assert view.visible_field_ids == [field.id for field in table.schema().fields]
    raw = base.api.get(base.urls.tables)["tables"][0]["views"][0]
    assert "visibleFieldIds" not in raw


def test_views_are_listed_and_read(new_base):
    base, table = new_base([TEXT])
    (view,) = table.schema().views
    url = base.api.build_url("meta", "bases", base.id, "views")
    listed = base.api.get(url)["views"]
    assert [(found["id"], found["name"], found["type"]) for found in listed] == [(view.id, "Grid view", "grid")]
    one = base.api.get(url / view.id, params={"include[]": "visibleFieldIds"})
    assert one["visibleFieldIds"] == [table.schema().fields[0].id]


def test_create_table(new_base):
    base, _ = new_base([TEXT])
    made = base.create_table("Second", [TEXT, {"name": "N", "type": "number", "options": {"precision": 0}}], "About it")
    assert re.fullmatch(r"tbl[A-Za-z0-9]{14}", made.id)
    assert made.schema().description == "About it"
    assert [field.type for field in made.schema().fields] == ["singleLineText", "number"]
    assert {found.name for found in base.tables(force=True)} == {"T", "Second"}


@covers("Table.create_field", "Table.schema")
def test_create_field_by_table_id_and_by_name(new_base):
    base, table = new_base([TEXT])
    field = table.create_field("Count", "number", "How many", {"precision": 2})
    assert (field.name, field.type, field.description, field.options.precision) == ("Count", "number", "How many", 2)
    other = base.table(table.schema().id).create_field("Mail", "email")
    assert other.type == "email" and other.description is None
    assert [found.name for found in table.schema(force=True).fields] == ["Name", "Count", "Mail"]


def test_a_field_made_later_is_empty_and_writable_at_once(new_base):
    _, table = new_base([TEXT])
    record = table.create({"Name": "early"})
    table.create_field("Later", "singleLineText")
    assert table.get(record["id"])["fields"] == {"Name": "early"}
    assert table.update(record["id"], {"Later": "now"})["fields"] == {"Name": "early", "Later": "now"}


def test_an_auto_number_made_later_numbers_the_records_there(new_base):
    _, table = new_base([TEXT])
    table.batch_create([{"Name": str(n)} for n in range(3)])
    table.create_field("No", "autoNumber")
    assert [record["fields"]["No"] for record in table.all()] == [1, 2, 3]
    assert table.create({"Name": "next"})["fields"]["No"] == 4


@covers("TableSchema.save")
def test_rename_and_describe_a_table(new_base):
    base, table = new_base([TEXT])
    found = table.schema()
    found.name = "Renamed / with a slash"
    found.description = "Words"
    found.save()
    again = base.table("Renamed / with a slash")
    assert again.create({"Name": "x"})["fields"] == {"Name": "x"}
    assert again.schema().description == "Words"
    with pytest.raises(HTTPError) as refused:
        base.table("T").all()
    assert refused.value.response.json()["error"]["type"] == "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"


@covers("FieldSchema.save")
def test_rename_and_describe_a_field(new_base):
    _, table = new_base([TEXT])
    record = table.create({"Name": "kept"})
    field = table.schema().fields[0]
    field.name = "Title"
    field.description = "Renamed"
    field.save()
    found = table.schema(force=True).fields[0]
    assert (found.id, found.name, found.description) == (field.id, "Title", "Renamed")
    assert table.get(record["id"])["fields"] == {"Title": "kept"}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ([TEXT, TEXT], "DUPLICATE_OR_EMPTY_FIELD_NAME"),
        ([TEXT, {"name": "NAME", "type": "email"}], "DUPLICATE_OR_EMPTY_FIELD_NAME"),
        ([TEXT, {"name": " ", "type": "email"}], "DUPLICATE_OR_EMPTY_FIELD_NAME"),
        ([TEXT, {"name": "X", "type": "longText"}], "INVALID_REQUEST_UNKNOWN"),
        ([TEXT, {"name": "X", "type": "number"}], "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"),
        ([TEXT, {"name": "X", "type": "number", "options": {"precision": 9}}], "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"),
        ([TEXT, {"name": "X", "type": "checkbox"}], "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"),
        ([TEXT, {"name": "X", "type": "button"}], "UNSUPPORTED_FIELD_TYPE_FOR_CREATE"),
        ([TEXT, {"name": "X", "type": "formula", "options": {"formula": "{Nope}"}}], "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"),
        ([TEXT, {"name": "X", "type": "multipleRecordLinks"}], "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"),
    ],
)
def test_fields_that_can_not_be_made(new_base, fields, error):
    base, _ = new_base([TEXT])
    with pytest.raises(HTTPError) as refused:
        base.create_table("Never", fields)
    assert refused.value.response.status_code == 422
    assert refused.value.response.json()["error"]["type"] == error
    assert {found.name for found in base.tables(force=True)} == {"T"}


def test_a_table_name_is_unique(new_base):
    base, _ = new_base([TEXT])
    with pytest.raises(HTTPError) as refused:
        base.create_table("t", [TEXT])
    assert refused.value.response.status_code == 422
    assert refused.value.response.json()["error"]["type"] == "DUPLICATE_TABLE_NAME"


def test_a_base_needs_a_known_workspace(api):
    with pytest.raises(HTTPError) as refused:
        api.post(api.urls.bases, json={"name": "X", "tables": [{"name": "T", "fields": [TEXT]}]})
    assert refused.value.response.status_code == 422
    with pytest.raises(HTTPError) as refused:
        api.workspace("wsp" + "A" * 14).create_base("X", [{"name": "T", "fields": [TEXT]}])
    assert refused.value.response.status_code in (403, 404)
