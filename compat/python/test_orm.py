"""pyairtable's object mapper, without links."""

import datetime

import pytest
from conftest import COMPUTED, WRITABLE
from pyairtable.orm import Model, fields


@pytest.fixture
def model(new_base, api, instance):
    base, _ = new_base(WRITABLE + COMPUTED)

    class Thing(Model):
        name = fields.TextField("Name")
        notes = fields.MultilineTextField("Notes")
        mail = fields.EmailField("Mail")
        link = fields.UrlField("Link")
        phone = fields.PhoneNumberField("Phone")
        number = fields.NumberField("Number")
        percent = fields.PercentField("Percent")
        price = fields.CurrencyField("Price")
        length = fields.DurationField("Length")
        stars = fields.RatingField("Stars")
        done = fields.CheckboxField("Done")
        day = fields.DateField("Day")
        moment = fields.DatetimeField("Moment")
        stage = fields.SelectField("Stage")
        tags = fields.MultipleSelectField("Tags")
        no = fields.AutoNumberField("No")
        made = fields.CreatedTimeField("Made")
        maker = fields.CreatedByField("Maker")
        changed = fields.LastModifiedTimeField("Changed")
        changer = fields.LastModifiedByField("Changer")

        class Meta:
            api_key = instance.token
            base_id = base.id
            table_name = "T"

    # The mapper has no setting for the address; it takes any client, though.
    Thing.meta.api = api
    return Thing


def test_save_fetch_change_delete(model, instance):
    thing = model(
        name="one",
        notes="two\nlines",
        number=1.5,
        percent=0.5,
        price=9.99,
        length=datetime.timedelta(minutes=90),
        stars=4,
        done=True,
        day=datetime.date(2024, 2, 29),
        moment=datetime.datetime(2024, 2, 29, 12, 0, tzinfo=datetime.timezone.utc),
        stage="Doing",
        tags=["green"],
    )
    result = thing.save()
    assert result.created and thing.exists()
    found = model.from_id(thing.id, memoize=False)
    assert found is not thing
    assert (found.name, found.notes, found.number, found.percent, found.price) == ("one", "two\nlines", 1.5, 0.5, 9.99)
    assert (found.length, found.stars, found.done) == (datetime.timedelta(minutes=90), 4, True)
    assert found.day == datetime.date(2024, 2, 29)
    assert found.moment == datetime.datetime(2024, 2, 29, 12, 0, tzinfo=datetime.timezone.utc)
    assert (found.stage, list(found.tags)) == ("Doing", ["green"])
    assert found.no == 1 and found.made == found.created_time
    assert found.maker["id"] == instance.user

    found.name = "changed"
    found.done = False
    found.tags = []
    assert found.save().updated
    thing.fetch()
    assert (thing.name, thing.done, list(thing.tags), thing.number) == ("changed", False, [], 1.5)
    assert thing.changer["id"] == instance.user

    assert thing.delete()
    assert model.all() == []


def test_batches_and_lists(model):
    things = [model(name=f"n{n}", number=n) for n in range(15)]
    model.batch_save(things)
    assert [thing.name for thing in model.all(sort=["-Number"])] == [f"n{n}" for n in reversed(range(15))]
    assert model.first(sort=["-Number"]).number == 14
    for thing in things[:3]:
        thing.number = 100
    model.batch_save(things[:3])
    assert [thing.number for thing in model.all(max_records=4)] == [100, 100, 100, 3]
    model.batch_delete(things)
    assert model.all() == []
