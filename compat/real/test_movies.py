"""The movies of vega-datasets, with tables for the people and companies they name.

Messy in these ways: titles that are numbers, one that is missing, some in a wrong
encoding; the same title for several movies; days as `Jun 12 1998`; amounts that are
absent; a director written `Jeff ""King Jeff"" Hollins`.
"""

import datetime

from image import Column, Image, Link, Table, number, text
from importer import compare, make_base, read, send, sound, unchanged
from sources import vega_json

AMOUNTS = ["US Gross", "Worldwide Gross", "US DVD Sales", "Production Budget"]
COUNTS = ["Running Time min", "Rotten Tomatoes Rating", "IMDB Votes"]
# Field, table, name of the other side.
LINKS = [
    ("Director", "People", "Directed"),
    ("Distributor", "Companies", "Distributed"),
    ("Major Genre", "Genres", "Movies"),
    ("Source", "Sources", "Movies"),
]


def day(value):
    return datetime.datetime.strptime(value, "%b %d %Y").date().isoformat()


def movies():
    """As the file has them, but every other number as text, as a CSV file would have it."""
    wanted = ["Title", "Release Date", "MPAA Rating", "Creative Type", "IMDB Rating", *AMOUNTS, *COUNTS, *(link[0] for link in LINKS)]
    rows = []
    for at, entry in enumerate(vega_json("movies.json")):
        row = {name: entry[name] for name in wanted}
        if at % 2:
            row |= {name: str(row[name]) for name in (*AMOUNTS, *COUNTS, "IMDB Rating") if row[name] is not None}
        rows.append(row)
    return rows


def test_movies(workspace, server):
    rows = movies()
    image = Image(
        Table(
            "Movies",
            [
                Column("Title"),
                # Where both readings are possible a European day comes first; a month in words leaves no choice.
                Column("Release Date", "date", {"dateFormat": {"name": "european"}}, day),
                Column("MPAA Rating", "singleSelect", {"choices": [{"name": "R"}]}),
                Column("Creative Type", "singleSelect", {"choices": []}),
                Column("IMDB Rating", "number", {"precision": 1}, number),
                *(Column(name, "currency", {"precision": 0, "symbol": "$"}, number) for name in AMOUNTS),
                *(Column(name, "number", {"precision": 0}, number) for name in COUNTS),
                *(Link(*link) for link in LINKS),
            ],
            key=("Title", "Release Date"),
        ),
        *(Table(table, [Column("Name")], key=("Name",)) for _, table, _ in LINKS),
    )
    base = make_base(workspace, "Movies", image)
    assert send(base, image, "Movies", rows).created == len(rows) == 3_201
    for field, table, _ in LINKS:
        # Whoever is named, once, in the order in which the file first does.
        names = list(dict.fromkeys(row[field] for row in rows if row[field] is not None))
        assert [record["fields"]["Name"] for record in base.table(table).all()] == names, table

    before = read(base, image)
    compared = compare(before, image)
    linked = sum(row[field] is not None for row in rows for field, _, _ in LINKS)
    # Both sides of each.
    assert compared.links == 2 * linked > 20_000, compared
    choices = base.table("Movies").schema(force=True).field("MPAA Rating").options.choices
    assert {choice.name for choice in choices} == {row["MPAA Rating"] for row in rows} - {None} | {"R"}

    # That a second import changes nothing shows in the moments of the last change as well.
    for name in image.tables:
        base.table(name).create_field("Changed", "lastModifiedTime")
    before = read(base, image)
    assert all("Changed" in record["fields"] for records in before.values() for record in records)
    assert send(base, image, "Movies", rows).updated == len(rows)
    unchanged(before, read(base, image))
    in_words(base, rows)
    sound(server)


def in_words(base, rows):
    """`cellFormat=string` tells links by their names and numbers and days as they look."""
    shown = base.table("Movies").all(cell_format="string", time_zone="UTC", user_locale="en-us")
    for row, record in zip(rows, shown, strict=True):
        year, month, date = map(int, day(row["Release Date"]).split("-"))
        wanted = {"Title": text(row["Title"]), "Release Date": f"{date}/{month}/{year}"}
        wanted |= {name: text(row[name]) for name in ("MPAA Rating", "Creative Type", *(link[0] for link in LINKS))}
        fields = record["fields"]
        assert {name: fields.get(name) for name in wanted} == wanted
        if row["US Gross"] is not None:
            assert fields["US Gross"].replace(",", "") == f"${row['US Gross']}"
