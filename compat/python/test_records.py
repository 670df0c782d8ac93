"""Get, create, update, replace, delete: one and many."""

import pytest
from covers import covers
from pyairtable import Api
from requests import HTTPError


def names(records):
    return [record["fields"].get("Name") for record in records]


@covers("Table.create")
def test_create_one_mirrors_the_form_of_the_request(table):
    made = table.create({"Name": "one"})
    assert set(made) == {"id", "createdTime", "fields"}


@covers("Table.batch_create", "Table.all")
def test_batch_create_keeps_the_order_over_several_requests(table):
    made = table.batch_create([{"Name": f"n{n}", "Number": n} for n in range(25)])
    assert names(made) == [f"n{n}" for n in range(25)]
    assert [record["fields"].get("Number") for record in made] == list(range(25))
    assert table.all() == made
    assert len({record["id"] for record in made}) == 25


@covers("Table.update", "Table.get")
def test_update_keeps_and_replace_clears_what_is_not_named(table):
    made = table.create({"Name": "a", "Number": 1, "Done": True})
    patched = table.update(made["id"], {"Number": 2})
    assert patched["fields"] == {"Name": "a", "Number": 2, "Done": True}
    replaced = table.update(made["id"], {"Number": 3}, replace=True)
    assert replaced["fields"] == {"Number": 3}
    assert table.get(made["id"]) == replaced
    assert replaced["createdTime"] == made["createdTime"]


@covers("Table.batch_update")
def test_batch_update_and_replace(table):
    made = table.batch_create([{"Name": f"n{n}", "Number": n} for n in range(12)])
    patched = table.batch_update([{"id": record["id"], "fields": {"Number": 100}} for record in reversed(made)])
    assert [record["id"] for record in patched] == [record["id"] for record in reversed(made)]
    assert all(record["fields"]["Number"] == 100 and record["fields"]["Name"] for record in patched)
    replaced = table.batch_update([{"id": record["id"], "fields": {"Done": True}} for record in made], replace=True)
    assert [record["fields"] for record in replaced] == [{"Done": True}] * 12
    assert table.all() == replaced


def test_a_batch_is_all_or_nothing(table):
    made = table.batch_create([{"Name": "a"}, {"Name": "b"}])
    with pytest.raises(HTTPError) as refused:
        table.batch_update(
            [{"id": made[0]["id"], "fields": {"Name": "x"}}, {"id": made[1]["id"], "fields": {"Number": "no"}}]
        )
    assert refused.value.response.status_code == 422
    with pytest.raises(HTTPError) as refused:
        table.batch_update(
            [{"id": made[0]["id"], "fields": {"Name": "x"}}, {"id": "rec" + "A" * 14, "fields": {"Name": "y"}}]
        )
    assert refused.value.response.status_code == 422, "n8n falls back to creating on 422 only"
    with pytest.raises(HTTPError):
        table.batch_create([{"Name": "c"}, {"Number": "no"}])
    assert table.all() == made


@covers("Table.delete", "Table.batch_delete")
def test_delete_one_and_many(table):
    made = table.batch_create([{"Name": f"n{n}"} for n in range(23)])
    assert table.delete(made[0]["id"]) == {"id": made[0]["id"], "deleted": True}
    gone = table.batch_delete([record["id"] for record in made[1:22]])
    assert gone == [{"id": record["id"], "deleted": True} for record in made[1:22]]
    assert table.all() == made[22:]
    with pytest.raises(HTTPError) as refused:
        table.delete(made[0]["id"])
    assert refused.value.response.status_code == 404
    assert refused.value.response.json()["error"]["type"] == "MODEL_ID_NOT_FOUND"


def test_a_delete_that_names_a_missing_record_deletes_nothing(table):
    made = table.batch_create([{"Name": "a"}, {"Name": "b"}])
    with pytest.raises(HTTPError):
        table.batch_delete([made[0]["id"], "rec" + "A" * 14])
    assert table.all() == made


def test_fields_by_id_in_and_out(table):
    ids = {field.name: field.id for field in table.schema().fields}
    made = table.create({ids["Name"]: "by id", "Number": 4}, use_field_ids=True)
    assert made["fields"] == {ids["Name"]: "by id", ids["Number"]: 4}
    by_name = {"Name": "by id", "Number": 4}
    assert table.get(made["id"])["fields"] == by_name
    assert table.get(made["id"], use_field_ids=True)["fields"] == made["fields"]
    assert table.all(use_field_ids=True) == [made]
    assert table.first(fields=[ids["Number"]])["fields"] == {"Number": 4}
    assert table.update(made["id"], {ids["Number"]: 5}, use_field_ids=True)["fields"][ids["Number"]] == 5


def test_a_table_is_found_by_id_and_by_name(new_base):
    base, table = new_base([{"name": "Name", "type": "singleLineText"}])
    made = table.create({"Name": "x"})
    assert base.table(table.schema().id).all() == [made]
    assert base.table("T", validate=True, force=True).all() == [made]


def test_a_record_of_another_table_of_the_base_is_found(new_base):
    base, table = new_base([{"name": "Name", "type": "singleLineText"}])
    made = table.create({"Name": "elsewhere"})
    other = base.create_table("Other", [{"name": "Title", "type": "singleLineText"}])
    assert other.get(made["id"]) == made
    assert other.all() == []


def test_names_with_odd_characters(new_base):
    odd = "ä/ö?&=#%+ [x] \"q\" 'a'"
    base, _ = new_base([{"name": "Name", "type": "singleLineText"}])
    table = base.create_table(odd, [{"name": odd, "type": "singleLineText"}, {"name": "N", "type": "email"}])
    made = table.create({odd: "x", "N": "y"})
    assert made["fields"] == {odd: "x", "N": "y"}
    assert base.table(odd).all(fields=[odd], sort=[odd]) == [{**made, "fields": {odd: "x"}}]


def test_a_client_that_always_works_by_id(table, instance, server):
    """`Api(use_field_ids=True)` asks for ids with every call."""
    ids = {field.name: field.id for field in table.schema().fields}
    table = Api(instance.token, endpoint_url=server.url, use_field_ids=True).table(table.base.id, table.id)
    made = table.create({ids["Name"]: "a", "Number": 1})
    assert made["fields"] == {ids["Name"]: "a", ids["Number"]: 1}
    assert table.get(made["id"]) == made
    assert table.all() == [made] == [table.first()]
    changed = table.update(made["id"], {ids["Number"]: 2})
    assert table.batch_update([{"id": made["id"], "fields": {"Number": 2}}]) == [changed]
    assert table.batch_upsert([{"fields": {ids["Name"]: "a"}}], key_fields=[ids["Name"]])["records"] == [changed]
    assert table.batch_create([{ids["Name"]: "b"}])[0]["fields"] == {ids["Name"]: "b"}


def test_typecast_in_every_call_that_takes_it(table):
    made = table.create({"Number": "1"}, typecast=True)
    assert table.update(made["id"], {"Number": "2", "Stage": "New 1"}, typecast=True)["fields"] == {"Number": 2, "Stage": "New 1"}
    assert table.update(made["id"], {"Number": "3"}, replace=True, typecast=True)["fields"] == {"Number": 3}
    (changed,) = table.batch_update([{"id": made["id"], "fields": {"Stage": "New 2"}}], typecast=True)
    assert changed["fields"] == {"Number": 3, "Stage": "New 2"}
    (more,) = table.batch_create([{"Done": "yes", "Tags": ["red", "New 3"]}], typecast=True)
    assert more["fields"] == {"Done": True, "Tags": ["red", "New 3"]}
