"""What an operator does: backup and restore, doctor, a second process, health, stop and start."""

import threading

import pytest
import requests
import server as basekey
from pyairtable import Api

TEXT = {"name": "Name", "type": "singleLineText"}


@pytest.fixture
def own(tmp_path):
    """A server of the test's own, which it may stop."""
    made = basekey.furnish(basekey.Server(tmp_path / "data"))
    yield made
    made.server.stop()


def table_of(instance, url=None):
    api = Api(instance.token, endpoint_url=url or instance.server.url)
    return api, api.workspace(instance.workspace).create_base("Op", [{"name": "T", "fields": [TEXT]}]).table("T")


def test_health_readiness_metrics_and_description(own):
    url = own.server.url
    assert requests.get(f"{url}/healthz", timeout=10).json() == {"status": "ok"}
    assert requests.get(f"{url}/readyz", timeout=10).json() == {"status": "ready"}
    document = requests.get(f"{url}/openapi.json", timeout=10).json()
    assert "/v0/{baseId}/{tableIdOrName}" in document["paths"]
    _, table = table_of(own)
    table.create({"Name": "x"})
    metrics = requests.get(f"{url}/metrics", timeout=10).text
    assert 'basekey_http_requests_total{operation="createRecords",status="200"} 1' in metrics


def test_everything_is_there_after_a_stop_and_a_start(own):
    _, table = table_of(own)
    made = table.batch_create([{"Name": str(n)} for n in range(25)])
    assert own.server.stop() == 0
    own.server.start()
    again = Api(own.token, endpoint_url=own.server.url).table(table.base.id, "T")
    assert again.all() == made


def test_a_backup_under_load_is_one_moment_and_can_be_restored(own, tmp_path):
    _, table = table_of(own)
    before = table.batch_create([{"Name": f"before {n}"} for n in range(200)])
    stop = threading.Event()
    trouble = []

    def write():
        number = 0
        try:
            while not stop.is_set():
                table.batch_create([{"Name": f"during {number}.{n}"} for n in range(10)])
                number += 1
        except Exception as error:  # noqa: BLE001 - reported by the test
            trouble.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        saved = own.server.command("backup", str(tmp_path / "saved.db"))
    finally:
        stop.set()
        writer.join()
    assert saved.returncode == 0, saved.stderr
    assert not trouble
    refused = own.server.command("backup", str(tmp_path / "saved.db"))
    assert refused.returncode != 0, "a backup never overwrites"

    restored = basekey.Server(tmp_path / "restored")
    done = restored.command("restore", str(tmp_path / "saved.db"))
    assert done.returncode == 0, done.stderr
    again = restored.command("restore", str(tmp_path / "saved.db"))
    assert again.returncode != 0, "restoring never overwrites"
    sound = restored.command("doctor")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    restored.start()
    try:
        there = Api(own.token, endpoint_url=restored.url).table(table.base.id, "T").all()
    finally:
        assert restored.stop() == 0
    assert there[:200] == before
    # One moment: a prefix of what was written, in whole batches.
    everything = table.all()
    assert there == everything[: len(there)]
    assert (len(there) - 200) % 10 == 0


def test_a_second_server_on_the_same_directory_is_refused(own):
    second = basekey.Server(own.server.data)
    with pytest.raises(basekey.CommandFailed) as refused:
        second.start()
    assert "use" in str(refused.value)
    assert requests.get(f"{own.server.url}/healthz", timeout=10).status_code == 200


def test_doctor_beside_a_running_server(own):
    _, table = table_of(own)
    table.create({"Name": "x"})
    done = own.server.command("doctor")
    assert done.returncode == 0, done.stdout + done.stderr


def test_commands_work_with_and_without_a_server(own):
    running = own.server.json("token", "create", "--user", basekey.OWNER, "--name", "a", "--all-scopes", "--access", "all")
    assert own.server.stop() == 0
    stopped = own.server.json("token", "create", "--user", basekey.OWNER, "--name", "b", "--all-scopes", "--access", "all")
    own.server.start()
    for made in (running, stopped):
        assert Api(made["token"], endpoint_url=own.server.url).whoami()["email"] == basekey.OWNER


def test_a_directory_that_is_damaged_is_told(own):
    _, table = table_of(own)
    table.batch_create([{"Name": "x" * 500} for _ in range(200)])
    assert own.server.stop() == 0
    file = own.server.data / "basekey.db"
    content = bytearray(file.read_bytes())
    # The middle of the file is in the table of records.
    middle = len(content) // 2
    content[middle : middle + 4096] = bytes(4096)
    file.write_bytes(content)
    done = own.server.command("doctor")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAIL" in done.stdout


def test_regenerating_through_the_command_line(own):
    old = own.server.token(basekey.OWNER, "rotating")
    use = lambda text: requests.get(
        f"{own.server.url}/v0/meta/whoami", headers={"Authorization": f"Bearer {text}"}, timeout=10
    ).status_code
    assert use(old["token"]) == 200
    new = own.server.json("token", "regenerate", old["id"], "--old-ends", "first-use", "--user", basekey.OWNER)
    assert new["id"] == old["id"] and new["token"] != old["token"]
    assert use(old["token"]) == 200
    assert use(new["token"]) == 200
    assert use(old["token"]) == 401
    for step, status in (("pause", 401), ("resume", 200), ("revoke", 401)):
        done = own.server.command("token", step, old["id"], "--user", basekey.OWNER)
        assert done.returncode == 0, done.stderr
        assert use(new["token"]) == status, step
    refusals = own.server.json("token", "refusals", old["id"], "--user", basekey.OWNER)["refusals"]
    assert {refusal["reason"] for refusal in refusals} == {"state", "secret"}


def test_offsets_over_a_restart(own):
    """A list by id goes on; a sorted one says that it is over, as Airtable does."""
    _, table = table_of(own)
    made = table.batch_create([{"Name": f"{n:03}"} for n in range(30)])
    path = str(table.urls.records).removeprefix(own.server.url)
    ask = lambda **params: requests.get(
        own.server.url + path, params={"pageSize": 10, **params}, timeout=10,
        headers={"Authorization": f"Bearer {own.token}"},
    )
    plain = ask().json()["offset"]
    by_name = {"sort[0][field]": "Name", "sort[0][direction]": "desc"}
    kept = ask(**by_name).json()["offset"]
    assert ask(offset=kept, **by_name).json()["records"][0] == made[19]
    other = ask(offset=kept)
    assert (other.status_code, other.json()["error"]["type"]) == (422, "INVALID_OFFSET_VALUE")

    assert own.server.stop() == 0
    own.server.start()
    assert ask(offset=plain).json()["records"] == made[10:20]
    gone = ask(offset=kept, **by_name)
    assert gone.status_code == 422
    assert gone.json() == {"error": {"type": "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"}}


def test_the_session_of_a_browser(own):
    """Sign in by link, make a token as a page would, sign out."""
    url = own.server.url
    link = own.server.json("user", "sign-in-link", basekey.OWNER)
    browser = requests.Session()
    page = browser.get(link["url"].replace(link["url"].split("/sign-in")[0], url), timeout=10)
    assert page.status_code == 200 and "<form" in page.text and "basekey_session" not in browser.cookies
    done = browser.post(f"{url}/sign-in", data={"code": link["code"]}, headers={"Origin": url}, allow_redirects=False, timeout=10)
    assert done.status_code == 303 and "basekey_session" in browser.cookies
    again = requests.post(f"{url}/sign-in", data={"code": link["code"]}, headers={"Origin": url}, timeout=10)
    assert again.status_code == 401, "a link works once"

    assert browser.get(f"{url}/api/account", timeout=10).json()["email"] == basekey.OWNER
    wanted = {"name": "From a page", "scopes": ["data.records:read"], "access": {"mode": "all"}}
    elsewhere = browser.post(f"{url}/api/tokens", json=wanted, headers={"Origin": "https://elsewhere.example"}, timeout=10)
    assert elsewhere.status_code == 403, "another site must not make tokens"
    made = browser.post(f"{url}/api/tokens", json=wanted, headers={"Origin": url}, timeout=10).json()
    assert Api(made["token"], endpoint_url=url).whoami() == {"id": own.user}
    listed = browser.get(f"{url}/api/tokens", timeout=10).json()["tokens"]
    assert made["id"] in [token["id"] for token in listed]
    assert all("token" not in token for token in listed)
    assert browser.get(f"{url}/v0/meta/whoami", timeout=10).json()["id"] == own.user, "pages call the same API"
    elsewhere = browser.post(f"{url}/v0/meta/bases", json={}, headers={"Origin": "https://elsewhere.example"}, timeout=10)
    assert elsewhere.status_code == 403, "another site must not change bases"

    out = browser.delete(f"{url}/api/session", headers={"Origin": url}, timeout=10)
    assert out.status_code == 200
    assert browser.get(f"{url}/api/account", timeout=10).status_code == 401
    audit = own.server.command("token", "list", "--user", basekey.OWNER)
    assert audit.returncode == 0 and "From a page" in audit.stdout


def test_no_secret_is_in_logs_or_files(own):
    """The text of a token is nowhere but in the answer that made it."""
    _, table = table_of(own)
    table.create({"Name": "a value of a cell that nobody logs"})
    requests.get(f"{own.server.url}/v0/meta/whoami", headers={"Authorization": f"Bearer {own.token}x"}, timeout=10)
    assert own.server.stop() == 0
    body = own.token.rpartition(".")[2].encode()
    log = own.server.log.read_bytes()
    assert b"createRecords" in log
    assert body not in log and b"nobody logs" not in log
    for file in own.server.data.iterdir():
        assert body not in file.read_bytes(), file
