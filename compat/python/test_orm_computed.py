"""pyairtable's object mapper over computed fields, and its questions by formula."""

import datetime

import pytest
from computed import count, field_of, formula, lookup, rollup
from conftest import COMPUTED
from covers import covers
from pyairtable import formulas as f
from pyairtable.exceptions import MissingValueError
from pyairtable.orm import Model, fields

# Classes that only read. Formulas and rollups have none: any other class reads
# them, with `readonly=True`.
COMPUTED_CLASSES = {
    "no": fields.AutoNumberField("No"),
    "made": fields.CreatedTimeField("Made"),
    "maker": fields.CreatedByField("Maker"),
    "changed": fields.LastModifiedTimeField("Changed"),
    "changer": fields.LastModifiedByField("Changer"),
    "titles": fields.LookupField[str]("Titles"),
    "written": fields.CountField("Written"),
    "surely": fields.RequiredCountField("Written"),
}

RESULTS = {
    "label": fields.SingleLineTextField("Label", readonly=True),
    "surely_label": fields.RequiredTextField("Label", readonly=True),
    "old": fields.CheckboxField("Old", readonly=True),
    "age": fields.NumberField("Age", readonly=True),
    "birthday": fields.DateField("Birthday", readonly=True),
    "instant": fields.DatetimeField("Instant", readonly=True),
    "share": fields.PercentField("Share", readonly=True),
    "pages": fields.IntegerField("Pages", readonly=True),
    "mean": fields.FloatField("Mean", readonly=True),
}

# Nothing makes such fields through the API.
NOT_MADE = {fields.AITextField, fields.RequiredAITextField, fields.ButtonField, fields.ExternalSyncSourceField, fields.ManualSortField}


def test_every_class_that_only_reads_is_used():
    assert {type(field) for field in COMPUTED_CLASSES.values()} | NOT_MADE == fields.READONLY_FIELDS | {fields.RequiredAITextField}


@pytest.fixture
def models(library, api, instance):
    """Authors with everything computed, and Books."""
    base, books, authors = library
    books.create_field("Pages", "number", options={"precision": 0})
    back, link = field_of(authors, "Books"), field_of(books, "Author")
    for field in COMPUTED:
        authors.create_field(field["name"], field["type"])
    lookup(authors, "Titles", back, field_of(books, "Title"))
    count(authors, "Written", back)
    formula(authors, "Label", "{Name} & ' (' & {Born} & ')'")
    formula(authors, "Age", "IF({Born}, 2026 - {Born})")
    formula(authors, "Old", "{Age} > 80")
    day = {"type": "date", "options": {"dateFormat": {"name": "iso"}}}
    formula(authors, "Birthday", "IF({Born}, DATETIME_PARSE({Born} & '-03-01'))", result=day)
    formula(authors, "Instant", "IF({Born}, DATEADD(DATETIME_PARSE({Born} & '-03-01'), 90, 'minutes'))")
    formula(authors, "Share", "{Written} / 4", result={"type": "percent", "options": {"precision": 0}})
    rollup(authors, "Pages", back, field_of(books, "Pages"), "SUM(values)")
    rollup(authors, "Mean", back, field_of(books, "Pages"), "AVERAGE(values)")
    lookup(books, "Labels", link, field_of(authors, "Label"))

    def meta(table):
        return type("Meta", (), {"api_key": instance.token, "base_id": base.id, "table_name": table})

    class Author(Model):
        Meta = meta("Authors")
        name = fields.TextField("Name")
        born = fields.NumberField("Born")

    for name, field in (COMPUTED_CLASSES | RESULTS).items():
        setattr(Author, name, field)
        field.__set_name__(Author, name)

    class Book(Model):
        Meta = meta("Books")
        title = fields.TextField("Title")
        pages = fields.NumberField("Pages")
        author = fields.SingleLinkField("Author", Author)
        authors = fields.LinkField("Author", Author)
        labels = fields.LookupField[str]("Labels")

    for model in (Author, Book):
        model.meta.api = api
    return Author, Book


def test_every_class_reads_what_is_computed(models, instance):
    Author, Book = models
    ann = Author(name="Ann", born=1900)
    assert ann.save().created
    Book.batch_save([Book(title="One", pages=100, author=ann), Book(title="Two", pages=51, author=ann)])
    ann.fetch()
    person = {"id": instance.user, "email": "owner@example.com", "name": "Olive Owner"}
    assert {name: getattr(ann, name) for name in (*COMPUTED_CLASSES, *RESULTS)} == {
        "no": 1,
        "made": ann.created_time,
        "maker": person,
        "changed": ann.changed,
        "changer": person,
        "titles": ["One", "Two"],
        "written": 2,
        "surely": 2,
        "label": "Ann (1900)",
        "surely_label": "Ann (1900)",
        "old": True,
        "age": 126,
        "birthday": datetime.date(1900, 3, 1),
        "instant": datetime.datetime(1900, 3, 1, 1, 30, tzinfo=datetime.timezone.utc),
        "share": 0.5,
        "pages": 151,
        "mean": 75.5,
    }
    assert Author.from_record(ann.to_record()).to_record() == ann.to_record()


def test_nothing_computed_is_written(models):
    Author, Book = models
    ann = Author(name="Ann", born=1900)
    ann.save()
    for name in (*COMPUTED_CLASSES, *RESULTS):
        with pytest.raises(AttributeError):
            setattr(ann, name, 1)
    # A whole record is saved without what is computed.
    ann.fetch()
    ann.born = 2000
    assert ann.save().field_names == {"Born"}
    assert ann.save(force=True).forced
    ann.fetch()
    assert (ann.age, bool(ann.old), ann.written, ann.titles) == (26, False, 0, [])
    # Blank cells of computed fields.
    nobody = Author()
    nobody.save()
    nobody.fetch()
    assert (nobody.age, nobody.birthday, nobody.label, nobody.surely) == (None, None, " ()", 0)
    book = Book(title="x")
    book.save()
    assert book.labels == [] and book.author is None
    nowhere = Author.from_record({"id": "rec" + "A" * 14, "createdTime": "2024-01-01T00:00:00.000Z", "fields": {}})
    with pytest.raises(MissingValueError):
        assert nowhere.surely_label


@covers("Model.all", "Model.first")
@covers(*(f"{kind}.{method}" for kind in ("LinkField", "SingleLinkField") for method in ("eq", "ne", "gt", "gte", "lt", "lte")))
def test_questions_by_formula(models):
    Author, Book = models
    people = [Author(name=name, born=born) for name, born in (("Ann", 1900), ("Bob", 1950), ("Cid", 2000))]
    Author.batch_save(people)
    Book.batch_save([Book(title=f"b{n}", pages=n, authors=[people[n % 3]]) for n in range(30)])

    def names(formula, **more):
        return [author.name for author in Author.all(formula=formula, **more)]

    assert names(f.GT(Author.born, 1940), sort=["-Born"]) == ["Cid", "Bob"]
    assert names(Author.age.eq(76)) == ["Bob"]
    assert names(Author.label.eq("Cid (2000)")) == ["Cid"]
    assert names(f.AND(Author.written.gte(10), Author.pages.lt(146))) == ["Ann", "Bob"]
    assert names(f.FIND("b29", Author.titles)) == ["Cid"]
    assert names(f.match({"Name": "Ann", "Old": True})) == ["Ann"]
    assert names("{Birthday} < DATETIME_PARSE('1950-06-01')") == ["Ann", "Bob"]
    assert Author.first(formula=f.OR(Name="Bob", Born=2000), sort=["-Name"]).name == "Cid"
    assert Author.first(formula="FALSE()") is None

    def titles(formula):
        return [book.title for book in Book.all(formula=formula)]

    for link in (Book.author, Book.authors):
        assert len(titles(link.eq("Bob"))) == 10
        assert len(titles(link.ne("Bob"))) == 20
        assert len(titles(f.AND(link.gt("Ann"), link.lt("Cid")))) == 10
        assert len(titles(f.AND(link.gte("Ann"), link.lte("Bob")))) == 20
    assert titles(f.AND(f.FIND("(1900)", Book.labels), f.GT(Book.pages, 20))) == ["b21", "b24", "b27"]


@covers("Model.all", "LinkField.populate", "Model.from_ids")
def test_linked_records_that_were_remembered(models, api, monkeypatch):
    Author, Book = models
    ann, bob = Author(name="Ann", born=1900), Author(name="Bob", born=1950)
    Author.batch_save([ann, bob])
    Book.batch_save([Book(title="One", authors=[ann, bob]), Book(title="Two", author=bob)])
    asked = []
    request = api.session.request

    def watched(method, url, **rest):
        asked.append(str(url))
        return request(method=method, url=url, **rest)

    monkeypatch.setattr(api.session, "request", watched)
    # Without memory they are asked for by RECORD_ID().
    fresh = Book.first(formula="{Title} = 'One'")
    Book.authors.populate(fresh, lazy=False)
    assert [author.age for author in fresh.authors] == [126, 76]
    assert len(asked) == 2
    known = {author.id: author for author in Author.all(formula=Author.born.gt(0), memoize=True)}
    asked.clear()
    one, two = Book.all(formula="{Labels} != ''", memoize=True)
    assert [author.label for author in one.authors] == ["Ann (1900)", "Bob (1950)"]
    assert one.authors[1] is known[bob.id] is two.author
    assert len(asked) == 1, "what was remembered is not asked for"
    assert one.labels == ["Ann (1900)", "Bob (1950)"]
