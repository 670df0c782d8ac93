"""A client whose address is fixed, brought here by a name and a certificate (docs/clients.md).

pyairtable without its setting stands for Airbyte's connector: both call
https://api.airtable.com through requests, which trusts what REQUESTS_CA_BUNDLE
names.
"""

import re
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
import requests
from conftest import TEXT
from pyairtable import Api

PAGE = Path(__file__).resolve().parents[2] / "docs/clients.md"


def pump(source, sink):
    try:
        while data := source.recv(65_536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


@pytest.fixture(scope="module")
def trusted(tmp_path_factory, server):
    """The certificate authority of the page's commands, and the port where TLS is taken off."""
    folder = tmp_path_factory.mktemp("tls")
    (commands,) = re.findall(r"^ *```sh\n(.*?)^ *```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    commands = re.sub(r"^ {3}", "", commands, flags=re.MULTILINE)
    subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "airtable.pem", folder / "airtable.key")
    listener = socket.create_server(("127.0.0.1", 0))
    upstream = ("127.0.0.1", int(server.url.rpartition(":")[2]))

    def serve():
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                client = context.wrap_socket(plain, server_side=True)
            except OSError:
                continue
            behind = socket.create_connection(upstream)
            for ends in ((client, behind), (behind, client)):
                threading.Thread(target=pump, args=ends, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield folder / "ca.pem", listener.getsockname()[1]
    listener.close()


@pytest.fixture
def hosts(trusted, monkeypatch):
    """Stands for a line in /etc/hosts, and for port 443."""
    found = socket.getaddrinfo

    def lookup(host, port, *rest, **more):
        if host == "api.airtable.com":
            host, port = "127.0.0.1", trusted[1]
        return found(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def test_a_client_without_a_setting(hosts, trusted, instance, new_base, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted[0]))
    base, _ = new_base([TEXT])
    api = Api(instance.token)
    assert str(api.build_url("meta")).startswith("https://api.airtable.com/")
    assert api.whoami()["id"] == instance.user
    table = api.table(base.id, "T")
    made = table.batch_create([{"Name": str(n)} for n in range(120)])
    assert table.all() == made
    assert table.all(fields=["Name"] * 900, max_records=1) == made[:1], "the longest address there is"


def test_who_does_not_trust_the_authority_is_not_fooled(hosts, instance):
    with pytest.raises(requests.exceptions.SSLError):
        Api(instance.token, retry_strategy=None).whoami()


@pytest.mark.parametrize("host", ["api.airtable.com", "content.airtable.com", "bases.example.com:8443", "[::1]"])
def test_any_host_is_accepted(server, instance, host):
    headers = {"Authorization": f"Bearer {instance.token}", "Host": host}
    assert requests.get(f"{server.url}/v0/meta/whoami", headers=headers, timeout=10).json()["id"] == instance.user
