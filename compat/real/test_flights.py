"""Airports, routes and bird strikes of vega-datasets.

Messy in these ways: everything is text, numbers with many digits included; one
airport has hundreds of routes; an airport's destinations are a list in one text
and lead back to it; states are `MS` in one file and `Louisiana` in another; names
as `US AIRWAYS*`, `CHICAGO O'HARE INTL ARPT` and `PORTLAND INTL (OR)`.
"""

import server as basekey
from image import Column, Image, Link, Table, number, several
from importer import compare, make_base, read, send, sound, unchanged
from sources import vega, vega_csv

# Every so manieth row, to keep the test short.
SOME_ROUTES, SOME_AIRPORTS, SOME_STRIKES = 2, 6, 5

STRIKE_LINKS = [
    ("Airport Name", "Places"),
    ("Aircraft Make Model", "Aircraft"),
    ("Aircraft Airline Operator", "Operators"),
    ("Origin State", "States"),
    ("Wildlife Species", "Species"),
]
STRIKE_CHOICES = ["Effect Amount of damage", "Phase of flight", "Wildlife Size", "Time of day"]
STRIKE_COSTS = ["Cost Other", "Cost Repair", "Cost Total $"]


def select(name):
    return Column(name, "singleSelect", {"choices": []})


def routes():
    return [
        {"Route": f"{row['origin']}-{row['destination']}", "From": row["origin"], "To": row["destination"], "Flights": row["count"]}
        for row in vega_csv("flights-airport.csv")[::SOME_ROUTES]
    ]


def airports():
    """Those with routes, and some others; destinations in turn as one text and as an array."""
    reached = {}
    for row in vega_csv("flights-airport.csv"):
        reached.setdefault(row["origin"], []).append(row["destination"])
    known = {row[side] for row in routes() for side in ("From", "To")}
    rows = []
    for at, row in enumerate(vega_csv("airports.csv")):
        code = row["iata"]
        if code in known or at % SOME_AIRPORTS == 0:
            names = reached.get(code, [])
            rows.append(
                {
                    "IATA": code,
                    "Name": row["name"],
                    "City": row["city"],
                    "State": row["state"],
                    "Country": row["country"],
                    "Latitude": row["latitude"],
                    "Longitude": row["longitude"],
                    "Destinations": ", ".join(names) if at % 2 else names,
                }
            )
    return rows


def strikes():
    return [{"Line": str(line + 2), **row} for line, row in enumerate(vega_csv("birdstrikes.csv"))][::SOME_STRIKES]


def test_airports_and_routes(workspace, server):
    image = Image(
        Table(
            "Airports",
            [
                *map(Column, ("IATA", "Name", "City")),
                Column("Latitude", "number", {"precision": 8}, number),
                Column("Longitude", "number", {"precision": 8}, number),
                Link("State", "States", "Airports"),
                Link("Country", "Countries", "Airports"),
                Link("Destinations", "Airports", None, several),
            ],
            key=("IATA",),
            # A route makes two, and an airport its destinations.
            ordered=False,
        ),
        Table("States", [Column("Code")], key=("Code",)),
        Table("Countries", [Column("Name")], key=("Name",)),
        Table(
            "Routes",
            [
                Column("Route"),
                Column("Flights", "number", {"precision": 0}, number),
                # Two fields of one table to the same other table.
                Link("From", "Airports", "Departures"),
                Link("To", "Airports", "Arrivals"),
            ],
            key=("Route",),
        ),
    )
    base = make_base(workspace, "Airports", image)
    files = [("Routes", routes()), ("Airports", airports())]
    for name, rows in files:
        send(base, image, name, rows)
    before = read(base, image)
    compared = compare(before, image)
    assert compared.records > 3_500 and compared.links > 15_000, compared
    busiest = max(len(record["fields"].get("Departures", [])) for record in before["Airports"])
    assert busiest > 50

    for name, rows in files:
        assert send(base, image, name, rows).created == 0
    unchanged(before, read(base, image))
    sound(server)


def test_bird_strikes(workspace, server):
    image = Image(
        Table(
            "Strikes",
            [
                Column("Line", "number", {"precision": 0}, number),
                Column("Flight Date", "date", {"dateFormat": {"name": "us"}}),
                *map(select, STRIKE_CHOICES),
                *(Column(name, "currency", {"precision": 2, "symbol": "$"}, number) for name in STRIKE_COSTS),
                Column("Speed IAS in knots", "number", {"precision": 0}, number),
                *(Link(field, table, "Strikes") for field, table in STRIKE_LINKS),
            ],
            # Three, though the first alone would do.
            key=("Line", "Flight Date", "Phase of flight"),
        ),
        *(Table(table, [Column("Name")], key=("Name",)) for _, table in STRIKE_LINKS),
    )
    rows = strikes()
    base = make_base(workspace, "Bird strikes", image)
    assert send(base, image, "Strikes", rows).created == len(rows)
    before = read(base, image)
    compared = compare(before, image)
    assert compared.links == 2 * len(STRIKE_LINKS) * len(rows) > 15_000, compared
    assert compared.records == len(rows) + sum(len({row[field] for row in rows}) for field, _ in STRIKE_LINKS)

    assert send(base, image, "Strikes", rows).updated == len(rows)
    unchanged(before, read(base, image))
    sound(server)


def test_a_table_imported_by_the_command_line_and_linked_afterwards(workspace, server):
    """The text column stays beside the links that are made from it, ten records at a time."""
    base = workspace.create_base("Imported", [{"name": "States", "fields": [{"name": "Code", "type": "singleLineText"}]}])
    command = ["import", "csv", str(vega("airports.csv")), "--base", base.id, "--user", basekey.OWNER, "--yes"]
    report = server.json(*command)
    source = vega_csv("airports.csv")
    assert (report["rows"], report["rejectedCount"]) == (len(source), 0)

    table = base.table(report["table"])
    states = base.table("States")
    table.create_field("Linked", "multipleRecordLinks", options={"linkedTableId": states.schema().id})
    found = table.all(fields=["iata", "state"])
    assert [record["fields"]["iata"] for record in found] == [row["iata"] for row in source]
    some = found[:: SOME_AIRPORTS]
    answers = table.batch_update([{"id": record["id"], "fields": {"Linked": record["fields"]["state"]}} for record in some], typecast=True)

    names = {record["id"]: record["fields"]["Code"] for record in states.all()}
    assert list(names.values()) == list(dict.fromkeys(record["fields"]["state"] for record in some))
    for answer in answers:
        assert [names[linked] for linked in answer["fields"]["Linked"]] == [answer["fields"]["state"]]
    for record in states.all():
        code, ids = record["fields"]["Code"], record["fields"]["airports"]
        assert ids == [other["id"] for other in some if other["fields"]["state"] == code]
    sound(server)


def test_a_file_imported_by_the_command_line_into_a_table_with_links(workspace, server):
    """All routes at once: both link columns by text, every airport made by the first route that names it."""
    image = Image(
        Table("Airports", [Column("IATA")], key=("IATA",), ordered=False),
        Table(
            "Routes",
            [
                Column("count", "number", {"precision": 0}, number),
                Link("origin", "Airports", "Departures"),
                Link("destination", "Airports", "Arrivals"),
            ],
        ),
    )
    base = make_base(workspace, "Routes", image)
    rows = vega_csv("flights-airport.csv")
    for row in rows:
        image.put("Routes", row)
    file = str(vega("flights-airport.csv"))
    report = server.json("import", "csv", file, "--base", base.id, "--table", "Routes", "--user", basekey.OWNER, "--yes")
    assert (report["rows"], report["rejectedCount"]) == (len(rows), 0)
    compared = compare(read(base, image), image)
    assert compared.links == 4 * len(rows), compared
    sound(server)
