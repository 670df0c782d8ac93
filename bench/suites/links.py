"""Links: records created with them, pages that show them, and one record that very many link to."""

from __future__ import annotations

import random

from rows import FIELDS, fields
from suite import Figure, Measure, Ratio, Suite, query

# Records that link to one from the beginning.
AT_HUB = 10_000
# Requests that are made ready for each measure; they are repeated.
SETS = 2_000
AS_TEXT = "cellFormat=string&timeZone=UTC&userLocale=en-us"


class Links(Suite):
    GROUPS = ("link", "linked", "text", "hub")
    RATIOS = (
        Ratio("link-1", "create 10 with 2 link fields, 1 connection / bare SQLite FULL", "link: sqlite link", "link: link-1"),
        Ratio("link-16", "create 10 with 2 link fields, 16 connections / bare SQLite FULL", "link: sqlite link", "link: link-16"),
        Ratio("linked", "page of 100 with 2 link fields / axum serialising the same page", "linked: axum linked", "linked: linked"),
        Ratio("text", "page of 100 as text, links by name / axum serialising the same page", "text: axum text", "text: text"),
        Ratio("hub", f"10 links more or less of a record that {AT_HUB:,} link to / bare SQLite FULL", "hub: sqlite hub", "hub: hub"),
    )

    def prepare(self) -> None:
        self.start()
        # As many rows together as the tables of other suites have.
        self.linked = self.rows // 2
        made = self.make_base("Links", [{"name": name, "fields": FIELDS} for name in ("Items", "Owners", "Topics")])
        self.items = made["Items"]
        for name in ("Owners", "Topics"):
            self.fill(made[name], self.linked, fields)
        self.link(self.items, "Owner", made["Owners"])
        self.link(self.items, "Topics", made["Topics"])
        self.owners, self.topics = self.listed(made["Owners"])[0], self.listed(made["Topics"])[0]
        assert len(self.owners) == len(self.topics) == self.linked
        self.fill(self.items, self.rows // 5, lambda n: self.row(n, random.Random(n)))
        self.offsets = self.listed(self.items)[1]
        self.prepare_hub()
        self.restart()
        client = self.client()
        self.peer_url = self.start_peer(
            client.send("GET", "/v0/meta/whoami"),
            linked=client.send("GET", f"{self.items}?pageSize=100"),
            text=client.send("GET", f"{self.items}?pageSize=100&{AS_TEXT}"),
        )

    def prepare_hub(self) -> None:
        made = self.make_base("Hub", [{"name": "Spokes", "fields": FIELDS}, {"name": "Hubs", "fields": FIELDS}])
        self.spokes, hubs = made["Spokes"], made["Hubs"]
        self.link(self.spokes, "Owner", hubs)
        self.hub = self.client().json("POST", hubs, {"fields": fields(0)})["id"]
        spokes = min(AT_HUB, self.rows)
        self.fill(self.spokes, spokes + 10, lambda n: fields(n) | ({"Owner": [self.hub]} if n < spokes else {}))
        cell = self.client().json("GET", f"{hubs}/{self.hub}")["fields"]["Spokes"]
        assert len(cell) == spokes, len(cell)
        linked = set(cell)
        self.loose = [record for record in self.listed(self.spokes)[0] if record not in linked]

    def row(self, n: int, dice: random.Random) -> dict:
        """Linked to one record and to two of another table."""
        return fields(n) | {"Owner": [dice.choice(self.owners)], "Topics": dice.sample(self.topics, 2)}

    def create(self, connections: int) -> float:
        dice = random.Random()
        sets = ({"records": [{"fields": self.row(set_ * 10 + n, dice)} for n in range(10)]} for set_ in range(SETS))
        return self.send("POST", self.items, sets, connections)

    def at_hub(self) -> float:
        """In turn ten records link to the hub and do so no longer, so that it stays as it is."""
        turns = ([self.hub], [])
        bodies = ({"records": [{"id": id, "fields": {"Owner": owner}} for id in self.loose]} for owner in turns)
        return self.send("PATCH", self.spokes, bodies, 1)

    def measures(self) -> dict[str, list[Measure]]:
        ours, some = self.server.url, self.offsets[:-2]
        pages = [f"{self.items}?pageSize=100&{query(offset)}" for offset in random.Random(1).sample(some, min(200, len(some)))]
        return {
            "link": [
                ("sqlite link", lambda: self.sqlite("link", "link", self.linked)),
                ("link-1", lambda: self.create(1)),
                ("link-16", lambda: self.create(16)),
            ],
            "linked": [
                ("axum linked", lambda: self.get(self.peer_url, ["/linked"])),
                ("linked", lambda: self.get(ours, pages)),
            ],
            "text": [
                ("axum text", lambda: self.get(self.peer_url, ["/text"])),
                ("text", lambda: self.get(ours, [f"{page}&{AS_TEXT}" for page in pages])),
                ("sqlite names", lambda: self.sqlite("names", "names", self.linked)),
            ],
            "hub": [("sqlite hub", lambda: self.sqlite("hub", "hub", AT_HUB)), ("hub", self.at_hub)],
        }

    def figures(self) -> list[Figure]:
        return [Figure("memory after working with links, MiB", [self.resident()])]
