"""Cells that are objects: people, attachments, barcodes."""

import re

import pytest
from conftest import OBJECTS, TEXT
from requests import HTTPError

PICTURE = "https://example.com/pictures/a%20b.png?size=1"


@pytest.fixture
def table(new_base):
    return new_base([TEXT, *OBJECTS])[1]


@pytest.fixture
def owner(instance):
    return {"id": instance.user, "email": "owner@example.com", "name": "Olive Owner"}


def error_of(call):
    with pytest.raises(HTTPError) as refused:
        call()
    assert refused.value.response.status_code == 422, refused.value.response.text
    return refused.value.response.json()["error"]


def test_people_are_named_by_id_or_address(table, owner, server):
    other = server.user("other@example.com", "Otto Other")
    assert server.command("base", "share", table.base.id, "--with", "other@example.com", "--role", "read").returncode == 0
    otto = {"id": other, "email": "other@example.com", "name": "Otto Other"}
    for written in ({"id": other}, {"email": "other@example.com"}, otto):
        assert table.create({"Owner": written})["fields"] == {"Owner": otto}
    made = table.create({"People": [{"email": "other@example.com"}, owner, {"id": other}]})
    assert made["fields"] == {"People": [otto, owner]}, "none twice"
    # As Airtable's pages write them: plain ids.
    assert table.update(made["id"], {"People": [other]})["fields"] == {"People": [otto]}
    assert table.update(made["id"], {"People": []})["fields"] == {}
    # By name, with typecast.
    assert table.create({"Owner": "Otto Other", "People": "Olive Owner, other@example.com"}, typecast=True)["fields"] == {
        "Owner": otto,
        "People": [owner, otto],
    }
    assert [record["fields"].get("Owner", {}).get("name") for record in table.all(sort=["-Owner"])][:1] == ["Otto Other"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Owner", "Olive Owner"),
        ("Owner", [{"email": "owner@example.com"}]),
        ("Owner", {}),
        ("Owner", {"name": "Olive Owner"}),
        ("Owner", {"id": "usr" + "A" * 14}),
        ("Owner", {"email": "stranger@example.com"}),
        ("People", {"email": "owner@example.com"}),
        ("People", [{"email": "owner@example.com"}, {"email": "stranger@example.com"}]),
        ("Code", "123"),
        ("Code", {"type": "upce"}),
        ("Code", {"text": 1}),
        ("Files", "https://example.com/a.png"),
        ("Files", {"url": "https://example.com/a.png"}),
    ],
)
def test_wrong_values(table, field, value):
    error = error_of(lambda: table.create({"Name": "x", field: value}))
    assert error["type"] in ("INVALID_VALUE_FOR_COLUMN", "INVALID_ATTACHMENT_OBJECT") and field in error["message"]
    assert table.all() == []


def test_who_is_no_collaborator_can_not_be_named(table, server):
    server.user("apart@example.com", "Apart")
    assert error_of(lambda: table.create({"Owner": {"email": "apart@example.com"}}))["type"] == "INVALID_VALUE_FOR_COLUMN"


def test_attachments_are_kept_added_and_removed(table):
    made = table.create({"Files": [{"url": PICTURE}, {"url": "https://example.com/", "filename": "Report.pdf"}]})
    first, second = made["fields"]["Files"]
    assert re.fullmatch(r"att[A-Za-z0-9]{14}", first["id"]) and first["id"] != second["id"]
    assert (first["url"], first["filename"]) == (PICTURE, "a b.png")
    assert second["filename"] == "Report.pdf"
    # What is listed stays, by id alone or as it was read; the rest goes.
    kept = table.update(made["id"], {"Files": [{"id": second["id"]}, first, {"url": "https://example.com/new.txt"}]})
    assert kept["fields"]["Files"][:2] == [second, first]
    assert kept["fields"]["Files"][2]["filename"] == "new.txt"
    assert table.update(made["id"], {"Files": [{"id": first["id"]}]})["fields"]["Files"] == [first]
    assert table.get(made["id"])["fields"]["Files"] == [first]
    assert table.update(made["id"], {"Files": None})["fields"] == {}
    assert error_of(lambda: table.update(made["id"], {"Files": [{"id": first["id"]}]}))["type"] == "INVALID_ATTACHMENT_OBJECT"
    made = table.create({"Files": "https://example.com/1.png, https://example.com/2.png"}, typecast=True)
    assert [file["filename"] for file in made["fields"]["Files"]] == ["1.png", "2.png"]


@pytest.mark.parametrize(
    "file",
    [
        {"id": "att" + "A" * 14},
        {"url": "data:text/plain;base64,aGk="},
        {"url": "ftp://example.com/a"},
        {"url": "file:///etc/passwd"},
        {"url": "no address"},
        {"url": 1},
        {"filename": "a.png"},
        {},
        "x",
    ],
)
def test_attachments_that_can_not_be_made(table, file):
    assert error_of(lambda: table.create({"Files": [file]}))["type"] == "INVALID_ATTACHMENT_OBJECT"
    assert table.all() == []


def test_barcodes(table):
    made = table.create({"Code": {"text": "4006381333931", "type": "upce"}})
    assert made["fields"] == {"Code": {"text": "4006381333931", "type": "upce"}}
    assert table.update(made["id"], {"Code": {"text": "1"}})["fields"] == {"Code": {"text": "1"}}
    assert table.update(made["id"], {"Code": {"text": "2", "type": None}})["fields"] == {"Code": {"text": "2"}}
    assert table.create({"Code": "12"}, typecast=True)["fields"] == {"Code": {"text": "12"}}
    assert table.update(made["id"], {"Code": {"text": ""}})["fields"] == {}
    assert [record["fields"].get("Code", {}).get("text") for record in table.all(sort=["-Code"])] == ["12", None]
