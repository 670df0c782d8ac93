"""pyairtable's object mapper over links, from both sides."""

import sys
import types

import pytest
from conftest import TEXT
from covers import covers
from pyairtable.models import schema
from pyairtable.orm import Model, fields, generate


class Counter:
    """Counts the requests of a client, by watching its session."""

    def __init__(self, api, monkeypatch):
        self.calls = []
        request = api.session.request

        def counted(method, url, **rest):
            self.calls.append((method.upper(), str(url)))
            return request(method=method, url=url, **rest)

        monkeypatch.setattr(api.session, "request", counted)

    def since(self):
        made, self.calls = self.calls, []
        return made


@pytest.fixture
def models(library, api, instance):
    """Book and Author, each knowing the other; what is linked is loaded when asked to."""
    base, _, _ = library

    def meta(table):
        return type("Meta", (), {"api_key": instance.token, "base_id": base.id, "table_name": table})

    class Author(Model):
        Meta = meta("Authors")
        name = fields.TextField("Name")
        books = fields.LinkField("Books", "Book", lazy=True)

    class Book(Model):
        Meta = meta("Books")
        title = fields.TextField("Title")
        author = fields.SingleLinkField("Author", Author, lazy=True)
        authors = fields.LinkField("Author", Author, lazy=True)

    # The mapper finds classes by the name of their module.
    module = types.ModuleType("library_models")
    module.Author, module.Book = Author, Book
    sys.modules["library_models"] = module
    Author.__module__ = Book.__module__ = "library_models"
    for found in (Author, Book):
        found.meta.api = api
    yield Book, Author
    del sys.modules["library_models"]


@covers("LinkField.to_record_value", "LinkField.valid_or_raise", "LinkField.linked_model", "SingleLinkField.linked_model")
def test_both_sides_follow(models):
    Book, Author = models
    ann, bob = Author(name="Ann"), Author(name="Bob")
    Author.batch_save([ann, bob])
    first = Book(title="First", author=ann)
    assert first.save().created
    second = Book(title="Second", authors=[bob, ann])
    second.save()
    assert Book.author.linked_model is Author and Author.books.linked_model is Book

    ann.fetch()
    bob.fetch()
    assert [book.id for book in ann.books] == [first.id, second.id]
    assert [book.id for book in bob.books] == [second.id]
    assert [author.id for author in Book.from_id(second.id, memoize=False).authors] == [bob.id, ann.id]

    # From the other side.
    bob.books.append(first)
    assert bob.save().field_names == {"Books"}
    first.fetch()
    assert [author.id for author in first.authors] == [ann.id, bob.id]
    ann.books.clear()
    ann.save()
    first.fetch()
    second.fetch()
    assert [author.id for author in first.authors] == [bob.id] == [author.id for author in second.authors]

    first.author = None
    first.save()
    bob.fetch()
    assert [book.id for book in bob.books] == [second.id]
    second.delete()
    bob.fetch()
    assert bob.books == []


@covers("LinkField.populate", "LinkField.to_internal_value", "SingleLinkField.populate", "Model.fetch")
def test_what_is_linked_is_loaded_when_asked_to(models, api, monkeypatch):
    Book, Author = models
    ann = Author(name="Ann")
    ann.save()
    book = Book(title="One", author=ann)
    book.save()
    book = Book.from_id(book.id, memoize=False)

    calls = Counter(api, monkeypatch)
    author = book.author
    assert (author.id, author.name, calls.since()) == (ann.id, "", []), "only the id is known"
    author.fetch()
    assert author.name == "Ann"
    assert [method for method, _ in calls.since()] == ["GET"]

    Book.author.populate(book, lazy=True)
    Author.books.populate(author, lazy=True)
    assert author.books[0].id == book.id
    assert calls.since() == []


@covers("Model.from_ids", "Model.all")
def test_linked_records_that_were_read_before_are_used(models, api, monkeypatch):
    Book, Author = models
    people = [Author(name=name) for name in ("Ann", "Bob", "Cid")]
    Author.batch_save(people)
    book = Book(title="One", authors=[people[2], people[0]])
    book.save()
    Author.all(memoize=True)
    calls = Counter(api, monkeypatch)
    found = Author.from_ids([person.id for person in people])
    assert [person.name for person in found] == ["Ann", "Bob", "Cid"]
    assert calls.since() == []
    # So a field that loads at once needs no question either.
    book = Book.from_id(book.id, memoize=False)
    calls.since()
    Book.authors.populate(book, lazy=False)
    assert [person.name for person in book.authors] == ["Cid", "Ann"]
    assert calls.since() == []
    assert [person.id for person in Author.from_ids(["rec" + "A" * 14], fetch=False)] == ["rec" + "A" * 14]


def test_linked_records_are_loaded_by_id(models, api):
    """What a `LinkField` does unless it is lazy: pyairtable asks by a formula of RECORD_ID()."""
    Book, Author = models
    people = [Author(name=f"a{n}") for n in range(120)]
    Author.batch_save(people)
    book = Book(title="One", authors=[people[7], people[3]])
    book.save()
    found = Author.from_ids([person.id for person in people], memoize=False)
    assert [person.name for person in found] == [person.name for person in people]
    book = Book.from_id(book.id, memoize=False)
    Book.authors.populate(book, lazy=False)
    assert [author.name for author in book.authors] == ["a7", "a3"]
    people[3].delete()
    with pytest.raises(KeyError):
        Author.from_ids([people[3].id, people[4].id], memoize=False)
    assert [person.id for person in Author.all(formula="{Name} = 'a1'")] == [people[1].id]


def test_batches_with_links(models):
    Book, Author = models
    people = [Author(name=f"a{n}") for n in range(12)]
    Author.batch_save(people)
    books = [Book(title=f"b{n}", authors=[people[n], people[(n + 1) % 12]]) for n in range(12)]
    Book.batch_save(books)
    for person in people:
        person.fetch()
    by_id = {book.id: n for n, book in enumerate(books)}
    assert [sorted(by_id[book.id] for book in person.books) for person in people] == [
        sorted({n, (n - 1) % 12}) for n in range(12)
    ]
    for book in books:
        book.authors = [people[0]]
    Book.batch_save(books)
    people[0].fetch()
    people[5].fetch()
    assert sorted(by_id[book.id] for book in people[0].books) == list(range(12))
    assert people[5].books == []
    Book.batch_delete(books[:6])
    people[0].fetch()
    assert sorted(by_id[book.id] for book in people[0].books) == list(range(6, 12))


@covers("SingleLinkField.to_record_value", "SingleLinkField.to_internal_value")
def test_a_link_to_the_same_table(new_base, api, instance):
    base, table = new_base([TEXT])
    table.create_field("Parent", "multipleRecordLinks", options={"linkedTableId": table.id})

    class Part(Model):
        class Meta:
            api_key = instance.token
            base_id = base.id
            table_name = "T"

        name = fields.TextField("Name")
        parent = fields.SingleLinkField("Parent", fields.LinkSelf, lazy=True)

    Part.meta.api = api
    whole = Part(name="whole")
    whole.save()
    part = Part(name="part", parent=whole)
    part.save()
    part.fetch()
    assert part.parent.id == whole.id and part.parent is not whole
    whole.fetch()
    assert whole.parent is None, "a link within one table shows one side"
    part.parent = part
    part.save()
    assert table.get(part.id)["fields"]["Parent"] == [part.id], "a record may link to itself"


@covers("LinkField.field_schema", "SingleLinkField.field_schema")
def test_the_schema_of_a_link(models, library):
    Book, Author = models
    _, books, authors = library
    there, back = Book.author.field_schema(), Author.books.field_schema()
    assert isinstance(there, schema.MultipleRecordLinksFieldSchema)
    assert there.options.linked_table_id == authors.schema().id
    assert there.options.inverse_link_field_id == back.id
    assert (back.options.linked_table_id, back.options.inverse_link_field_id) == (books.schema().id, there.id)
    assert Book.authors.field_schema().id == there.id


def test_models_made_from_the_schema(library, api, instance, monkeypatch):
    """What `pyairtable base … orm` prints is a module that works."""
    base, books, authors = library
    source = str(generate.ModelFileBuilder(base))
    monkeypatch.setenv("AIRTABLE_API_KEY", instance.token)
    module = types.ModuleType("generated_models")
    monkeypatch.setitem(sys.modules, "generated_models", module)
    exec(compile(source, "generated_models.py", "exec"), vars(module))
    assert module.__all__ == ["Author", "Book", "T"]
    for name in module.__all__:
        getattr(module, name).meta.api = api
    ann = module.Author(name="Ann", born=1900)
    ann.save()
    book = module.Book(title="One", author=[ann])
    book.save()
    assert books.get(book.id)["fields"] == {"Title": "One", "Author": [ann.id]}
    assert authors.get(ann.id)["fields"] == {"Name": "Ann", "Born": 1900, "Books": [book.id]}
