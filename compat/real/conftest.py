"""One server for all data sets; a base for each."""

import sys
from pathlib import Path

import pytest
from pyairtable import Api

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import server as basekey  # noqa: E402


@pytest.fixture(scope="session")
def instance(tmp_path_factory):
    made = basekey.furnish(basekey.Server(tmp_path_factory.mktemp("basekey") / "data"))
    yield made
    code = made.server.stop()
    assert code == 0, f"basekey serve ended with {code}\n{made.server.log_tail()}"


@pytest.fixture(scope="session")
def server(instance):
    return instance.server


@pytest.fixture(scope="session")
def workspace(instance):
    return Api(instance.token, endpoint_url=instance.server.url).workspace(instance.workspace)
