"""The first five minutes of the README, run as they are written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import server as basekey

ROOT = Path(__file__).resolve().parents[2]


def blocks(language):
    text = (ROOT / "README.md").read_text()
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"the README has no {language} block"
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A server with the demo base, as `make run` starts it, and what it prints."""
    folder = tmp_path_factory.mktemp("demo")
    running = basekey.Server(folder / "data", arguments=("--demo",)).start()
    printed = running.log.read_text()
    token = re.search(r"\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b", printed)
    base = re.search(r"\bapp[A-Za-z0-9]{14}\b", printed)
    assert token and base and "curl" in printed and "/sign-in?code=" in printed, printed
    yield running, token.group(), base.group(), folder
    assert running.stop() == 0


def run(demo, command, text, **more):
    running, token, base, folder = demo
    binaries = folder / "bin"
    binaries.mkdir(exist_ok=True)
    if not (binaries / "basekey").exists():
        (binaries / "basekey").symlink_to(basekey.binary().resolve())
    environment = os.environ | {
        "TOKEN": token,
        "BASE": base,
        "BASEKEY_DATA": str(running.data),
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        command, input=text.replace("http://127.0.0.1:8080", running.url), cwd=more.get("cwd", folder),
        env=environment, capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_curl(demo):
    (text,) = [block for block in blocks("sh") if "curl" in block]
    out = run(demo, ["bash", "-euo", "pipefail"], text.replace("curl ", "curl -sS --fail-with-body "))
    assert '"email":"' in out and '"records":[' in out and '"Made with curl"' in out


def test_pyairtable(demo):
    (text,) = blocks("python")
    out = run(demo, [sys.executable, "-"], text)
    assert "Clients" in out and "Name" in out


def test_airtable_js(demo):
    if not (ROOT / "compat/node/node_modules/airtable").exists():
        pytest.skip("airtable.js is not installed; compat/run installs it")
    (text,) = blocks("js")
    out = run(demo, ["node", "--no-warnings", "-"], text, cwd=ROOT / "compat/node")
    assert len(re.findall(r"^rec[A-Za-z0-9]{14} .+", out, re.MULTILINE)) == 3


def test_the_command_line(demo):
    (text,) = [block for block in blocks("sh") if "basekey import" in block]
    lines = [line for line in text.splitlines() if line and not line.startswith(("cargo ", "export PATH"))]
    out = run(demo, ["bash", "-euo", "pipefail"], "\n".join(lines))
    assert "My base" in out and "2 rows" in out and re.search(r"\bpat[A-Za-z0-9]{14}\.", out)


def test_a_second_start_keeps_the_data_and_makes_no_second_token(tmp_path):
    first = basekey.Server(tmp_path / "data", arguments=("--demo",)).start()
    assert first.stop() == 0
    printed = first.log.read_text()
    again = basekey.Server(tmp_path / "data", arguments=("--demo",)).start()
    try:
        later = again.log.read_text().removeprefix(printed)
        assert not re.search(r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", later), later
        bases = again.json("base", "list")["bases"]
        assert len(bases) == 1
    finally:
        assert again.stop() == 0
