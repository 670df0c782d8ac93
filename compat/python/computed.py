"""What the tests of computed fields begin with."""

import pytest
from requests import HTTPError

NUMBER = {"name": "N", "type": "number", "options": {"precision": 0}}
EURO = {"precision": 2, "symbol": "€"}
ERROR = {"error": "#ERROR!"}
NAN = {"specialValue": "NaN"}


def refused(call):
    with pytest.raises(HTTPError) as raised:
        call()
    response = raised.value.response
    assert response.status_code == 422
    return response.json()["error"]


def formula(table, name, text, **options):
    return table.create_field(name, "formula", options={"formula": text, **options})


def rollup(table, name, link, field, text, **options):
    ids = {"recordLinkFieldId": link.id, "fieldIdInLinkedTable": field.id}
    return table.create_field(name, "rollup", options={**ids, "formula": text, **options})


def lookup(table, name, link, field):
    return table.create_field(name, "multipleLookupValues", options={"recordLinkFieldId": link.id, "fieldIdInLinkedTable": field.id})


def count(table, name, link):
    return table.create_field(name, "count", options={"recordLinkFieldId": link.id})


def field_of(table, name):
    return table.schema(force=True).field(name)


def cells(table, record, *names):
    found = table.get(record["id"])["fields"]
    return tuple(found.get(name) for name in names) if len(names) > 1 else found.get(names[0])
