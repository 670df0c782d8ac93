"""Upserts of ten records by two fields, on a table of 100,000 rows."""

from __future__ import annotations

import itertools
import time

from rows import FIELDS, fields
from suite import Figure, Measure, Ratio, Suite

KEYS = ("Name", "Number")
SETS = 2_000


class Upserts(Suite):
    GROUPS = ("upsert",)
    RATIOS = (
        Ratio("upsert-1", "upsert 10 by two fields, 1 connection / bare SQLite FULL with an index", "upsert: sqlite upsert", "upsert: upsert-1"),
        Ratio("upsert-16", "upsert 10 by two fields, 16 connections / bare SQLite FULL with an index", "upsert: sqlite upsert", "upsert: upsert-16"),
    )

    def prepare(self) -> None:
        self.start()
        self.path = self.make_base("Upserts", [{"name": "T", "fields": FIELDS}])["T"]
        self.fill(self.path, self.rows, fields)
        self.salts = itertools.count(self.rows, 7)
        self.restart()
        time.sleep(1)
        self.idle = self.resident()
        # The first has the whole table to look at, which those after it have not.
        began = time.perf_counter()
        answer = self.client().json("PATCH", self.path, self.body(range(10), next(self.salts)))
        self.first = (time.perf_counter() - began) * 1000
        assert (len(answer["updatedRecords"]), answer["createdRecords"]) == (10, []), answer

    def body(self, rows, salt: int) -> dict:
        records = []
        for n in rows:
            key = fields(n)
            records.append({"fields": fields(n + salt) | {name: key[name] for name in KEYS}})
        return {"performUpsert": {"fieldsToMergeOn": list(KEYS)}, "records": records}

    def upsert(self, connections: int) -> float:
        """Records far from each other, first with one set of values and then with another, so that every one changes."""
        sets = [[(set_ * 10 + n) * 7919 % self.rows for n in range(10)] for set_ in range(min(SETS, self.rows // 20))]
        salts = (next(self.salts), next(self.salts))
        return self.send("PATCH", self.path, (self.body(rows, salt) for salt in salts for rows in sets), connections)

    def measures(self) -> dict[str, list[Measure]]:
        return {
            "upsert": [
                ("sqlite upsert", lambda: self.sqlite("upsert", "upsert", self.rows)),
                ("upsert-1", lambda: self.upsert(1)),
                ("upsert-16", lambda: self.upsert(16)),
            ]
        }

    def figures(self) -> list[Figure]:
        ids, _ = self.listed(self.path)
        assert len(ids) == self.rows, f"{len(ids)} records: some were created instead of updated"
        return [
            Figure("first upsert after a start, ms", [self.first]),
            Figure("memory before the first upsert, MiB", [self.idle]),
            Figure("memory after upserts, MiB", [self.resident()]),
        ]
