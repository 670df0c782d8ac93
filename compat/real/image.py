"""What a base must hold after an import, worked out from the files alone.

An `Image` is told of every row that is sent, in order, and does in a few lines
what the documentation promises of typecast links and of upserts:

- a text in a link cell names the first record of the linked table whose primary
  cell reads so, or makes one that has nothing but its primary cell;
- the other side of a link follows: what came is appended, what went is taken out;
- an upsert changes the record whose key cells are equal, or makes one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable


def same(value: Any) -> Any:
    return value


def text(value: Any) -> str | None:
    """What a text field makes of a value: numbers become text, nothing stays nothing."""
    return None if value in (None, "") else str(value)


def number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


@dataclass(frozen=True)
class Column:
    """A field that holds a value. `expect` tells what a sent value reads as afterwards."""

    name: str
    type: str = "singleLineText"
    options: dict | None = None
    expect: Callable[[Any], Any] = text

    def schema(self) -> dict:
        shown = {"name": self.name, "type": self.type}
        return shown | {"options": self.options} if self.options is not None else shown


def one(value: Any) -> list[str]:
    """A link cell that was sent as one text, or as an array of texts."""
    if value in (None, ""):
        return []
    return list(value) if isinstance(value, list) else [value]


def several(value: Any) -> list[str]:
    """A link cell whose one text lists several names, as a spreadsheet would."""
    return value.split(", ") if isinstance(value, str) and value else one(value)


@dataclass(frozen=True)
class Link:
    """A field of links to `table`; `inverse` is the name of the other side, `None` within one table."""

    name: str
    table: str
    inverse: str | None = None
    split: Callable[[Any], list[str]] = one


@dataclass
class Record:
    cells: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list["Record"]] = field(default_factory=dict)


@dataclass
class Table:
    """`fields` begins with the primary field; `key` names those that upserts merge on."""

    name: str
    fields: list[Column | Link]
    key: tuple[str, ...] = ()
    # False where one request may make several records in no promised order.
    ordered: bool = True
    records: list[Record] = field(default_factory=list)
    called: dict[str, Record] = field(default_factory=dict)
    keyed: dict[tuple, Record] = field(default_factory=dict)

    @property
    def primary(self) -> str:
        return self.fields[0].name

    @property
    def columns(self) -> list[Column]:
        return [column for column in self.fields if isinstance(column, Column)]

    @property
    def links(self) -> list[Link]:
        return [link for link in self.fields if isinstance(link, Link)]

    def write(self, record: Record | None, cells: dict[str, Any]) -> Record:
        """Changes a record, or makes one."""
        if record is None:
            record = Record()
            self.records.append(record)
        record.cells |= cells
        primary = record.cells.get(self.primary)
        if primary is not None:
            self.called.setdefault(str(primary), record)
        if self.key:
            self.keyed[tuple(record.cells.get(name) for name in self.key)] = record
        return record


class Image:
    def __init__(self, *tables: Table):
        self.tables = {table.name: table for table in tables}

    def put(self, name: str, sent: dict[str, Any]) -> bool:
        """One row by upsert, or by create where the table has no key; true if it made a record."""
        table = self.tables[name]
        cells = {column.name: column.expect(sent[column.name]) for column in table.columns if column.name in sent}
        found = table.keyed.get(tuple(cells[part] for part in table.key)) if table.key else None
        record = table.write(found, cells)
        for link in table.links:
            if link.name in sent:
                self._link(record, link, link.split(sent[link.name]))
        return found is None

    def _link(self, record: Record, link: Link, names: list[str]) -> None:
        linked = self.tables[link.table]
        after: list[Record] = []
        for name in names:
            target = linked.called.get(name) or linked.write(None, {linked.primary: name})
            if not _holds(after, target):
                after.append(target)
        before = record.links.get(link.name, [])
        record.links[link.name] = after
        if link.inverse is None:
            return
        for target in before:
            if not _holds(after, target):
                sources = target.links[link.inverse]
                sources[:] = [source for source in sources if source is not record]
        for target in after:
            if not _holds(before, target):
                target.links.setdefault(link.inverse, []).append(record)


def _holds(records: list[Record], wanted: Record) -> bool:
    # By identity: two records may well hold the same.
    return any(record is wanted for record in records)
