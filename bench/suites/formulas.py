"""Formulas: reading and evaluating them, filtering and sorting by them, and totals that follow a change."""

from __future__ import annotations

import itertools
import time
from urllib.parse import quote

from rows import FIELDS, WORDS, fields
from suite import Figure, Measure, Ratio, Suite

# Records whose total one rollup keeps.
AT_ONE = 10_000
# Different questions; they are asked again and again.
QUESTIONS = 200


class Formulas(Suite):
    GROUPS = ("formula", "filter", "rollup")
    RATIOS = (
        Ratio("evaluate", "evaluate compare and FIND, rows / the same by hand in Rust", "formula: by hand", "formula: evaluate", 0.20),
        Ratio("filter-1", "list filtered and sorted by columns, 1 connection / bare SQLite scan over real columns", "filter: sqlite filter", "filter: filter-1", 3.00),
        Ratio("filter-16", "list filtered and sorted by columns, 16 connections / bare SQLite scan over real columns", "filter: sqlite filter", "filter: filter-16"),
        Ratio("filter-rest", "list filtered by what columns can not tell alone, 1 connection / bare SQLite scan", "filter: sqlite filter", "filter: evaluated-1"),
        Ratio("rollup", f"edit one of {AT_ONE:,} numbers whose sum is kept / bare SQLite FULL", "rollup: sqlite rollup", "rollup: rollup"),
    )

    def prepare(self) -> None:
        self.start()
        groups = self.options.only or set(self.GROUPS)
        self.wanted = groups & set(self.GROUPS)
        if "filter" in self.wanted:
            self.path = self.make_base("Filters", [{"name": "T", "fields": FIELDS}])["T"]
            self.fill(self.path, self.rows, fields)
        if "rollup" in self.wanted:
            self.prepare_rollup()
        self.restart()
        time.sleep(1)
        self.idle = self.resident()
        if "filter" in self.wanted:
            # The first has the whole table to read, which those after it have not.
            began = time.perf_counter()
            page = self.client().json("GET", self.asking(4_000_000, "amber"))
            self.first = (time.perf_counter() - began) * 1000
            self.check(page["records"], 4_000_000, "amber")

    def check(self, records: list[dict], least: int, word: str) -> None:
        """The same rows as anybody would find, in the same order."""
        kept = [row for row in map(fields, range(self.rows)) if row["Number"] > least and word in row["Name"]]
        # Names are `Item`, a number and a word: numbers within names are compared as such.
        kept.sort(key=lambda row: int(row["Name"].split()[1]))
        assert [record["fields"]["Name"] for record in records] == [row["Name"] for row in kept[:100]]

    def asking(self, least: int, word: str, by_text: str = "FIND(\"{}\", {{Name}}) > 0") -> str:
        formula = f"AND({{Number}} > {least}, {by_text.format(word)})"
        return f"{self.path}?pageSize=100&filterByFormula={quote(formula)}&sort%5B0%5D%5Bfield%5D=Name"

    def questions(self, **more: str) -> list[str]:
        return [self.asking((1 + n * 7_919 % 100) * 100_000, WORDS[n % 8], **more) for n in range(QUESTIONS)]

    def list(self, connections: int, paths: list[str]) -> float:
        file = self.folder / "paths"
        file.write_text("\n".join(paths) + "\n")
        return self.wrk(self.server.url, "get.lua", connections, BENCH_PATHS=str(file))

    # Rollups

    def prepare_rollup(self) -> None:
        made = self.make_base("Totals", [{"name": name, "fields": FIELDS} for name in ("Items", "Owners")])
        self.items, self.owners = made["Items"], made["Owners"]
        self.link(self.items, "Owner", self.owners)
        self.owner = self.client().json("POST", self.owners, {"fields": fields(0)})["id"]
        self.count = min(AT_ONE, self.rows)
        self.fill(self.items, self.count, lambda n: fields(n) | {"Owner": [self.owner]})
        self.records = self.listed(self.items)[0]
        _, _, base, table = self.owners.split("/")
        tables = self.client().json("GET", f"/v0/meta/bases/{base}/tables")["tables"]
        id_of = {(of["name"], field["name"]): field["id"] for of in tables for field in of["fields"]}
        options = {
            "recordLinkFieldId": id_of["Owners", "Items"],
            "fieldIdInLinkedTable": id_of["Items", "Number"],
            "formula": "SUM(values)",
        }
        field = {"name": "Total", "type": "rollup", "options": options}
        self.client().json("POST", f"/v0/meta/bases/{base}/tables/{table}/fields", field)
        self.salts = itertools.count(1)

    def total(self) -> tuple[float, float]:
        """The rollup's cell, and what it should hold."""
        cell = self.client().json("GET", f"{self.owners}/{self.owner}")["fields"]["Total"]
        numbers, offset, client = [], "", self.client()
        while offset is not None:
            page = client.json("GET", f"{self.items}?fields[]=Number&offset={offset.replace('/', '%2F')}")
            numbers += [record["fields"].get("Number", 0) for record in page["records"]]
            offset = page.get("offset")
        return cell, sum(numbers)

    def edit(self) -> float:
        salt = next(self.salts)
        bodies = (
            {"records": [{"id": self.records[n * 7_919 % len(self.records)], "fields": {"Number": n * salt}}]}
            for n in range(1_000)
        )
        return self.send("PATCH", self.items, bodies, 1)

    def measures(self) -> dict[str, list[Measure]]:
        return {
            "formula": [
                ("by hand", lambda: self.bare("formula", "hand", self.rows, self.options.seconds)),
                ("evaluate", lambda: self.bare("formula", "evaluate", self.rows, self.options.seconds)),
                ("check", lambda: self.bare("formula", "check", 1, self.options.seconds)),
            ],
            "filter": [
                ("sqlite filter", lambda: self.sqlite("filter", "filter", self.rows)),
                ("filter-1", lambda: self.list(1, self.questions())),
                ("filter-16", lambda: self.list(16, self.questions())),
                ("evaluated-1", lambda: self.list(1, self.questions(by_text="LEN(SUBSTITUTE({{Name}}, \"{}\", \"\")) < LEN({{Name}})"))),
            ],
            "rollup": [
                ("sqlite rollup", lambda: self.sqlite("rollup", "rollup", AT_ONE)),
                ("rollup", self.edit),
            ],
        }

    def figures(self) -> list[Figure]:
        figures = []
        if "formula: check" in self.numbers:
            micros = [1e6 / rate for rate in self.numbers["formula: check"]]
            figures.append(Figure("reading and checking a formula of 200 characters, us", micros))
        if "rollup" in self.wanted:
            cell, expected = self.total()
            assert cell == expected, (cell, expected)
        if "filter" in self.wanted:
            figures += [
                Figure("first filtered list after a start, ms", [self.first]),
                Figure("memory before the first filtered list, MiB", [self.idle]),
                Figure("memory after filtered lists, MiB", [self.resident()]),
            ]
        return figures
