"""Starts a basekey of its own, fills it through the command line, stops it.

Used as a module by the Python tests and the crash test, and as a command that
runs any other command against a fresh server:

    python compat/server.py -- node --test compat/node

That command finds what it needs in BASEKEY_URL, BASEKEY_TOKEN and friends
(see `Instance.environment`).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 20.0


def binary() -> Path:
    """The binary under test: BASEKEY_BIN, or the newest one built here."""
    named = os.environ.get("BASEKEY_BIN")
    if named:
        return Path(named)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [path for profile in ("debug", "release") if (path := target / profile / "basekey").exists()]
    if not built:
        raise SystemExit("no basekey binary: run `cargo build -p basekey-cli` first, or set BASEKEY_BIN")
    return max(built, key=lambda path: path.stat().st_mtime)


class CommandFailed(Exception):
    """A basekey command ended with an error."""


@dataclass
class Server:
    """One data directory and, while it runs, the process that serves it."""

    data: Path
    arguments: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    url: str = ""

    @property
    def log(self) -> Path:
        return self.data.parent / f"{self.data.name}.log"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BASEKEY_")}
        return kept | self.settings

    def start(self) -> "Server":
        """Starts the server and returns once it answers."""
        assert self.process is None, "already running"
        ready = self.data.parent / f"{self.data.name}.ready"
        ready.unlink(missing_ok=True)
        command = [
            str(binary()), "serve", "--data", str(self.data),
            "--listen", "127.0.0.1:0", "--ready-file", str(ready), *self.arguments,
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment()
            )
        deadline = time.monotonic() + READY_WITHIN
        while True:
            address = ready.read_text().strip() if ready.exists() else ""
            if address:
                break
            if self.process.poll() is not None:
                raise CommandFailed(f"basekey serve ended with {self.process.returncode}:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                self.kill()
                raise CommandFailed(f"basekey serve was not ready within {READY_WITHIN} s:\n{self.log_tail()}")
            time.sleep(0.005)
        self.url = address if address.startswith("http") else f"http://{address}"
        return self

    def kill(self) -> None:
        """kill -9: nothing gets a chance to be written."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> int:
        """Asks the server to stop, as a service manager would, and gives its exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            code = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise CommandFailed("basekey serve did not stop within 30 s of SIGTERM") from None
        self.process = None
        return code

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        """Runs one basekey command on this data directory."""
        return subprocess.run(
            [str(binary()), *arguments, "--data", str(self.data)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self.environment(), timeout=300,
        )

    def json(self, *arguments: str) -> dict:
        """Runs one basekey command and reads the JSON object it prints."""
        done = self.command(*arguments, "--json")
        if done.returncode != 0:
            raise CommandFailed(f"basekey {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def log_tail(self) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])

    # What scripts need, made the way scripts make it.

    def user(self, email: str, name: str) -> str:
        return self.json("user", "create", "--email", email, "--name", name)["id"]

    def workspace(self, name: str, user: str) -> str:
        return self.json("workspace", "create", "--name", name, "--user", user)["id"]

    def base(self, name: str, workspace: str, user: str) -> str:
        return self.json("base", "create", "--name", name, "--workspace", workspace, "--user", user)["id"]

    def token(self, user: str, name: str, access: str = "all", scopes: tuple[str, ...] = ()) -> dict:
        """An object with `id` and `token`; all scopes unless some are named."""
        wanted = [part for scope in scopes for part in ("--scope", scope)] if scopes else ["--all-scopes"]
        return self.json("token", "create", "--user", user, "--name", name, "--access", access, *wanted)


OWNER = "owner@example.com"


@dataclass
class Instance:
    """A running server with one user, one workspace and one token for everything."""

    server: Server
    user: str
    workspace: str
    token: str

    def environment(self) -> dict[str, str]:
        return {
            "BASEKEY_URL": self.server.url,
            "BASEKEY_DATA": str(self.server.data),
            "BASEKEY_BIN": str(binary()),
            "BASEKEY_USER": self.user,
            "BASEKEY_EMAIL": OWNER,
            "BASEKEY_WORKSPACE": self.workspace,
            "BASEKEY_TOKEN": self.token,
        }


def furnish(server: Server) -> Instance:
    """Starts `server` and makes what every test begins with."""
    server.start()
    user = server.user(OWNER, "Olive Owner")
    workspace = server.workspace("Compat", OWNER)
    token = server.token(OWNER, "compat")["token"]
    return Instance(server, user, workspace, token)


def main() -> int:
    if len(sys.argv) < 3 or sys.argv[1] != "--":
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(prefix="basekey-compat-") as folder:
        instance = furnish(Server(Path(folder) / "data"))
        try:
            code = subprocess.run(sys.argv[2:], env=os.environ | instance.environment()).returncode
        finally:
            stopped = instance.server.stop()
        if stopped != 0:
            print(f"basekey serve ended with {stopped}\n{instance.server.log_tail()}", file=sys.stderr)
        return code or stopped


if __name__ == "__main__":
    raise SystemExit(main())
