"""What callers are told when they may not, and when there is nothing."""

import http.client
import json
import re

import pytest
import requests
from pyairtable import Api
from requests import HTTPError
from server import OWNER

TEXT = {"name": "Name", "type": "singleLineText"}


def refusal(call):
    with pytest.raises(HTTPError) as refused:
        call()
    return refused.value.response


def told(response):
    """Status and type, having checked what every refusal has."""
    assert re.fullmatch(r"[a-z]{3}[A-Za-z0-9]{14}", response.headers["x-request-id"])
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    error = response.json()["error"]
    return response.status_code, error if isinstance(error, str) else error["type"]


@pytest.fixture
def known(new_base):
    base, table = new_base([TEXT])
    return base, table, table.create({"Name": "kept"})


def test_no_token(server):
    response = requests.get(f"{server.url}/v0/meta/whoami", timeout=10)
    assert told(response) == (401, "AUTHENTICATION_REQUIRED")
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "bearer x", "Bearer patX.y"])
def test_a_token_that_is_none(server, header):
    response = requests.get(f"{server.url}/v0/meta/whoami", headers={"Authorization": header}, timeout=10)
    assert response.status_code == 401
    assert told(response)[1] in ("AUTHENTICATION_REQUIRED", "UNAUTHORIZED")


def test_a_mistyped_and_an_unknown_token_are_told_the_same(server, instance):
    last = "0" if instance.token[-1] != "0" else "1"
    mistyped = refusal(Api(instance.token[:-1] + last, endpoint_url=server.url).whoami)
    assert told(mistyped) == (401, "UNAUTHORIZED")
    assert 'error="invalid_token"' in mistyped.headers["www-authenticate"]


def test_the_scheme_is_read_in_any_case(server, instance):
    response = requests.get(f"{server.url}/v0/meta/whoami", headers={"Authorization": f"bEARER {instance.token}"}, timeout=10)
    assert response.status_code == 200


def test_a_missing_scope_is_named_in_the_header(known, api_for):
    base, table, record = known
    reader = api_for("data.records:read").table(base.id, "T")
    assert reader.all() == [record]
    response = refusal(lambda: reader.create({"Name": "no"}))
    assert told(response) == (403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")
    assert 'error="insufficient_scope"' in response.headers["www-authenticate"]
    assert 'scope="data.records:write"' in response.headers["www-authenticate"]
    # Read and write are independent of each other.
    writer = api_for("data.records:write").table(base.id, "T")
    made = writer.create({"Name": "yes"})
    assert told(refusal(lambda: writer.get(made["id"]))) == (403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")
    assert table.get(made["id"]) == made


def test_a_base_outside_the_access_and_one_that_is_not_there_look_the_same(known, new_base, api_for):
    base, _, _ = known
    other, _ = new_base([TEXT])
    narrow = api_for("data.records:read", "schema.bases:read", access=other.id)
    hidden = refusal(narrow.table(base.id, "T").all)
    absent = refusal(narrow.table("app" + "A" * 14, "T").all)
    assert told(hidden) == told(absent) == (403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")
    assert hidden.json() == absent.json()


def test_an_unknown_table(known):
    base, _, _ = known
    assert told(refusal(base.table("Nope").all)) == (403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")
    assert told(refusal(base.table("tbl" + "A" * 14).all)) == (403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")


def test_no_such_route_and_malformed_ids_get_the_bare_form(known, api):
    base, table, _ = known
    for url in (
        api.build_url("meta", "nope"),
        api.build_url("appTOOSHORT", "T"),
        table.urls.records / "recTOOSHORT",
    ):
        response = refusal(lambda url=url: api.get(url))
        assert told(response) == (404, "NOT_FOUND")
        assert response.json() == {"error": "NOT_FOUND"}


def test_an_absent_record(known):
    _, table, _ = known
    absent = "rec" + "A" * 14
    assert told(refusal(lambda: table.get(absent))) == (404, "MODEL_ID_NOT_FOUND")
    assert told(refusal(lambda: table.update(absent, {"Name": "x"}))) == (404, "MODEL_ID_NOT_FOUND")
    assert told(refusal(lambda: table.delete(absent))) == (404, "MODEL_ID_NOT_FOUND")
    many = refusal(lambda: table.batch_update([{"id": absent, "fields": {}}]))
    assert told(many) == (422, "ROW_DOES_NOT_EXIST")


def test_an_unknown_field(known):
    _, table, record = known
    for call in (lambda: table.create({"Nope": 1}), lambda: table.update(record["id"], {"Nope": 1})):
        response = refusal(call)
        assert told(response) == (422, "UNKNOWN_FIELD_NAME")
        assert '"Nope"' in response.json()["error"]["message"]


def test_requests_that_are_not_of_the_right_form(known, api):
    _, table, _ = known
    url = table.urls.records
    eleven = {"records": [{"fields": {}}] * 11}
    for body, error in (
        ({}, None),
        ({"records": []}, "INVALID_RECORDS"),
        (eleven, "INVALID_RECORDS"),
        ({"records": "x"}, "INVALID_RECORDS"),
        ({"fields": {}, "records": []}, None),
        ({"fields": []}, None),
    ):
        response = refusal(lambda body=body: api.post(url, json=body))
        assert response.status_code == 422, body
        if error:
            assert told(response)[1] == error, body
    assert "You must provide an array of up to 10 record objects" in refusal(lambda: api.post(url, json=eleven)).text
    broken = api.session.post(url, data="{not json", headers={"Content-Type": "application/json"})
    assert told(broken) == (422, "INVALID_REQUEST_BODY")


def test_a_url_that_is_too_long(known, api):
    _, table, _ = known
    response = api.session.get(table.urls.records + "?fields[]=" + "x" * 16_000)
    assert told(response)[0] in (413, 414)


def test_a_read_only_collaborator_reads_and_does_not_write(known, api_for, server):
    base, table, record = known
    server.user("reader@example.com", "Rita Reader")
    granted = server.command("base", "share", base.id, "--with", "reader@example.com", "--role", "read")
    assert granted.returncode == 0, granted.stderr
    reader = api_for(user="reader@example.com")
    assert reader.whoami()["email"] == "reader@example.com"
    assert reader.table(base.id, "T").all() == [record]
    response = refusal(lambda: reader.table(base.id, "T").create({"Name": "no"}))
    assert told(response) == (403, "INVALID_PERMISSIONS")
    response = refusal(lambda: reader.base(base.id).create_table("X", [TEXT]))
    assert told(response) == (403, "INVALID_PERMISSIONS")
    assert [found.permission_level for found in reader.bases() if found.id == base.id] == ["read"]


def test_an_editor_writes_and_makes_no_choices(new_base, api_for, server):
    base, table = new_base([TEXT, {"name": "Stage", "type": "singleSelect", "options": {"choices": [{"name": "A"}]}}])
    server.user("editor@example.com", "Eddie Editor")
    granted = server.command("base", "share", base.id, "--with", "editor@example.com", "--role", "edit")
    assert granted.returncode == 0, granted.stderr
    editor = api_for(user="editor@example.com").table(base.id, "T")
    made = editor.create({"Name": "x", "Stage": "A"}, typecast=True)
    assert made["fields"] == {"Name": "x", "Stage": "A"}
    response = refusal(lambda: editor.create({"Stage": "New one"}, typecast=True))
    assert told(response) == (422, "INVALID_MULTIPLE_CHOICE_OPTIONS")
    message = response.json()["error"]["message"]
    assert "Insufficient permissions to create new select option" in message
    assert '"New one"' in message
    assert [choice.name for choice in table.schema(force=True).field("Stage").options.choices] == ["A"]
    assert table.all() == [made]


def test_a_revoked_token_is_refused_at_the_next_request(known, server):
    base, _, record = known
    token = server.token(OWNER, "short life")
    client = Api(token["token"], endpoint_url=server.url)
    assert client.table(base.id, "T").all() == [record]
    done = server.command("token", "revoke", token["id"], "--user", OWNER)
    assert done.returncode == 0, done.stderr
    assert told(refusal(client.table(base.id, "T").all)) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v0/appX/T", 404), ("/v0/no/such/route/here", 404), ("/v0/meta/bases?bogus=1", 401), ("/v0/appAAAAAAAAAAAAAA/T", 401)],
)
def test_a_refusal_before_the_body_is_read_leaves_the_connection_usable(server, path, status):
    """Clients keep connections. One that is dropped without a word fails the next request."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    body = json.dumps({"fields": {"Name": "x" * 3_000}})
    for _ in range(50):
        # The head and the body leave in two packets, as with many clients.
        connection.request("POST", path, body, {"Authorization": "Bearer x", "Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        assert response.status == status
        if response.getheader("connection") == "close":
            connection.close()
    connection.close()


def test_browsers_may_call(server, instance):
    preflight = requests.options(
        f"{server.url}/v0/meta/whoami",
        headers={
            "Origin": "https://page.example",
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "authorization,content-type,x-airtable-application-id,x-airtable-user-agent,x-api-version",
        },
        timeout=10,
    )
    assert preflight.status_code in (200, 204)
    assert preflight.headers["access-control-allow-origin"] == "*"
    allowed = preflight.headers["access-control-allow-headers"].lower()
    for name in ("authorization", "content-type", "x-airtable-application-id", "x-airtable-user-agent", "x-api-version"):
        assert name in allowed
    for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
        assert method in preflight.headers["access-control-allow-methods"]
    answer = requests.get(
        f"{server.url}/v0/meta/whoami",
        headers={"Origin": "https://page.example", "Authorization": f"Bearer {instance.token}"},
        timeout=10,
    )
    assert answer.headers["access-control-allow-origin"] == "*"
