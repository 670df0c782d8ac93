"""Formulas, rollups, lookups and counts as fields: made, read, changed, broken and mended."""

import re

import pytest
from computed import ERROR, EURO, NUMBER, cells, count, field_of, formula, lookup, refused, rollup
from conftest import TEXT
from covers import covers
from pyairtable.models import schema
from requests import HTTPError


@covers("Table.create_field")
def test_every_type_is_made_and_read_back(library):
    _, books, authors = library
    link, back = field_of(books, "Author"), field_of(authors, "Books")
    born, title = field_of(authors, "Born"), field_of(books, "Title")
    made = [
        (authors, formula(authors, "Age", "2026 - {Born}")),
        (books, lookup(books, "Births", link, born)),
        (authors, rollup(authors, "Titles", back, title, "ARRAYJOIN(values, '; ')")),
        (authors, count(authors, "Written", back)),
    ]
    classes = [schema.FormulaFieldSchema, schema.MultipleLookupValuesFieldSchema, schema.RollupFieldSchema, schema.CountFieldSchema]
    for (table, field), cls in zip(made, classes, strict=True):
        assert type(field) is cls
        assert re.fullmatch("fld[A-Za-z0-9]{14}", field.id)
        found = field_of(table, field.name)
        assert type(found) is cls and found.options == field.options
        assert found.options.is_valid is True
    age, births, titles, written = (field.options for _, field in made)
    assert age.formula == f"2026 - {{{born.id}}}", "a formula is kept by ids"
    assert age.referenced_field_ids == [born.id]
    assert (age.result.type, age.result.options.precision) == ("number", 0)
    assert (births.record_link_field_id, births.field_id_in_linked_table) == (link.id, born.id)
    assert (births.result.type, births.result.options.precision) == ("number", 0)
    assert (titles.record_link_field_id, titles.field_id_in_linked_table) == (back.id, title.id)
    assert titles.result.type == "singleLineText" and titles.referenced_field_ids == []
    assert written.record_link_field_id == back.id
    # What pyairtable does not read.
    raw = {field["name"]: field for table in books.api.get(books.base.urls.tables)["tables"] for field in table["fields"]}
    assert set(raw["Age"]["options"]) == {"formula", "isValid", "referencedFieldIds", "result"}
    assert set(raw["Births"]["options"]) == {"isValid", "recordLinkFieldId", "fieldIdInLinkedTable", "result"}
    assert set(raw["Titles"]["options"]) == {
        *("formula", "isValid", "recordLinkFieldId", "fieldIdInLinkedTable", "referencedFieldIds", "result")
    }
    assert raw["Titles"]["options"]["formula"] == "ARRAYJOIN(values, '; ')"
    assert set(raw["Written"]["options"]) == {"isValid", "recordLinkFieldId"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{N} + 1", ("number", {"precision": 0})),
        ("{N} / 4", ("number", {"precision": 2})),
        ("{Price} * 2", None),
        ("{N} > 1", ("number", {"precision": 0})),
        ("{N} & '!'", ("singleLineText", None)),
        ("{Stage}", ("singleLineText", None)),
        ("{Day}", ("date", None)),
        ("DATEADD({Day}, 1, 'day')", ("date", None)),
        ("DATEADD({Day}, 1, 'hour')", ("dateTime", None)),
        ("CREATED_TIME()", ("dateTime", None)),
        ("TODAY()", ("date", None)),
        ("IF({N}, 1, 'x')", ("singleLineText", None)),
        ("IF({N}, {Day})", ("date", None)),
        ("SWITCH({Stage}, 'a', 1, 'b', 2)", ("number", {"precision": 0})),
    ],
)
def test_the_type_of_a_result(new_base, text, result):
    fields = [
        *(TEXT, NUMBER),
        {"name": "Price", "type": "currency", "options": EURO},
        {"name": "Day", "type": "date", "options": {"dateFormat": {"name": "iso"}}},
        {"name": "Stage", "type": "singleSelect", "options": {"choices": [{"name": "a"}, {"name": "b"}]}},
    ]
    _, table = new_base(fields)
    found = formula(table, "F", text).options.result
    if result is None:
        assert found.type in ("number", "currency")
        return
    assert found.type == result[0]
    if result[1] is not None:
        assert found.options.model_dump(by_alias=True) == result[1]


def test_how_a_result_is_shown_can_be_wished_for(new_base):
    _, table = new_base([TEXT, NUMBER])
    record = table.create({"N": 5400})
    wishes = {
        "Percent": ({"type": "percent", "options": {"precision": 1}}, "540000.0%"),
        "Price": ({"type": "currency", "options": EURO}, "€5,400.00"),
        "Time": ({"type": "duration", "options": {"durationFormat": "h:mm"}}, "1:30"),
        "Number": ({"type": "number", "options": {"precision": 3}}, "5400.000"),
    }
    for name, (result, _) in wishes.items():
        options = formula(table, name, "{N}", result=result).options
        assert {"type": options.result.type, "options": options.result.options.model_dump(by_alias=True)} == result
    assert table.get(record["id"])["fields"] == {"N": 5400, **dict.fromkeys(wishes, 5400)}
    (strings,) = table.all(cell_format="string", time_zone="utc", user_locale="en-us")
    assert strings["fields"] == {"N": "5400", **{name: shown for name, (_, shown) in wishes.items()}}
    error = refused(lambda: formula(table, "Wrong", "{N} & ''", result={"type": "percent", "options": {"precision": 1}}))
    assert error["type"] == "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE" and "percent" in error["message"]


def test_a_table_is_made_with_formulas_that_name_its_fields(new_base):
    base, _ = new_base([TEXT])
    table = base.create_table(
        "People",
        [
            {"name": "Label", "type": "formula", "options": {"formula": "TRIM({First} & ' ' & Last)"}},
            {"name": "Length", "type": "formula", "options": {"formula": "LEN({Label})"}},
            {"name": "First", "type": "singleLineText"},
            {"name": "Last", "type": "singleLineText"},
        ],
    )
    made = table.batch_create([{"First": "Ada", "Last": "Lovelace"}, {"Last": "Euler"}, {}])
    seen = [(record["fields"].get("Label"), record["fields"]["Length"]) for record in made]
    assert seen == [("Ada Lovelace", 12), ("Euler", 5), (None, 0)]
    # Such a primary field is what linked records are called.
    notes = base.create_table("Notes", [TEXT])
    notes.create_field("About", "multipleRecordLinks", options={"linkedTableId": table.id})
    note = notes.create({"Name": "n", "About": [made[0]["id"]]})
    (strings,) = notes.all(cell_format="string", time_zone="utc", user_locale="en-us")
    assert strings["fields"]["About"] == "Ada Lovelace"
    table.update(made[0]["id"], {"First": "Augusta Ada"})
    assert notes.all(formula="{About} = 'Augusta Ada Lovelace'") == [note]
    assert notes.create({"About": ["Euler"]}, typecast=True)["fields"]["About"] == [made[1]["id"]]


LABEL = {"name": "Label", "type": "formula", "options": {"formula": "{Name} & '!'"}}


def test_a_base_is_made_with_formulas(new_base):
    base, table = new_base([TEXT, LABEL, NUMBER])
    label, name = field_of(table, "Label"), field_of(table, "Name")
    assert label.options.is_valid and label.options.result.type == "singleLineText"
    assert (label.options.formula, label.options.referenced_field_ids) == (f"{{{name.id}}} & '!'", [name.id])
    assert table.create({"Name": "a"})["fields"] == {"Name": "a", "Label": "a!"}
    wrong = {"name": "X", "type": "formula", "options": {"formula": "{Nope} & '!'"}}
    assert refused(lambda: new_base([TEXT, wrong]))["type"] == "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"
    assert refused(lambda: base.create_table("Other", [TEXT, wrong]))["type"] == "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"


def test_what_was_read_of_a_field_makes_another(shop):
    customers, orders, lines = shop
    raw = orders.api.get(orders.base.urls.tables)["tables"]
    for table in shop:
        (found,) = (found for found in raw if found["id"] == table.id)
        for field in found["fields"]:
            if field["type"] in ("formula", "rollup", "multipleLookupValues", "count"):
                again = table.create_field(f"{field['name']} again", field["type"], options=field["options"])
                assert again.options.model_dump(by_alias=True) == field_of(table, field["name"]).options.model_dump(by_alias=True)


def test_a_formula_is_changed_through_airtables_api(shop):
    customers, orders, lines = shop
    order = orders.create({})
    lines.create({"Amount": 3, "Price": 5, "Order": [order["id"]]})
    url = orders.urls.fields
    changed = orders.api.patch(url / field_of(orders, "To pay").id, json={"options": {"formula": "{Sum} * 2"}})
    assert changed["options"]["formula"] == f"{{{field_of(orders, 'Sum').id}}} * 2"
    assert cells(orders, order, "To pay") == 30
    error = refused(lambda: orders.api.patch(url / changed["id"], json={"options": {"formula": "{Nope}"}}))
    assert error["type"] == "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE" and "Nope" in error["message"]
    # Of other types Airtable changes nothing, and our own API does.
    link = field_of(orders, "Lines").id
    for name in ("Sum", "Count", "What"):
        error = refused(lambda name=name: orders.api.patch(url / field_of(orders, name).id, json={"options": {"recordLinkFieldId": link}}))
        assert "/api/" in error["message"]
    assert cells(orders, order, "To pay", "Sum", "Count") == (30, 15, 1)


def test_what_is_deleted_under_a_formula(new_base, own):
    base, table = new_base([TEXT, NUMBER])
    other = base.create_table("Other", [TEXT, NUMBER])
    link = table.create_field("Links", "multipleRecordLinks", options={"linkedTableId": other.id})
    far = field_of(other, "N")
    formula(table, "Twice", "{N} * 2")
    formula(table, "After", "{Twice} & '!'")
    rollup(table, "Sum", link, far, "SUM(values)")
    lookup(table, "Looked", link, far)
    count(table, "Count", link)
    linked = other.create({"N": 7})
    record = table.create({"N": 4, "Links": [linked["id"]]})
    names = ("Twice", "After", "Sum", "Looked", "Count")
    whole = (8, "8!", 7, [7], 1)
    assert cells(table, record, *names) == whole
    paths = {
        f"bases/{base.id}/tables/{table.id}/fields/N": (ERROR, ERROR, 7, [7], 1),
        f"bases/{base.id}/tables/{other.id}/fields/N": (8, "8!", ERROR, ERROR, 1),
        f"bases/{base.id}/tables/{table.id}/fields/Links": (8, "8!", ERROR, ERROR, ERROR),
        f"bases/{base.id}/tables/{other.id}": (8, "8!", ERROR, ERROR, ERROR),
    }
    for path, broken in paths.items():
        gone = own("DELETE", path)
        assert cells(table, record, *names) == broken, path
        found = table.schema(force=True)
        for name, value in zip(names, broken, strict=True):
            # One that reads a broken field is itself all right.
            assert found.field(name).options.is_valid is (value != ERROR or name == "After"), (path, name)
        own("POST", f"bases/{base.id}/deleted/{gone['id']}/restore")
        assert cells(table, record, *names) == whole, path
        assert all(table.schema(force=True).field(name).options.is_valid for name in names)


def test_new_names_and_types_under_a_formula(new_base, own):
    base, table = new_base([TEXT, NUMBER])
    made = formula(table, "F", "{N} & '/' & N")
    record = table.create({"N": 4})
    field = field_of(table, "N")
    field.name = "Number {of} things"
    field.save()
    assert field_of(table, "F").options.formula == made.options.formula
    assert cells(table, record, "F") == "4/4"
    own("PATCH", f"bases/{base.id}/tables/{table.id}/fields/{field.id}", type="singleLineText")
    assert cells(table, record, "F") == "4/4"
    table.update(record["id"], {"Number {of} things": "four"})
    assert cells(table, record, "F") == "four/four"


def test_computed_fields_are_changed_by_our_own_api(shop, own):
    customers, orders, lines = shop
    order = orders.create({})
    lines.batch_create([{"Amount": n, "Price": 2, "Order": [order["id"]]} for n in (1, 2)])
    base = orders.base.id

    def change(table, name, **body):
        return own("PATCH", f"bases/{base}/tables/{table.id}/fields/{name}", **body)["field"]

    changed = change(orders, "To pay", options={"formula": "{Sum} * 10"})
    assert changed["options"]["formula"] == f"{{{field_of(orders, 'Sum').id}}} * 10"
    assert cells(orders, order, "To pay") == 60
    link, amount = field_of(orders, "Lines"), field_of(lines, "Amount")
    options = {"recordLinkFieldId": link.id, "fieldIdInLinkedTable": amount.id}
    change(orders, "Sum", options={**options, "formula": "MAX(values)"})
    assert cells(orders, order, "Sum", "To pay") == (2, 20)
    change(orders, "What", options=options)
    assert cells(orders, order, "What") == [1, 2]
    # What was computed stays as text, and text becomes computed.
    change(orders, "To pay", type="singleLineText")
    assert cells(orders, order, "To pay") == "20"
    assert orders.update(order["id"], {"To pay": "kept"})["fields"]["To pay"] == "kept"
    change(orders, "To pay", type="count", options={"recordLinkFieldId": link.id})
    assert cells(orders, order, "To pay") == 2
    # A dry run tells, and changes nothing.
    told = own("PATCH", f"bases/{base}/tables/{orders.id}/fields/To%20pay", type="formula", options={"formula": "1"}, dryRun=True)
    assert told["dryRun"] is True
    assert field_of(orders, "To pay").type == "count"


@pytest.mark.parametrize(
    ("kind", "options", "word"),
    [
        ("formula", None, "formula"),
        ("formula", {}, "formula"),
        ("formula", {"formula": ""}, "formula"),
        ("formula", {"formula": "1 +"}, "the end"),
        ("formula", {"formula": "{Nope} * 2"}, "Nope"),
        ("formula", {"formula": "{Titel}"}, "Title"),
        ("formula", {"formula": "SUM(values)"}, "rollup"),
        ("formula", {"formula": "{X} + 1"}, "circle"),
        ("formula", {"formula": "1", "precision": 2}, "precision"),
        ("formula", {"formula": "1", "result": {"type": "barcode"}}, "result"),
        ("rollup", None, "options"),
        ("rollup", {"recordLinkFieldId": "LINK", "formula": "SUM(values)"}, "fieldIdInLinkedTable"),
        ("rollup", {"recordLinkFieldId": "LINK", "fieldIdInLinkedTable": "FAR", "formula": "SUM(value)"}, "value"),
        ("rollup", {"recordLinkFieldId": "TITLE", "fieldIdInLinkedTable": "FAR", "formula": "SUM(values)"}, "link"),
        ("rollup", {"recordLinkFieldId": "LINK", "fieldIdInLinkedTable": "TITLE", "formula": "SUM(values)"}, "fieldIdInLinkedTable"),
        ("multipleLookupValues", {"recordLinkFieldId": "LINK"}, "fieldIdInLinkedTable"),
        ("multipleLookupValues", {"recordLinkFieldId": "GONE", "fieldIdInLinkedTable": "FAR"}, "link"),
        ("multipleLookupValues", {"recordLinkFieldId": "LINK", "fieldIdInLinkedTable": "GONE"}, "fieldIdInLinkedTable"),
        ("count", {}, "recordLinkFieldId"),
        ("count", {"recordLinkFieldId": "FAR"}, "link"),
    ],
)
def test_computed_fields_that_can_not_be_made(library, kind, options, word):
    _, books, authors = library
    ids = {
        "LINK": field_of(books, "Author").id,
        "TITLE": field_of(books, "Title").id,
        "FAR": field_of(authors, "Born").id,
        "GONE": "fld" + "A" * 14,
    }
    options = options and {key: ids.get(str(value), value) for key, value in options.items()}
    error = refused(lambda: books.create_field("X", kind, options=options))
    assert error["type"] == "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE"
    assert word in error["message"], error
    assert [field.name for field in books.schema(force=True).fields] == ["Title", "Author"]


def test_circles_are_refused(shop, own):
    customers, orders, lines = shop
    base = orders.base.id
    spent = lookup(lines, "Spent", field_of(lines, "Order"), field_of(orders, "Sum"))
    with pytest.raises(HTTPError) as refusal:
        own("PATCH", f"bases/{base}/tables/{lines.id}/fields/Total", options={"formula": "{Amount} * MAX({Spent})"})
    assert refusal.value.response.status_code == 422
    message = refusal.value.response.json()["error"]["message"]
    assert "circle" in message and "{Total}" in message and "Sum" in message, message
    assert field_of(lines, "Total").options.is_valid and spent.options.is_valid
