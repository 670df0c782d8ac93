"""Reading and writing records of twelve fields, on a table of 100,000 rows."""

from __future__ import annotations

import http.client
import random
import subprocess
import time

from rows import FIELDS, fields
from suite import Figure, Measure, Ratio, Suite, query

SQLITE = "bare SQLite FULL"


class Records(Suite):
    GROUPS = ("whoami", "page", "get", "create", "update")
    RATIOS = (
        Ratio("whoami", "whoami / bare axum handler", "whoami: axum whoami", "whoami: whoami", 0.80),
        Ratio("page", "page of 100 / axum serialising the same page", "page: axum page", "page: page", 0.55),
        Ratio("get", "get one / bare axum handler", "get: axum whoami", "get: get", 0.50),
        Ratio("create-1", f"create 10, 1 connection / {SQLITE}", "create: sqlite insert", "create: create-1", 0.75),
        Ratio("create-16", f"create 10, 16 connections / {SQLITE}", "create: sqlite insert", "create: create-16", 1.00),
        Ratio("update-1", f"update 10, 1 connection / {SQLITE}", "update: sqlite update", "update: update-1", 0.75),
        Ratio("update-16", f"update 10, 16 connections / {SQLITE}", "update: sqlite update", "update: update-16", 1.00),
    )

    def prepare(self) -> None:
        self.start()
        self.path = self.make_base("Bench", [{"name": "T", "fields": FIELDS}])["T"]
        self.fill(self.path, self.rows, fields)
        self.ids, self.offsets = self.listed(self.path)
        assert len(self.ids) == self.rows, len(self.ids)
        self.server.stop()
        self.starts = self.time_starts()
        self.server.start()
        time.sleep(1)
        self.idle = self.resident()
        (self.folder / "ids").write_text("\n".join(self.ids) + "\n")
        client = self.client()
        self.peer_url = self.start_peer(
            client.send("GET", "/v0/meta/whoami"), page=client.send("GET", f"{self.path}?pageSize=100")
        )

    def time_starts(self) -> list[float]:
        """Milliseconds from the start of the process to its first answer, ten times."""
        taken = []
        ready = self.folder / "starts.ready"
        for _ in range(10):
            began = time.perf_counter()
            process = subprocess.Popen(
                [self.binary, "serve", "--data", self.server.data, "--listen", "127.0.0.1:0", "--ready-file", ready],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=self.server.environment(),
            )
            while not ready.exists():
                if process.poll() is not None:
                    raise SystemExit(f"basekey serve ended with {process.returncode}")
                time.sleep(0.0002)
            connection = http.client.HTTPConnection(ready.read_text().strip().removeprefix("http://"), timeout=10)
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
            taken.append((time.perf_counter() - began) * 1000)
            connection.close()
            process.terminate()
            process.wait()
            ready.unlink(missing_ok=True)
        return taken

    def write(self, method: str, connections: int) -> float:
        return self.wrk(
            self.server.url, "write.lua", connections,
            BENCH_METHOD=method, BENCH_PATH=self.path, BENCH_IDS=str(self.folder / "ids"),
        )

    def measures(self) -> dict[str, list[Measure]]:
        dice, ours = random.Random(1), self.server.url
        some = self.offsets[:-2]
        pages = [f"{self.path}?pageSize=100&{query(offset)}" for offset in dice.sample(some, min(200, len(some)))]
        records = [f"{self.path}/{record}" for record in dice.sample(self.ids, min(20_000, len(self.ids)))]
        whoami = ("axum whoami", lambda: self.get(self.peer_url, ["/whoami"]))
        return {
            "whoami": [whoami, ("whoami", lambda: self.get(ours, ["/v0/meta/whoami"]))],
            "page": [
                ("axum page", lambda: self.get(self.peer_url, ["/page"])),
                ("page", lambda: self.get(ours, pages)),
                ("sqlite page", lambda: self.sqlite("page", "read", self.rows)),
            ],
            "get": [
                whoami,
                ("get", lambda: self.get(ours, records)),
                ("sqlite read", lambda: self.sqlite("read", "read", self.rows)),
            ],
            "create": [
                ("sqlite insert", lambda: self.sqlite("insert", "write", self.rows)),
                ("create-1", lambda: self.write("POST", 1)),
                ("create-16", lambda: self.write("POST", 16)),
            ],
            "update": [
                ("sqlite update", lambda: self.sqlite("update", "write", self.rows)),
                ("update-1", lambda: self.write("PATCH", 1)),
                ("update-16", lambda: self.write("PATCH", 16)),
            ],
        }

    def figures(self) -> list[Figure]:
        return [
            Figure("memory idle, MiB", [self.idle]),
            Figure("memory after reading and writing records, MiB", [self.resident()], 60),
            Figure("time to ready, ms", self.starts, 60),
        ]
