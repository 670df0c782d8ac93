"""The options of every field type, parsed by pyairtable into the class of that type."""

import pytest
from conftest import COMPUTED, OBJECTS, TEXT, WRITABLE
from covers import covers
from pyairtable.models import schema
from pyairtable.models.schema import FieldType
from requests import HTTPError

# The types that the API makes no fields of, with options that would fit.
NOT_MADE = {
    FieldType.AI_TEXT: {"prompt": ["Say hello"]},
    FieldType.BUTTON: None,
    FieldType.EXTERNAL_SYNC_SOURCE: {"choices": [{"name": "A"}]},
    FieldType.MANUAL_SORT: None,
}

MADE = {
    # A second of the same type is kept if it has other options.
    "Stars 2": {"name": "Stars 2", "type": "rating", "options": {"icon": "thumbsUp", "max": 10, "color": "grayBright"}},
    "Done 2": {"name": "Done 2", "type": "checkbox", "options": {"icon": "xCheckbox", "color": "tealBright"}},
    "Day 2": {"name": "Day 2", "type": "date", "options": {"dateFormat": {"name": "friendly", "format": "LL"}}},
    "Day 3": {"name": "Day 3", "type": "date", "options": {"dateFormat": {"name": "local"}}},
    "Moment 2": {
        "name": "Moment 2",
        "type": "dateTime",
        "options": {"timeZone": "client", "dateFormat": {"name": "european"}, "timeFormat": {"name": "12hour"}},
    },
    "Length 2": {"name": "Length 2", "type": "duration", "options": {"durationFormat": "h:mm"}},
    "Formula": {"name": "Formula", "type": "formula", "options": {"formula": "1 + 1"}},
    **{field["name"]: field for field in WRITABLE + OBJECTS + COMPUTED},
}

# Those that need a link, and are made after it.
THROUGH_LINKS = ("multipleRecordLinks", "count", "rollup", "multipleLookupValues")


def class_of(kind):
    """`multipleRecordLinks` is parsed by MultipleRecordLinksFieldSchema, and so on."""
    odd = {"aiText": "AITextFieldSchema"}
    return getattr(schema, odd.get(kind) or kind[0].upper() + kind[1:] + "FieldSchema")


def options_of(field):
    options = getattr(field, "options", None)
    return None if options is None else options.model_dump(by_alias=True, exclude_none=True)


@pytest.fixture
def full(new_base):
    """A base with one table that has a field of every type that can be made."""
    base, _ = new_base([TEXT])
    other = base.create_table("Other", [TEXT])
    fields = sorted(MADE.values(), key=lambda field: field["name"] != "Name")
    link = {"name": "Links", "type": "multipleRecordLinks", "options": {"linkedTableId": other.id}}
    table = base.create_table("Full", [*fields, link])
    found = {"recordLinkFieldId": table.schema().field("Links").id}
    table.create_field("Count", "count", options=found)
    found["fieldIdInLinkedTable"] = other.schema(force=True).field("Name").id
    table.create_field("Lookup", "multipleLookupValues", options=found)
    table.create_field("Rollup", "rollup", options={**found, "formula": "COUNTA(values)"})
    return base, table, other


def test_every_type_is_made_here_or_refused():
    made = {field["type"] for field in MADE.values()} | set(THROUGH_LINKS)
    assert made | {kind.value for kind in NOT_MADE} == {kind.value for kind in FieldType}
    assert not made & {kind.value for kind in NOT_MADE}


@covers("TableSchema.field")
def test_every_type_has_its_class_and_its_options(full):
    base, table, other = full
    found = table.schema(force=True)
    for field in found.fields:
        assert type(field) is class_of(field.type), field
        assert found.field(field.id) is found.field(field.name) is field
    for name, made in MADE.items():
        options = options_of(found.field(name)) or {}
        for key, value in made.get("options", {}).items():
            if key == "choices":
                names = [choice["name"] for choice in options["choices"]]
                assert names == [choice["name"] for choice in value]
                assert all(choice["id"].startswith("sel") for choice in options["choices"])
            elif key in ("dateFormat", "timeFormat"):
                assert options[key]["name"] == value["name"] and options[key]["format"]
            else:
                assert options[key] == value, name
    assert options_of(found.field("Day 2")) == {"dateFormat": {"name": "friendly", "format": "LL"}}
    assert options_of(found.field("Day 3")) == {"dateFormat": {"name": "local", "format": "l"}}
    assert options_of(found.field("Moment 2")) == {
        "timeZone": "client",
        "dateFormat": {"name": "european", "format": "D/M/YYYY"},
        "timeFormat": {"name": "12hour", "format": "h:mma"},
    }
    assert options_of(found.field("Files")) == {"isReversed": False}
    assert options_of(found.field("Links")) == {
        "isReversed": False,
        "linkedTableId": other.id,
        "prefersSingleRecordLink": False,
        "inverseLinkFieldId": other.schema(force=True).field("Full").id,
    }
    link = {"isValid": True, "recordLinkFieldId": found.field("Links").id}
    through = {**link, "fieldIdInLinkedTable": other.schema().field("Name").id}
    assert options_of(found.field("Count")) == link
    assert options_of(found.field("Lookup")) == {**through, "result": {"type": "singleLineText"}}
    number = {"type": "number", "options": {"precision": 0}}
    assert options_of(found.field("Rollup")) == {**through, "referencedFieldIds": [], "result": number}
    assert options_of(found.field("Formula")) == {"formula": "1 + 1", "isValid": True, "referencedFieldIds": [], "result": number}
    assert found.field("Changed").options.is_valid is True
    assert found.field("Changed").options.result.type in ("date", "dateTime")
    # What pyairtable does not read, Airbyte does.
    raw = {field["name"]: field for field in base.api.get(base.urls.tables)["tables"][2]["fields"]}
    assert raw["Made"]["options"]["result"]["type"] == "dateTime"


@covers("FieldSchema.save")
def test_every_type_is_renamed_and_described(full):
    base, table, _ = full
    record = table.create({"Name": "kept", "Number": 5, "Stage": "Doing"})
    before = {field.id: options_of(field) for field in table.schema(force=True).fields}
    for field in table.schema().fields:
        field.name = f"{field.name} renamed"
        field.description = f"About {field.id}"
        field.save()
    after = table.schema(force=True).fields
    assert {field.id: options_of(field) for field in after} == before
    assert all(field.name.endswith(" renamed") and field.description == f"About {field.id}" for field in after)
    fields = table.get(record["id"])["fields"]
    assert fields["Name renamed"] == "kept" and fields["Number renamed"] == 5 and fields["Stage renamed"] == "Doing"
    assert fields["Formula renamed"] == 2 and fields["Count renamed"] == fields["Rollup renamed"] == 0


@pytest.mark.parametrize("kind", NOT_MADE, ids=lambda kind: kind.value)
def test_types_that_the_api_does_not_make(new_base, kind):
    base, table = new_base([TEXT])
    with pytest.raises(HTTPError) as refused:
        table.create_field("X", kind.value, options=NOT_MADE[kind])
    assert refused.value.response.status_code == 422
    error = refused.value.response.json()["error"]
    assert error["type"] == "UNSUPPORTED_FIELD_TYPE_FOR_CREATE"
    assert kind.value in error["message"] and "T.X" in error["message"], error
    assert [field.name for field in table.schema(force=True).fields] == ["Name"]


def test_options_can_not_be_changed_here_and_the_answer_says_where(full, api):
    """Airtable changes formulas only; ours has a call of its own."""
    base, table, _ = full
    stage = table.schema().field("Stage")
    with pytest.raises(HTTPError) as refused:
        api.patch(table.urls.fields / stage.id, json={"options": {"choices": [{"name": "New"}]}})
    assert refused.value.response.status_code == 422
    assert "/api/" in refused.value.response.json()["error"]["message"]
    assert options_of(table.schema(force=True).field("Stage")) == options_of(stage)


@pytest.fixture
def plan(new_base):
    """A table of tasks with a start, an end, a duration and predecessors."""
    base, _ = new_base([TEXT])
    day = {"dateFormat": {"name": "iso"}}
    table = base.create_table(
        "Tasks",
        [
            TEXT,
            {"name": "Start", "type": "date", "options": day},
            {"name": "End", "type": "date", "options": day},
            {"name": "Days", "type": "number", "options": {"precision": 0}},
        ],
    )
    table.create_field("After", "multipleRecordLinks", options={"linkedTableId": table.id})
    return table


@covers("TableSchema.set_date_dependency", "TableSchema.save")
def test_date_dependencies(plan):
    found = plan.schema(force=True)
    assert found.date_dependency is None
    found.set_date_dependency(
        start_date_field="Start",
        end_date_field="End",
        duration_field="Days",
        rescheduling_mode="flexible",
        predecessor_field="After",
        skip_weekends_and_holidays=True,
        holidays=["2026-01-01", "2026-12-25"],
    )
    found.save()
    ids = {field.name: field.id for field in found.fields}
    for again in (found, plan.schema(force=True)):
        settings = again.date_dependency
        assert settings.is_enabled is True
        assert (settings.start_date_field_id, settings.end_date_field_id) == (ids["Start"], ids["End"])
        assert (settings.duration_field_id, settings.predecessor_field_id) == (ids["Days"], ids["After"])
        assert (settings.rescheduling_mode, settings.should_skip_weekends_and_holidays) == ("flexible", True)
        assert settings.holidays == ["2026-01-01", "2026-12-25"]
    # What was read is sent back whole with any other change.
    found.name = "Plan"
    found.save()
    found = plan.base.table("Plan").schema(force=True)
    assert found.date_dependency.holidays == ["2026-01-01", "2026-12-25"]
    # Another setting replaces it.
    found.set_date_dependency("Start", "End", "Days", "none")
    found.save()
    settings = plan.base.schema(force=True).table("Plan").date_dependency
    assert (settings.rescheduling_mode, settings.predecessor_field_id, settings.holidays) == ("none", None, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_date_field": "Name"},
        {"end_date_field": "Days"},
        {"duration_field": "Start"},
        {"predecessor_field": "Name"},
        {"rescheduling_mode": "sometimes"},
        {"holidays": ["tomorrow"]},
        {"end_date_field": "Start"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_date_dependencies_that_make_no_sense(plan, wrong):
    found = plan.schema(force=True)
    settings = {"start_date_field": "Start", "end_date_field": "End", "duration_field": "Days", "rescheduling_mode": "fixed"}
    found.set_date_dependency(**settings | wrong)
    with pytest.raises(HTTPError) as refused:
        found.save()
    assert refused.value.response.status_code == 422
    assert plan.schema(force=True).date_dependency is None
