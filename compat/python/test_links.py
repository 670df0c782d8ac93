"""Links between records: both sides, order, what follows what, typecast."""

import pytest
from conftest import TEXT
from pyairtable.models import schema
from requests import HTTPError


def error_of(call):
    with pytest.raises(HTTPError) as refused:
        call()
    response = refused.value.response
    assert response.status_code == 422, response.text
    return response.json()["error"]


def link(table, name, to, **options):
    return table.create_field(name, "multipleRecordLinks", options={"linkedTableId": to.id, **options})


def test_a_link_has_a_field_on_each_side(library):
    base, books, authors = library
    there = books.schema(force=True).field("Author")
    back = authors.schema(force=True).field("Books")
    for field in (there, back):
        assert type(field) is schema.MultipleRecordLinksFieldSchema
        assert (field.options.is_reversed, field.options.prefers_single_record_link) == (False, False)
    assert (there.options.linked_table_id, there.options.inverse_link_field_id) == (authors.id, back.id)
    assert (back.options.linked_table_id, back.options.inverse_link_field_id) == (books.id, there.id)
    # The other side gets a name that is free, and its own place at the end.
    second = link(books, "Editor", authors)
    names = [field.name for field in authors.schema(force=True).fields]
    assert names[:3] == ["Name", "Born", "Books"] and len(set(names)) == 4
    assert authors.schema().fields[3].options.inverse_link_field_id == second.id
    # A link within one table has no other field.
    own = link(authors, "Teacher", authors)
    assert own.options.inverse_link_field_id is None
    assert len(authors.schema(force=True).fields) == 5


def test_both_sides_are_in_step(library):
    _, books, authors = library
    ann, bob = (record["id"] for record in authors.batch_create([{"Name": "Ann"}, {"Name": "Bob"}]))
    one = books.create({"Title": "One", "Author": [bob, ann]})
    assert one["fields"] == {"Title": "One", "Author": [bob, ann]}, "order is kept"
    two = books.create({"Title": "Two", "Author": [ann, ann]})
    assert two["fields"]["Author"] == [ann], "none twice"
    assert authors.get(ann)["fields"] == {"Name": "Ann", "Books": [one["id"], two["id"]]}
    assert authors.get(bob)["fields"] == {"Name": "Bob", "Books": [one["id"]]}
    # From the other side, at the end of what is there.
    assert authors.update(bob, {"Books": [two["id"], one["id"]]})["fields"]["Books"] == [two["id"], one["id"]]
    assert books.get(two["id"])["fields"]["Author"] == [ann, bob]
    # Replacing, clearing, and PUT, which clears what is not named.
    books.update(one["id"], {"Author": [ann]})
    assert authors.get(bob)["fields"]["Books"] == [two["id"]]
    books.update(two["id"], {"Author": None})
    assert "Books" not in authors.get(bob)["fields"]
    books.update(one["id"], {"Title": "1"}, replace=True)
    assert authors.get(ann)["fields"] == {"Name": "Ann"}
    assert authors.update(ann, {"Books": []})["fields"] == {"Name": "Ann"}


def test_deleting_a_record_takes_it_out_of_all_links(library):
    _, books, authors = library
    people = authors.batch_create([{"Name": f"a{n}"} for n in range(3)])
    ids = [person["id"] for person in people]
    made = books.batch_create([{"Title": f"b{n}", "Author": ids} for n in range(12)])
    books.delete(made[0]["id"])
    books.batch_delete([record["id"] for record in made[1:11]])
    for person in authors.all():
        assert person["fields"]["Books"] == [made[11]["id"]]
    authors.batch_delete(ids[:2])
    assert books.get(made[11]["id"])["fields"]["Author"] == [ids[2]]
    authors.delete(ids[2])
    assert books.all() == [{**made[11], "fields": {"Title": "b11"}}]


def test_what_a_link_does_not_take(library):
    base, books, authors = library
    ann = authors.create({"Name": "Ann"})["id"]
    book = books.create({"Title": "One", "Author": [ann]})
    absent = "rec" + "A" * 14
    error = error_of(lambda: books.create({"Title": "x", "Author": [ann, absent]}))
    assert error["type"] == "ROW_DOES_NOT_EXIST" and absent in error["message"]
    error = error_of(lambda: books.update(book["id"], {"Author": [book["id"]]}))
    assert error["type"] == "ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE"
    assert all(named in error["message"] for named in (book["id"], books.id, authors.id))
    for value in (ann, "Ann", 1, True, {"id": ann}, [1], ["Ann"]):
        error = error_of(lambda value=value: books.create({"Title": "x", "Author": value}))
        assert error["type"] == "INVALID_VALUE_FOR_COLUMN", value
    # One bad record in a batch leaves nothing behind, on either side.
    error_of(lambda: books.batch_create([{"Title": "good", "Author": [ann]}, {"Title": "bad", "Author": [absent]}]))
    assert books.all() == [book]
    assert authors.get(ann)["fields"]["Books"] == [book["id"]]


def test_typecast_finds_by_the_primary_value_or_makes(library):
    _, books, authors = library
    ann, other = (record["id"] for record in authors.batch_create([{"Name": "Ann"}, {"Name": "Ann"}]))
    made = books.create({"Title": "One", "Author": ["Ann", "Bob"]}, typecast=True)
    found, new = made["fields"]["Author"]
    assert found == ann, "the first of that name"
    assert authors.get(new)["fields"] == {"Name": "Bob", "Books": [made["id"]]}
    # Ids stay ids; a text may stand for the list; what is named twice is made once.
    more = books.batch_create(
        [
            {"Title": "Two", "Author": [other]},
            {"Title": "Three", "Author": "Bob"},
            {"Title": "Four", "Author": "Cid, Dan"},
            {"Title": "Five", "Author": ["Dan"]},
        ],
        typecast=True,
    )
    assert [record["fields"]["Author"] for record in more[:2]] == [[other], [new]]
    assert more[2]["fields"]["Author"][1:] == more[3]["fields"]["Author"]
    assert [record["fields"]["Name"] for record in authors.all()] == ["Ann", "Ann", "Bob", "Cid", "Dan"]
    assert "ROW_DOES_NOT_EXIST" == error_of(lambda: books.create({"Author": ["rec" + "A" * 14]}, typecast=True))["type"]


def test_links_are_sorted_and_projected(library):
    _, books, authors = library
    people = {name: authors.create({"Name": name})["id"] for name in ("Zoe", "ann", "Bob")}
    for title, names in (("1", ["Zoe"]), ("2", ["ann", "Zoe"]), ("3", []), ("4", ["Bob"])):
        books.create({"Title": title, "Author": [people[name] for name in names]})
    titles = lambda **options: [record["fields"]["Title"] for record in books.all(**options)]
    assert titles(sort=["Author"]) == ["3", "2", "4", "1"]
    assert titles(sort=["-Author"]) == ["1", "4", "2", "3"]
    assert books.all(fields=["Author"], sort=["Title"])[1]["fields"] == {"Author": [people["ann"], people["Zoe"]]}


def test_a_link_and_its_other_side_are_renamed(library):
    _, books, authors = library
    ann = authors.create({"Name": "Ann"})["id"]
    book = books.create({"Title": "One", "Author": [ann]})["id"]
    back = authors.schema(force=True).field("Books")
    back.name, back.description = "Written", "By this author"
    back.save()
    there = books.schema(force=True).field("Author")
    there.name = "Writer"
    there.save()
    assert authors.get(ann)["fields"] == {"Name": "Ann", "Written": [book]}
    authors.update(ann, {"Written": []})
    assert books.get(book)["fields"] == {"Title": "One"}
    assert there.options.inverse_link_field_id == back.id


@pytest.mark.parametrize(
    "options",
    [
        None,
        {},
        {"linkedTableId": "tbl" + "A" * 14},
        {"linkedTableId": "Authors"},
        {"linkedTableId": 1},
        {"linkedTableId": "$", "prefersSingleRecordLink": True},
        {"linkedTableId": "$", "isReversed": False},
        {"linkedTableId": "$", "inverseLinkFieldId": "fld" + "A" * 14},
        {"linkedTableId": "$", "viewIdForRecordSelection": "viw" + "A" * 14},
    ],
)
def test_links_that_can_not_be_made(library, options):
    base, books, authors = library
    if options and options.get("linkedTableId") == "$":
        options = options | {"linkedTableId": authors.id}
    before = base.api.get(base.urls.tables)
    wanted = {"name": "X", "type": "multipleRecordLinks"} | ({} if options is None else {"options": options})
    error = error_of(lambda: base.api.post(books.urls.fields, json=wanted))
    assert error["type"] == "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE", error
    assert base.api.get(base.urls.tables) == before


def test_a_link_may_name_the_view_it_offers_records_from(library):
    _, books, authors = library
    view = authors.schema(force=True).view("Grid view")
    made = link(books, "Editor", authors, viewIdForRecordSelection=view.id)
    assert made.options.view_id_for_record_selection == view.id


def test_a_primary_field_can_not_be_a_link(library):
    base, _, authors = library
    error = error_of(
        lambda: base.create_table("X", [{"name": "L", "type": "multipleRecordLinks", "options": {"linkedTableId": authors.id}}, TEXT])
    )
    assert error["type"] == "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE" or "primary" in error["message"], error
