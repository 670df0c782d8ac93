"""Debian's iso-codes: countries and their subdivisions, currencies, languages.

Messy in these ways: names with commas, apostrophes and accents; a parent given as
`4` within LK but as `GB-ENG` within GB, often of a subdivision that comes later in
the file; days of which some are only years; codes of countries that are none.
"""

import pytest
from image import Column, Image, Link, Record, Table, text
from importer import compare, make_base, read, send, sound, unchanged
from sources import iso

# Of the languages without relatives every so manieth, to keep the test short.
LONELY = 6


def choices(*names):
    return {"choices": [{"name": name} for name in names]}


def day(value):
    """A year alone is no day and leaves the cell blank."""
    return value if value is not None and len(value) == len("1997-07-14") else None


@pytest.fixture(scope="module")
def image():
    return Image(
        Table(
            "Countries",
            [Column(name) for name in ("Name", "Alpha 2", "Alpha 3", "Numeric", "Official name", "Common name", "Flag")],
            key=("Name",),
        ),
        Table(
            "Subdivisions",
            [
                Column("Code"),
                Column("Name"),
                Column("Type", "singleSelect", choices()),
                Link("Country", "Countries", "Parts"),
                Link("Parent", "Subdivisions"),
            ],
            key=("Code",),
            # A row and the parent that it makes are made by one request.
            ordered=False,
        ),
        Table("Currencies", [*map(Column, ("Code", "Name", "Numeric")), Link("Country", "Countries", "Currencies")], key=("Code", "Numeric")),
        Table("Language codes", [*map(Column, ("Code", "Name", "Alpha 2", "Bibliographic", "Common name"))], key=("Code",)),
        Table("Language groups", [Column("Name")], key=("Name",)),
        Table(
            "Languages",
            [
                *map(Column, ("Name", "Code", "Inverted name", "Alpha 2", "Bibliographic", "Common name")),
                Column("Scope", "singleSelect", choices("I", "M")),
                Column("Kind", "singleSelect", choices()),
                Link("Group", "Language groups", "Languages"),
                Link("Part 2", "Language codes", "Part 3"),
            ],
            key=("Code",),
        ),
        Table(
            "Former countries",
            [
                *map(Column, ("Name", "Alpha 2", "Alpha 3", "Alpha 4", "Numeric", "Withdrawn")),
                Column("Withdrawn on", "date", {"dateFormat": {"name": "iso"}}, day),
                Column("Comment", "multilineText", None, text),
                Link("Today", "Countries", "Formerly"),
            ],
            key=("Alpha 4",),
        ),
    )


def countries():
    return [
        {
            "Name": entry["name"],
            "Alpha 2": entry["alpha_2"],
            "Alpha 3": entry["alpha_3"],
            "Numeric": entry["numeric"],
            "Official name": entry.get("official_name"),
            "Common name": entry.get("common_name"),
            "Flag": entry["flag"],
        }
        for entry in iso("3166-1")
    ]


def country_names():
    return {entry["alpha_2"]: entry["name"] for entry in iso("3166-1")}


def subdivisions():
    named, rows = country_names(), []
    for entry in iso("3166-2"):
        code, parent = entry["code"], entry.get("parent")
        country = code.split("-")[0]
        if parent is not None and "-" not in parent:
            parent = f"{country}-{parent}"
        # An array, since some names have commas and none of the countries is there yet.
        rows.append({"Code": code, "Name": entry["name"], "Type": entry["type"], "Country": [named[country]], "Parent": parent})
    return rows


def currencies():
    """A currency is its country's if the code says so: AED is of AE, EUR and XAU of none."""
    named = country_names()
    return [
        # One text, commas and all: by now there is a country that is called so.
        {"Code": entry["alpha_3"], "Name": entry["name"], "Numeric": entry["numeric"], "Country": named.get(entry["alpha_3"][:2])}
        for entry in iso("4217")
    ]


def language_codes():
    return [
        {
            "Code": entry["alpha_3"],
            "Name": entry["name"],
            "Alpha 2": entry.get("alpha_2"),
            "Bibliographic": entry.get("bibliographic"),
            "Common name": entry.get("common_name"),
        }
        for entry in iso("639-2")
    ]


def languages():
    """`Malay, Makassar` is one of the group `Malay`; what part 2 of the standard knows links to it."""
    known = {entry["alpha_3"] for entry in iso("639-2")}
    rows = []
    for at, entry in enumerate(iso("639-3")):
        inverted, code = entry.get("inverted_name"), entry["alpha_3"]
        if inverted is None and code not in known and at % LONELY:
            continue
        rows.append(
            {
                "Name": entry["name"],
                "Code": code,
                "Inverted name": inverted,
                "Alpha 2": entry.get("alpha_2"),
                "Bibliographic": entry.get("bibliographic"),
                "Common name": entry.get("common_name"),
                "Scope": entry["scope"],
                "Kind": entry["type"],
                "Group": inverted.split(",")[0] if inverted else None,
                "Part 2": code if code in known else None,
            }
        )
    return rows


def former_countries():
    """The last two letters of the four say what became of a country, where it became one."""
    named = country_names()
    return [
        {
            "Name": entry["name"],
            "Alpha 2": entry["alpha_2"],
            "Alpha 3": entry["alpha_3"],
            "Alpha 4": entry["alpha_4"],
            "Numeric": entry.get("numeric"),
            "Withdrawn": entry["withdrawal_date"],
            "Withdrawn on": entry["withdrawal_date"],
            "Comment": entry.get("comment"),
            "Today": named.get(entry["alpha_4"][2:]),
        }
        for entry in iso("3166-3")
    ]


# In this order: the subdivisions make countries of which nothing but the name is known.
FILES = [
    ("Subdivisions", subdivisions),
    ("Countries", countries),
    ("Currencies", currencies),
    ("Language codes", language_codes),
    ("Languages", languages),
    ("Former countries", former_countries),
]


def test_iso_codes(workspace, server, image):
    base = make_base(workspace, "ISO codes", image)
    for name, rows in FILES:
        sent = send(base, image, name, rows())
        if name == "Subdivisions":
            # The countries that are named so far, once each, and nothing but their names.
            made = base.table("Countries").all()
            assert [set(record["fields"]) for record in made] == [{"Name", "Parts"}] * len(made)
            assert len(made) == len({row["Country"][0] for row in rows()})
            # Those that came as a parent first were made by that, and are not made again.
            assert sent.created < len(rows()) and sent.created + sent.updated == len(rows())
            assert len(base.table("Subdivisions").all(fields=["Code"])) == len(rows())
    groups = {row["Group"] for row in languages()} - {None}
    assert {record["fields"]["Name"] for record in base.table("Language groups").all()} == groups

    before = read(base, image)
    compared = compare(before, image)
    assert compared.records > 8_000 and compared.links > 10_000, compared

    for name, rows in FILES:
        assert send(base, image, name, rows()).created == 0, name
    unchanged(before, read(base, image))
    sound(server)

    delete_a_country(base, image)
    compare(read(base, image), image)
    sound(server)


def delete_a_country(base, image):
    """Its parts stay, without a country; so does what was or pays there."""
    gone: Record = image.tables["Countries"].called["France"]
    # That it has many parts, a former one and no currency of its own makes it worth deleting.
    assert len(gone.links["Parts"]) > 100 and len(gone.links["Formerly"]) == 1
    [record] = [record for record in base.table("Countries").all(fields=["Name"]) if record["fields"]["Name"] == "France"]
    assert base.table("Countries").delete(record["id"])["deleted"]
    image.tables["Countries"].records.remove(gone)
    for table, field in (("Subdivisions", "Country"), ("Currencies", "Country"), ("Former countries", "Today")):
        for row in image.tables[table].records:
            row.links[field] = [other for other in row.links.get(field, []) if other is not gone]
