"""What all suites share: a server of their own, load for it, and the bare limits."""

from __future__ import annotations

import argparse
import concurrent.futures
import http.client
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "compat"))

import server as basekey  # noqa: E402

Measure = tuple[str, Callable[[], float]]


@dataclass(frozen=True)
class Ratio:
    """What is told of a measure beside its limit; both are named `group: measure`."""

    name: str
    words: str
    limit: str
    ours: str
    aim: float | None = None


@dataclass(frozen=True)
class Figure:
    """A figure that has no limit to be compared with."""

    words: str
    values: list[float]
    # Not to be exceeded by the median.
    at_most: float | None = None


class Http:
    """One connection to a server."""

    def __init__(self, url: str, token: str):
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=600)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, method: str, path: str, body: bytes | str | None = None) -> bytes:
        self.connection.request(method, path, body, self.headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise SystemExit(f"{method} {path}: {response.status} {answer[:500]!r}")
        return answer

    def json(self, method: str, path: str, body: dict | None = None) -> dict:
        return json.loads(self.send(method, path, None if body is None else json.dumps(body)))


def memory(pid: int, what: str = "VmRSS") -> float:
    """Resident memory of a process in MiB: now, or with VmHWM the most there ever was."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"no {what}")


def query(offset: str) -> str:
    return f"offset={offset.replace('/', '%2F')}"


class Suite:
    """Groups of measures that share a server. A suite says which in `GROUPS`."""

    GROUPS: tuple[str, ...] = ()
    RATIOS: tuple[Ratio, ...] = ()

    def __init__(self, options: argparse.Namespace, folder: Path, binary: Path, peer_binary: Path):
        self.options, self.folder = options, folder
        self.binary, self.peer_binary = binary, peer_binary
        self.rows: int = options.rows
        self.numbers: dict[str, list[float]] = {}
        self.latency: dict[str, list[float]] = {}
        self.last_latency: dict | None = None
        self.server: basekey.Server | None = None
        self.peer: subprocess.Popen | None = None

    # What a suite is made of

    def prepare(self) -> None:
        raise NotImplementedError

    def measures(self) -> dict[str, list[Measure]]:
        """By group; those of one group are measured directly after each other."""
        raise NotImplementedError

    def figures(self) -> list[Figure]:
        """Asked for after the last round, while the server still runs."""
        return []

    # The server

    def start(self, name: str = "data") -> None:
        self.server = basekey.Server(self.folder / name, settings={"BASEKEY_LOG__LEVEL": "warn"})
        instance = basekey.furnish(self.server)
        self.token, self.workspace = instance.token, instance.workspace

    def restart(self) -> None:
        """As an operator would find it: freshly started on a full directory."""
        self.server.stop()
        self.server.start()

    def client(self) -> Http:
        return Http(self.server.url, self.token)

    def resident(self, what: str = "VmRSS") -> float:
        return memory(self.server.process.pid, what)

    def finish(self) -> None:
        if self.peer is not None and self.peer.poll() is None:
            self.peer.terminate()
            self.peer.wait()
        if self.server is not None:
            self.server.stop()

    def make_base(self, name: str, tables: list[dict]) -> dict[str, str]:
        """A base; gives the path of each of its tables by name."""
        made = self.client().json("POST", "/v0/meta/bases", {"name": name, "workspaceId": self.workspace, "tables": tables})
        return {table["name"]: f"/v0/{made['id']}/{table['id']}" for table in made["tables"]}

    def link(self, table: str, name: str, linked: str) -> None:
        """Adds a field of links; both tables are given by their paths."""
        _, _, base, id = table.split("/")
        field = {"name": name, "type": "multipleRecordLinks", "options": {"linkedTableId": linked.split("/")[-1]}}
        self.client().json("POST", f"/v0/meta/bases/{base}/tables/{id}/fields", field)

    def send_all(self, method: str, path: str, bodies: list[bytes], clients: int = 8) -> None:
        """All of them once, by several clients."""

        def send(first: int) -> None:
            client = self.client()
            for body in bodies[first::clients]:
                client.send(method, path, body)

        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            list(pool.map(send, range(clients)))

    def fill(self, path: str, count: int, row: Callable[[int], dict]) -> None:
        """Rows 0 to `count`, created through the API in no particular order."""
        print(f"filling {count} rows", file=sys.stderr, flush=True)
        at_once = 1_000
        for start in range(0, count, at_once):
            tens = [range(n, min(n + 10, count)) for n in range(start, min(start + at_once, count), 10)]
            bodies = [json.dumps({"records": [{"fields": row(n)} for n in ten]}).encode() for ten in tens]
            self.send_all("POST", path, bodies)

    def listed(self, path: str, field: str = "Name") -> tuple[list[str], list[str]]:
        """The ids of all records in order, and the offsets of all pages."""
        ids, offsets, client = [], [""], self.client()
        while True:
            page = client.json("GET", f"{path}?fields[]={field}&{query(offsets[-1])}")
            ids += [record["id"] for record in page["records"]]
            if "offset" not in page:
                return ids, offsets
            offsets.append(page["offset"])

    # Load

    def wrk(self, url: str, script: str, connections: int = 16, **environment: str) -> float:
        threads = min(2, connections)
        command = [
            "wrk", "-t", str(threads), "-c", str(connections), "-d", f"{self.options.seconds}s",
            "--latency", "-s", str(HERE / "wrk" / script), url,
        ]
        ours = {"BENCH_LUA": str(HERE / "wrk"), "BENCH_TOKEN": self.token, "BENCH_THREADS": str(threads)}
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | ours | environment)
        line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
        if done.returncode != 0 or line is None:
            raise SystemExit(f"wrk failed:\n{done.stdout}{done.stderr}")
        result = json.loads(line.removeprefix("RESULT "))
        if result["errors"]:
            raise SystemExit(f"{result['errors']} requests of {script} were not answered well:\n{done.stdout}")
        self.last_latency = result
        return result["requests"] / result["micros"] * 1e6

    def get(self, url: str, paths: Iterable[str]) -> float:
        """GET requests of these paths in random order."""
        file = self.folder / "paths"
        file.write_text("\n".join(paths) + "\n")
        return self.wrk(url, "get.lua", BENCH_PATHS=str(file))

    def send(self, method: str, path: str, bodies: Iterable[dict], connections: int) -> float:
        """Requests with these bodies, in turn and again and again."""
        file = self.folder / "bodies"
        with file.open("w") as out:
            out.writelines(json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n" for body in bodies)
        return self.wrk(
            self.server.url, "send.lua", connections, BENCH_METHOD=method, BENCH_PATH=path, BENCH_BODIES=str(file)
        )

    # Limits

    def start_peer(self, whoami: bytes, **pages: bytes) -> str:
        """Bare axum that answers these, each at a path of its name; gives its address."""
        folder, ready = self.folder / "peer", self.folder / "peer.ready"
        folder.mkdir()
        for name, text in {"whoami": whoami, **pages}.items():
            (folder / f"{name}.json").write_bytes(text)
        self.peer = subprocess.Popen([self.peer_binary, "serve", folder, ready], stdin=subprocess.DEVNULL)
        while not (ready.exists() and ready.read_text().strip()):
            assert self.peer.poll() is None, "the peer ended"
            time.sleep(0.01)
        url = f"http://{ready.read_text().strip()}"
        # The same work, or the comparison says nothing.
        for name, text in {"whoami": whoami, **pages}.items():
            assert Http(url, self.token).json("GET", f"/{name}") == json.loads(text), f"the peer's {name} differs from ours"
        return url

    def bare(self, *arguments: str | int | Path) -> float:
        self.last_latency = None
        command = [self.peer_binary, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{command} failed:\n{done.stderr}")
        return json.loads(done.stdout)["per_second"]

    def sqlite(self, what: str, database: str, rows: int) -> float:
        return self.bare("sqlite", what, self.folder / f"sqlite-{database}.db", rows, self.options.seconds)

    # Rounds

    def run(self, wanted: set[str] | None) -> None:
        groups = {name: group for name, group in self.measures().items() if wanted is None or name in wanted}
        # Once unmeasured, so that caches and files are warm for all alike.
        for group in groups.values():
            for name, measure in group:
                if name.startswith("sqlite"):
                    measure()
        for turn in range(self.options.rounds):
            for group_name, group in groups.items():
                for name, measure in group if turn % 2 == 0 else reversed(group):
                    rate, label = measure(), f"{group_name}: {name}"
                    self.numbers.setdefault(label, []).append(rate)
                    if self.last_latency is not None:
                        self.latency.setdefault(label, []).append(self.last_latency["p99"] / 1000)
                    print(f"round {turn + 1} {label} {rate:,.0f}/s", file=sys.stderr, flush=True)
