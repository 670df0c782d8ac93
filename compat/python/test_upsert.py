"""batch_upsert: finds records by one to three fields, changes what it finds, makes the rest."""

import pytest
from conftest import TEXT
from covers import covers
from requests import HTTPError

FIELDS = [
    TEXT,
    {"name": "N", "type": "number", "options": {"precision": 2}},
    {"name": "Day", "type": "date", "options": {"dateFormat": {"name": "iso"}}},
    {"name": "Stage", "type": "singleSelect", "options": {"choices": [{"name": "Todo"}, {"name": "Done"}]}},
    {"name": "Tags", "type": "multipleSelects", "options": {"choices": [{"name": "a"}, {"name": "b"}]}},
    {"name": "Notes", "type": "multilineText"},
    {"name": "Tick", "type": "checkbox", "options": {"icon": "check", "color": "greenBright"}},
    {"name": "No", "type": "autoNumber"},
]


@pytest.fixture
def table(new_base):
    return new_base(FIELDS)[1]


def fields_of(records):
    return [{key: value for key, value in record["fields"].items() if key != "No"} for record in records]


def refused(table, records, keys, **more):
    """The error of an upsert that is sent as it is; pyairtable looks at it first."""
    body = {"records": records, "performUpsert": {"fieldsToMergeOn": keys}, **more}
    with pytest.raises(HTTPError) as error:
        table.api.patch(table.urls.records, json=body)
    assert error.value.response.status_code == 422, error.value.response.text
    return error.value.response.json()["error"]


@covers("Table.batch_upsert")
def test_found_ones_are_changed_and_the_rest_is_made(table):
    old = table.batch_create([{"Name": "a", "N": 1, "Notes": "kept"}, {"Name": "b", "N": 2}])
    result = table.batch_upsert(
        [{"fields": {"Name": "new", "N": 9}}, {"fields": {"Name": "b", "N": 20}}, {"fields": {"Name": "a", "N": None}}],
        key_fields=["Name"],
    )
    made, b, a = result["records"]
    assert set(result) == {"createdRecords", "updatedRecords", "records"}
    assert result["createdRecords"] == [made["id"]]
    assert result["updatedRecords"] == [old[1]["id"], old[0]["id"]] == [b["id"], a["id"]]
    assert fields_of(result["records"]) == [{"Name": "new", "N": 9}, {"Name": "b", "N": 20}, {"Name": "a", "Notes": "kept"}]
    assert table.all() == [a, b, made]


def test_replace_clears_what_is_not_named(table):
    (old,) = table.batch_create([{"Name": "a", "N": 1, "Notes": "gone", "Tick": True}])
    result = table.batch_upsert([{"fields": {"Name": "a", "N": 3}}], key_fields=["Name"], replace=True)
    assert result["updatedRecords"] == [old["id"]]
    assert fields_of(table.all()) == [{"Name": "a", "N": 3}]


@pytest.mark.parametrize(
    "keys", [["Name", "N"], ["N", "Name"], ["Name", "Day", "Stage"], ["Notes", "Tags"], ["Day", "N", "Tags"]], ids="+".join
)
def test_several_keys_must_all_agree(table, keys):
    row = {"Name": "x", "N": 1.5, "Day": "2024-02-29", "Stage": "Todo", "Tags": ["a", "b"], "Notes": "one\ntwo"}
    other = {"Name": "y", "N": 2, "Day": "2024-03-01", "Stage": "Done", "Tags": ["a"], "Notes": "one"}
    (old,) = table.batch_create([row])
    for key in keys:
        # All of it but one key.
        result = table.batch_upsert([{"fields": row | {key: other[key]}}], key_fields=keys)
        assert len(result["createdRecords"]) == 1 and result["updatedRecords"] == [], key
    result = table.batch_upsert([{"fields": row | {"Tick": True}}], key_fields=keys)
    assert (result["updatedRecords"], result["createdRecords"]) == ([old["id"]], [])
    assert len(table.all()) == 1 + len(keys)


def test_an_id_goes_before_keys(table):
    first, second = table.batch_create([{"Name": "a"}, {"Name": "b"}])
    result = table.batch_upsert(
        [{"id": first["id"], "fields": {"Name": "b", "N": 1}}, {"fields": {"Name": "c"}}], key_fields=["Name"]
    )
    assert result["updatedRecords"] == [first["id"]] and len(result["createdRecords"]) == 1
    assert fields_of(table.all()) == [{"Name": "b", "N": 1}, {"Name": "b"}, {"Name": "c"}]
    before = table.all()
    error = refused(table, [{"fields": {"Name": "d"}}, {"id": "rec" + "A" * 14, "fields": {}}], ["Name"])
    assert error["type"] == "ROW_DOES_NOT_EXIST"
    assert table.all() == before


def test_several_that_match_are_refused(table):
    table.batch_create([{"Name": "twice"}, {"Name": "twice"}, {"Name": "once"}])
    before = table.all()
    error = refused(table, [{"fields": {"Name": "once", "N": 1}}, {"fields": {"Name": "twice", "N": 1}}], ["Name"])
    assert "Cannot update more than one record" in error["message"], "n8n looks for these words"
    assert table.all() == before, "all or nothing"


def test_null_finds_blank_cells(table):
    (blank,) = table.batch_create([{"Name": "blank"}])
    table.create({"Name": "five", "N": 5})
    result = table.batch_upsert([{"fields": {"N": None, "Notes": "found"}}], key_fields=["N"])
    assert result["updatedRecords"] == [blank["id"]]
    assert table.get(blank["id"])["fields"]["Notes"] == "found"


def test_keys_and_answers_by_id(table):
    ids = {field.name: field.id for field in table.schema().fields}
    (old,) = table.batch_create([{"Name": "a", "N": 1}])
    result = table.batch_upsert(
        [{"fields": {ids["Name"]: "a", "N": 2}}, {"fields": {ids["Name"]: "b"}}], key_fields=[ids["Name"]], use_field_ids=True
    )
    assert result["updatedRecords"] == [old["id"]]
    found = [{key: value for key, value in record["fields"].items() if key != ids["No"]} for record in result["records"]]
    assert found == [{ids["Name"]: "a", ids["N"]: 2}, {ids["Name"]: "b"}]


def test_keys_are_converted_before_they_are_looked_up(table):
    (old,) = table.batch_create([{"Name": "12", "N": 1200.5, "Stage": "Done"}])
    texts = {"Name": 12, "N": "1,200.5", "Stage": "Done", "Tags": "new, b"}
    result = table.batch_upsert([{"fields": texts}], ["Name", "N", "Stage"], typecast=True)
    assert result["updatedRecords"] == [old["id"]]
    assert table.get(old["id"])["fields"]["Tags"] == ["new", "b"]
    result = table.batch_upsert([{"fields": {"Name": "x", "Stage": "Made"}}], ["Stage"], typecast=True)
    assert len(result["createdRecords"]) == 1
    assert refused(table, [{"fields": {"Name": "x", "Stage": "Unknown"}}], ["Stage"])["type"] == "INVALID_MULTIPLE_CHOICE_OPTIONS"


def test_many_in_batches_and_again(table):
    rows = [{"fields": {"Name": f"n{n}", "N": n}} for n in range(25)]
    first = table.batch_upsert(rows, key_fields=["Name"])
    assert (len(first["createdRecords"]), first["updatedRecords"]) == (25, [])
    again = table.batch_upsert(reversed(rows), key_fields=["Name"])
    assert again["createdRecords"] == []
    assert again["updatedRecords"] == [record["id"] for record in reversed(first["records"])]
    assert len(table.all()) == 25


def test_one_request_may_name_a_record_twice(table):
    """Elements act one after the other, so a later one finds what an earlier one made."""
    result = table.batch_upsert([{"fields": {"Name": "a", "N": 1}}, {"fields": {"Name": "a", "Notes": "two"}}], key_fields=["Name"])
    assert len(set(result["createdRecords"] + result["updatedRecords"])) == 1
    assert fields_of(table.all()) == [{"Name": "a", "N": 1, "Notes": "two"}]


def test_what_a_request_changes_does_not_change_what_it_finds(table):
    """As in pyairtable's own tests against Airtable: the first element empties
    a name, and the last, which has none, makes a record all the same."""
    one, two = table.batch_create([{"Name": "One"}, {"Name": "Two", "N": 4}])
    result = table.batch_upsert(
        [
            {"id": one["id"], "fields": {"N": 3}},
            {"fields": {"Name": "Two"}},
            {"fields": {"Name": None, "N": 7}},
        ],
        key_fields=["Name"],
        replace=True,
    )
    assert fields_of(result["records"]) == [{"N": 3}, {"Name": "Two"}, {"N": 7}]
    assert result["updatedRecords"] == [one["id"], two["id"]]
    assert len(result["createdRecords"]) == 1


@pytest.mark.parametrize(
    ("records", "keys"),
    [
        ([{"fields": {"N": 1}}], ["Name"]),
        ([{"fields": {"Name": "a", "N": 1}}, {"fields": {"Name": "a"}}], ["Name", "N"]),
        ([{"fields": {"Name": "a"}}], []),
        ([{"fields": {"Name": "a", "N": 1, "Notes": "", "Day": None}}], ["Name", "N", "Notes", "Day"]),
        ([{"fields": {"Name": "a"}}], "Name"),
        ([{"fields": {"Name": "a", "Nope": 1}}], ["Nope"]),
        ([{"fields": {"Name": "a", "No": 1}}], ["No"]),
        ([{"fields": {"Name": "a", "Tick": True}}], ["Tick"]),
        ([{"fields": {"Name": "a"}}] * 11, ["Name"]),
        ([], ["Name"]),
    ],
    ids=["no key", "one of two keys", "no keys", "four keys", "text", "unknown", "computed", "checkbox", "eleven", "none"],
)
def test_upserts_that_are_refused(table, records, keys):
    table.create({"Name": "a", "N": 1})
    before = table.all()
    refused(table, records, keys)
    assert table.all() == before


def test_pyairtable_looks_for_missing_keys_first(table):
    with pytest.raises(ValueError, match="missing"):
        table.batch_upsert([{"fields": {"N": 1}}], key_fields=["Name"])


def test_links_by_upsert(library):
    _, books, authors = library
    ann = authors.create({"Name": "Ann"})["id"]
    result = books.batch_upsert([{"fields": {"Title": "One", "Author": ["Ann", "Bob"]}}], key_fields=["Title"], typecast=True)
    book = result["createdRecords"][0]
    assert [record["fields"] for record in authors.all()] == [{"Name": "Ann", "Books": [book]}, {"Name": "Bob", "Books": [book]}]
    result = books.batch_upsert([{"fields": {"Title": "One", "Author": [ann]}}], key_fields=["Title"])
    assert result["updatedRecords"] == [book]
    assert [record["fields"].get("Books") for record in authors.all()] == [[book], None]
    assert "Author" in refused(books, [{"fields": {"Title": "One", "Author": [ann]}}], ["Author"])["message"]
