"""pyairtable's object mapper: every class of field but links (test_orm_links.py)."""

import datetime

import pytest
from conftest import COMPUTED, OBJECTS, WRITABLE
from covers import covers
from pyairtable.exceptions import MissingValueError
from pyairtable.orm import Model, fields

UTC = datetime.timezone.utc

# The attributes of a model with one field of every type. Several classes of
# fields may stand for one type; those of the same name in `REQUIRED` do.
PLAIN = {
    "name": fields.TextField("Name"),
    "line": fields.SingleLineTextField("Name"),
    "notes": fields.MultilineTextField("Notes"),
    "rich": fields.RichTextField("Rich"),
    "mail": fields.EmailField("Mail"),
    "link": fields.UrlField("Link"),
    "phone": fields.PhoneNumberField("Phone"),
    "number": fields.NumberField("Number"),
    "whole": fields.IntegerField("Number"),
    "fraction": fields.FloatField("Number"),
    "percent": fields.PercentField("Percent"),
    "price": fields.CurrencyField("Price"),
    "length": fields.DurationField("Length"),
    "stars": fields.RatingField("Stars"),
    "done": fields.CheckboxField("Done"),
    "day": fields.DateField("Day"),
    "moment": fields.DatetimeField("Moment"),
    "stage": fields.SelectField("Stage"),
    "tags": fields.MultipleSelectField("Tags"),
    "owner": fields.CollaboratorField("Owner"),
    "people": fields.MultipleCollaboratorsField("People"),
    "files": fields.AttachmentsField("Files"),
    "code": fields.BarcodeField("Code"),
    "no": fields.AutoNumberField("No"),
    "made": fields.CreatedTimeField("Made"),
    "maker": fields.CreatedByField("Maker"),
    "changed": fields.LastModifiedTimeField("Changed"),
    "changer": fields.LastModifiedByField("Changer"),
}

REQUIRED = {
    "name": fields.RequiredTextField("Name"),
    "line": fields.RequiredSingleLineTextField("Name"),
    "notes": fields.RequiredMultilineTextField("Notes"),
    "rich": fields.RequiredRichTextField("Rich"),
    "mail": fields.RequiredEmailField("Mail"),
    "link": fields.RequiredUrlField("Link"),
    "phone": fields.RequiredPhoneNumberField("Phone"),
    "number": fields.RequiredNumberField("Number"),
    "whole": fields.RequiredIntegerField("Number"),
    "fraction": fields.RequiredFloatField("Number"),
    "percent": fields.RequiredPercentField("Percent"),
    "price": fields.RequiredCurrencyField("Price"),
    "length": fields.RequiredDurationField("Length"),
    "stars": fields.RequiredRatingField("Stars"),
    "day": fields.RequiredDateField("Day"),
    "moment": fields.RequiredDatetimeField("Moment"),
    "stage": fields.RequiredSelectField("Stage"),
    "owner": fields.RequiredCollaboratorField("Owner"),
    "code": fields.RequiredBarcodeField("Code"),
}


def written(user):
    """A value of every field that can be written, as the mapper takes it."""
    return {
        "name": "one",
        "notes": "two\nlines",
        "rich": "**bold**\n",
        "mail": "a@example.com",
        "link": "https://example.com",
        "phone": "+49 30 1",
        "number": 1.5,
        "percent": 0.5,
        "price": 9.99,
        "length": datetime.timedelta(minutes=90),
        "stars": 4,
        "done": True,
        "day": datetime.date(2024, 2, 29),
        "moment": datetime.datetime(2024, 2, 29, 12, 0, tzinfo=UTC),
        "stage": "Doing",
        "tags": ["green", "red"],
        "owner": {"id": user},
        "people": [{"email": "owner@example.com"}],
        "files": [{"url": "https://example.com/a.png", "filename": "b.png"}],
        "code": {"text": "4006381333931", "type": "upce"},
    }


# What blank cells read as.
BLANK = {
    name: missing
    for missing, names in (
        ("", ("name", "line", "notes", "rich", "mail", "link", "phone")),
        (None, ("number", "whole", "fraction", "percent", "price", "length", "stars", "day", "moment", "stage", "owner", "code")),
        (False, ("done",)),
        ([], ("tags", "people", "files")),
    )
    for name in names
}


@pytest.fixture
def model(new_base, api, instance):
    """Makes a mapped class of these attributes, on one table."""
    base, table = new_base(WRITABLE + OBJECTS + COMPUTED)

    def make(attributes, **meta):
        class Meta:
            api_key = instance.token
            base_id = base.id
            table_name = "T"

        for name, value in meta.items():
            setattr(Meta, name, value)
        made = type("Thing", (Model,), {"Meta": Meta, **attributes})
        # The mapper has no setting for the address; it takes any client, though.
        made.meta.api = api
        return made

    make.table = table
    return make


def seen(thing, names):
    return {name: getattr(thing, name) for name in names}


@covers("Field.to_record_value", "Field.to_internal_value", "Field.valid_or_raise")
@covers("Model.save", "Model.exists", "Model.from_id", "Model.fetch", "Model.delete")
@covers("Model.all", "Model.to_record", "Model.from_record")
def test_every_field_is_saved_fetched_changed_and_cleared(model, instance):
    Thing = model(PLAIN)
    values = written(instance.user)
    thing = Thing(**values)
    assert not thing.exists()
    result = thing.save()
    assert result.created and thing.exists()

    found = Thing.from_id(thing.id, memoize=False)
    assert found is not thing
    person = {"id": instance.user, "email": "owner@example.com", "name": "Olive Owner"}
    files = found.files
    assert [sorted(file) for file in files] == [["filename", "id", "url"]]
    expected = values | {"owner": person, "people": [person], "files": files, "line": "one", "whole": 1.5, "fraction": 1.5}
    assert seen(found, expected) == expected
    assert (files[0]["url"], files[0]["filename"]) == ("https://example.com/a.png", "b.png")
    assert found.no == 1 and found.made == found.created_time
    assert found.maker == person
    assert Thing.from_record(found.to_record()).to_record() == found.to_record()

    # What was read can be written back as it is, and stays.
    assert found.save(force=True).forced
    again = Thing.from_id(thing.id, memoize=False)
    assert seen(again, expected) == expected

    found.name = "changed"
    found.tags.append("blue, dark")
    assert found.save().field_names == {"Name", "Tags"}
    thing.fetch()
    assert (thing.name, list(thing.tags), thing.number) == ("changed", ["green", "red", "blue, dark"], 1.5)
    assert thing.changer == person
    assert not thing.save().updated, "nothing changed"

    for name in values:
        setattr(thing, name, None)
    assert thing.save().updated
    thing.fetch()
    assert seen(thing, BLANK) == BLANK

    assert thing.delete()
    assert Thing.all() == []


def test_computed_fields_are_read_only(model):
    Thing = model(PLAIN)
    thing = Thing(name="x")
    thing.save()
    for name in ("no", "made", "maker", "changed", "changer"):
        with pytest.raises(AttributeError):
            setattr(thing, name, 1)


def test_required_fields_hold_a_value_or_fail(model, instance):
    Thing = model(REQUIRED)
    values = written(instance.user)
    saved = {name: value for name, value in values.items() if name in REQUIRED}
    thing = Thing(**saved)
    thing.save()
    found = Thing.from_id(thing.id, memoize=False)
    person = {"id": instance.user, "email": "owner@example.com", "name": "Olive Owner"}
    assert seen(found, REQUIRED) == saved | {"line": "one", "whole": 1.5, "fraction": 1.5, "owner": person}
    blank = Thing.from_record(model.table.create({}))
    for name in REQUIRED:
        with pytest.raises(MissingValueError):
            getattr(blank, name)


@covers("Model.batch_save", "Model.batch_delete", "Model.all", "Model.first")
def test_batches_and_lists(model):
    Thing = model(PLAIN)
    things = [Thing(name=f"n{n}", number=n) for n in range(15)]
    Thing.batch_save(things)
    assert [thing.name for thing in Thing.all(sort=["-Number"])] == [f"n{n}" for n in reversed(range(15))]
    assert Thing.first(sort=["-Number"]).number == 14
    assert Thing.first(view="Grid view", fields=["Number"]).name == ""
    # Old and new ones together.
    more = Thing(name="new")
    for thing in things[:3]:
        thing.number = 100
    Thing.batch_save([*things[:3], more])
    assert more.exists()
    assert [thing.number for thing in Thing.all(max_records=4)] == [100, 100, 100, 3]
    Thing.batch_delete([*things, more])
    assert Thing.all() == []
    assert Thing.first() is None


def test_fields_by_id(model):
    """With `use_field_ids` the mapper names fields by id, in both directions."""
    ids = {field.name: field.id for field in model.table.schema().fields}
    Thing = model(
        {"name": fields.TextField(ids["Name"]), "number": fields.NumberField(ids["Number"])}, use_field_ids=True
    )
    thing = Thing(name="by id", number=2)
    thing.save()
    assert model.table.get(thing.id)["fields"]["Name"] == "by id"
    assert (Thing.first().name, Thing.from_id(thing.id, memoize=False).number) == ("by id", 2)


def test_typecast_is_on_unless_it_is_turned_off(model):
    """The mapper sends `typecast`, so choices come into being."""
    from requests import HTTPError

    Thing = model(PLAIN)
    thing = Thing(stage="New")
    thing.save()
    assert model.table.get(thing.id)["fields"]["Stage"] == "New"
    Strict = model(PLAIN, typecast=False)
    with pytest.raises(HTTPError):
        Strict(stage="Newer").save()


def test_comments_are_counted_where_there_are_none(model):
    Thing = model(PLAIN)
    Thing(name="x").save()
    assert Thing.all(count_comments=True)[0].comment_count in (None, 0)
