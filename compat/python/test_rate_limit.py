"""With limits on, a client waits as it is told and gets all of its answers."""

import time

import pytest
import requests
import server as basekey
from pyairtable import Api

LIMITS = {
    "BASEKEY_HTTP__RATE_LIMITS__ENABLED": "true",
    "BASEKEY_HTTP__RATE_LIMITS__PER_BASE": "5",
    "BASEKEY_HTTP__RATE_LIMITS__RETRY_AFTER": "1",
}


@pytest.fixture(scope="module")
def limited(tmp_path_factory):
    made = basekey.furnish(basekey.Server(tmp_path_factory.mktemp("limited") / "data", settings=LIMITS))
    yield made
    assert made.server.stop() == 0


def test_pyairtable_waits_and_gets_everything(limited):
    api = Api(limited.token, endpoint_url=limited.server.url)
    base = api.workspace(limited.workspace).create_base(
        "Limited", [{"name": "T", "fields": [{"name": "Name", "type": "singleLineText"}]}]
    )
    table = base.table("T")
    began = time.monotonic()
    made = [table.create({"Name": str(number)}) for number in range(12)]
    took = time.monotonic() - began
    assert [record["fields"]["Name"] for record in made] == [str(number) for number in range(12)]
    assert table.all() == made
    assert took > 1, "twelve calls at five a second can not be that fast"

    url = str(table.urls.records)
    answers = [
        requests.get(url, headers={"Authorization": f"Bearer {limited.token}"}, timeout=10) for _ in range(20)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused, "twenty calls at once must meet the limit"
    assert refused[0].headers["retry-after"] == "1"
    assert refused[0].json()["error"]["type"] == "RATE_LIMIT_REACHED"
    assert {answer.status_code for answer in answers} == {200, 429}
