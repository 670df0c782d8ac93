"""What the tables hold: twelve fields, and rows in which no two values of interest are equal."""

from __future__ import annotations

WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven"]
STAGES = ["Idea", "Todo", "Doing", "Done", "Dropped"]
TAGS = ["red", "green", "blue", "home", "work", "later"]
FIELDS = [
    {"name": "Name", "type": "singleLineText"},
    {"name": "Notes", "type": "multilineText"},
    {"name": "Number", "type": "number", "options": {"precision": 0}},
    {"name": "Price", "type": "currency", "options": {"precision": 2, "symbol": "$"}},
    {"name": "Day", "type": "date", "options": {"dateFormat": {"name": "iso"}}},
    {"name": "Stage", "type": "singleSelect", "options": {"choices": [{"name": name} for name in STAGES]}},
    {"name": "Tags", "type": "multipleSelects", "options": {"choices": [{"name": name} for name in TAGS]}},
    {"name": "Done", "type": "checkbox", "options": {"icon": "check", "color": "greenBright"}},
    {"name": "Mail", "type": "email"},
    {"name": "Link", "type": "url"},
    {"name": "Stars", "type": "rating", "options": {"icon": "star", "max": 5, "color": "yellowBright"}},
    {"name": "Made", "type": "createdTime"},
]


def fields(n: int) -> dict:
    """The cells of row `n`, all that a client writes."""
    mixed = (n * 0x9E3779B9) & 0xFFFFFF
    word = WORDS[mixed % 8]
    return {
        "Name": f"Item {n} {word}",
        "Notes": f"{word} {mixed}. " * 8,
        "Number": mixed,
        "Price": mixed / 100,
        "Day": f"20{mixed % 30:02}-{1 + mixed % 12:02}-{1 + mixed % 28:02}",
        "Stage": STAGES[mixed % 5],
        "Tags": [TAGS[mixed % 3], TAGS[3 + mixed % 3]],
        "Done": mixed % 2 == 0,
        "Mail": f"person{mixed}@example.com",
        "Link": f"https://example.com/items/{mixed}",
        "Stars": 1 + mixed % 5,
    }


def texts(n: int) -> dict:
    """The same as a spreadsheet tells it, everything as text."""
    row = fields(n)
    year, month, day = row["Day"].split("-")
    return row | {
        "Number": f"{row['Number']:,}",
        "Price": f"${row['Price']:,.2f}",
        "Day": f"{int(month)}/{int(day)}/{year}",
        "Tags": ", ".join(row["Tags"]),
        "Done": "yes" if row["Done"] else "no",
        "Stars": str(row["Stars"]),
    }
