"""100,000 rows of text: amounts, days, choices, and the names of 5,000 records to link to."""

from __future__ import annotations

import itertools
import json
import shutil
import time

from rows import FIELDS, texts
from suite import Figure, Measure, Ratio, Suite

NAMES = 5_000
STAGES = 50
# As many as the server takes at once.
BATCH = 1_000


class Imports(Suite):
    GROUPS = ("import",)
    RATIOS = (
        Ratio("import", "import, rows in thousands / bare SQLite FULL", "import: sqlite thousands", "import: thousands"),
        Ratio("import-10", "import by create in tens, 8 connections / bare SQLite FULL", "import: sqlite tens", "import: tens"),
    )

    def prepare(self) -> None:
        self.names = min(NAMES, self.rows // 4)
        self.counter = itertools.count()
        self.peaks: dict[str, list[float]] = {"thousands": [], "tens": []}
        self.rows_sent = [self.row(n) for n in range(self.rows)]

    def row(self, n: int) -> dict:
        return texts(n) | {"Stage": f"Stage {n * 31 % STAGES}", "Owner": f"Owner {n * 7919 % self.names}"}

    def fresh(self) -> tuple[str, str]:
        """A server that has done nothing yet; gives the paths of the tables of items and owners."""
        self.start(f"data-{next(self.counter)}")
        no_choices = [field | ({"options": {"choices": []}} if field["name"] == "Stage" else {}) for field in FIELDS]
        owners = [{"name": "Name", "type": "singleLineText"}]
        made = self.make_base("Import", [{"name": "Items", "fields": no_choices}, {"name": "Owners", "fields": owners}])
        self.link(made["Items"], "Owner", made["Owners"])
        return made["Items"], made["Owners"]

    def measured(self, name: str, items: str, owners: str, began: float) -> float:
        """Rows per second. Looks whether they are all there and ends the server."""
        rate = self.rows / (time.perf_counter() - began)
        self.peaks[name].append(self.resident("VmHWM"))
        found, made = len(self.listed(items)[0]), len(self.listed(owners)[0])
        assert (found, made) == (self.rows, self.names), f"{found} rows, {made} owners"
        self.server.stop()
        shutil.rmtree(self.server.data)
        self.server, self.last_latency = None, None
        return rate

    def thousands(self) -> float:
        """As `basekey import csv` sends them."""
        items, owners = self.fresh()
        _, _, base, table = items.split("/")
        batches = [
            json.dumps({"table": table, "from": at, "rows": self.rows_sent[at : at + BATCH]}).encode()
            for at in range(0, self.rows, BATCH)
        ]
        client, path = self.client(), f"/api/bases/{base}/imports"
        began = time.perf_counter()
        path += "/" + client.json("POST", path, {"file": "0" * 64})["id"]
        for batch in batches:
            answer = json.loads(client.send("POST", f"{path}/rows", batch))
            assert not answer["rejected"], answer["rejected"][:3]
        client.json("POST", f"{path}/finish")
        return self.measured("thousands", items, owners, began)

    def tens(self) -> float:
        """As clients of Airtable send them."""
        items, owners = self.fresh()
        tens = [self.rows_sent[at : at + 10] for at in range(0, self.rows, 10)]
        bodies = [json.dumps({"typecast": True, "records": [{"fields": row} for row in ten]}).encode() for ten in tens]
        began = time.perf_counter()
        self.send_all("POST", items, bodies)
        return self.measured("tens", items, owners, began)

    def bare_import(self, batch: int) -> float:
        database = self.folder / f"sqlite-import-{next(self.counter)}.db"
        rate = self.bare("import", database, self.rows, batch)
        for file in self.folder.glob(f"{database.name}*"):
            file.unlink()
        return rate

    def measures(self) -> dict[str, list[Measure]]:
        return {
            "import": [
                ("sqlite thousands", lambda: self.bare_import(BATCH)),
                ("thousands", self.thousands),
                ("sqlite tens", lambda: self.bare_import(10)),
                ("tens", self.tens),
            ]
        }

    def figures(self) -> list[Figure]:
        return [Figure(f"most memory while importing in {name}, MiB", peaks) for name, peaks in self.peaks.items() if peaks]
