"""What our own API does to a base's structure, as pyairtable sees it."""

from pyairtable.models import schema


def names(base):
    return {table.name: [field.name for field in table.schema().fields] for table in base.tables(force=True)}


def test_a_table_is_deleted_and_restored_with_its_links(library, own):
    base, books, authors = library
    people = [authors.create({"Name": name})["id"] for name in ("Ann", "Bob")]
    book, doomed = books.batch_create([{"Title": "One", "Author": people}, {"Title": "Two", "Author": people[:1]}])
    before = base.api.get(base.urls.tables)
    table = authors.id
    gone = own("DELETE", f"bases/{base.id}/tables/{table}")
    assert (gone["id"], gone["deleted"], [other["name"] for other in gone["also"]]) == (table, True, ["Author"])
    assert names(base) == {"T": ["Name"], "Books": ["Title"]}
    assert books.get(book["id"])["fields"] == {"Title": "One"}
    (listed,) = own("GET", f"bases/{base.id}/deleted")["deleted"]
    assert (listed["id"], listed["kind"], listed["name"]) == (table, "table", "Authors")
    # A record that goes meanwhile is not linked to when the table is back.
    books.delete(doomed["id"])
    own("POST", f"bases/{base.id}/deleted/{table}/restore")
    assert base.api.get(base.urls.tables) == before
    assert books.all() == [book]
    assert [record["fields"] for record in authors.all()] == [
        {"Name": "Ann", "Books": [book["id"]]},
        {"Name": "Bob", "Books": [book["id"]]},
    ]


def test_a_field_is_deleted_and_restored_with_its_other_side(library, own):
    base, books, authors = library
    ann = authors.create({"Name": "Ann"})["id"]
    book, doomed = books.batch_create([{"Title": "One", "Author": [ann]}, {"Title": "Two", "Author": [ann]}])
    field = books.schema(force=True).field("Author").id
    own("DELETE", f"bases/{base.id}/tables/{books.id}/fields/{field}")
    assert names(base) == {"T": ["Name"], "Authors": ["Name", "Born"], "Books": ["Title"]}
    books.delete(doomed["id"])
    own("POST", f"bases/{base.id}/deleted/{field}/restore")
    assert books.all() == [book]
    assert authors.all()[0]["fields"] == {"Name": "Ann", "Books": [book["id"]]}


def test_a_field_changes_its_type(library, own):
    base, books, authors = library
    ann, bob = (record["id"] for record in authors.batch_create([{"Name": "Ann", "Born": 1900}, {"Name": "Bob"}]))
    book = books.create({"Title": "One", "Author": [bob, ann]})["id"]
    path = f"bases/{base.id}/tables/{books.id}/fields/{books.schema(force=True).field('Author').id}"
    dry = own("PATCH", path, type="singleLineText", dryRun=True)
    assert (dry["dryRun"], dry["conversion"]["cells"]) == (True, 1)
    assert type(books.schema(force=True).field("Author")) is schema.MultipleRecordLinksFieldSchema
    own("PATCH", path, type="singleLineText")
    assert type(books.schema(force=True).field("Author")) is schema.SingleLineTextFieldSchema
    assert books.get(book)["fields"] == {"Title": "One", "Author": "Bob, Ann"}
    assert authors.get(ann)["fields"] == {"Name": "Ann", "Born": 1900, "Books": "One"}, "the other side is text, too"
    own("PATCH", path, type="multipleRecordLinks", options={"linkedTableId": authors.id})
    assert books.get(book)["fields"] == {"Title": "One", "Author": [bob, ann]}
    born = authors.schema(force=True).field("Born").id
    own("PATCH", f"bases/{base.id}/tables/{authors.id}/fields/{born}", type="currency", options={"precision": 1, "symbol": "£"})
    assert authors.schema(force=True).field("Born").options.symbol == "£"
    assert authors.get(ann)["fields"]["Born"] == 1900
