"""Brings rows into a base as any client would, and compares the base with its image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable

from image import Image, Record

# Differences shown when a comparison fails.
SHOWN = 5


def make_base(workspace, name: str, image: Image):
    """A base with the image's tables and links, the other sides named as the image wants."""
    tables = [
        {"name": table.name, "fields": [column.schema() for column in table.columns]} for table in image.tables.values()
    ]
    base = workspace.create_base(name, tables)
    ids = {table.name: table.id for table in base.schema().tables}
    for table in image.tables.values():
        for link in table.links:
            made = base.table(table.name).create_field(
                link.name, "multipleRecordLinks", options={"linkedTableId": ids[link.table]}
            )
            inverse = made.options.inverse_link_field_id
            # A link within one table has no visible other side.
            assert (inverse is None) == (link.inverse is None), (table.name, link.name, inverse)
            if inverse is not None:
                other = base.schema(force=True).table(ids[link.table]).field(inverse)
                assert other.options.inverse_link_field_id == made.id
                assert other.options.linked_table_id == ids[table.name]
                if other.name != link.inverse:
                    other.name = link.inverse
                    other.save()
    return base


@dataclass
class Sent:
    """What became of the rows of one table."""

    created: int = 0
    updated: int = 0


def send(base, image: Image, name: str, rows: Iterable[dict[str, Any]], typecast: bool = True) -> Sent:
    """Rows in tens: by upsert where the image's table has a key, by create where it has none."""
    rows = list(rows)
    made = [image.put(name, row) for row in rows]
    table, key = base.table(name), image.tables[name].key
    if not key:
        answer = table.batch_create(rows, typecast=typecast)
        assert len(answer) == len(rows)
        return Sent(created=len(rows))
    answer = table.batch_upsert([{"fields": row} for row in rows], list(key), typecast=typecast)
    assert len(answer["records"]) == len(rows)
    created = set(answer["createdRecords"])
    told = [record["id"] in created for record in answer["records"]]
    wrong = [(row, told_) for row, made_, told_ in zip(rows, made, told) if made_ != told_]
    assert not wrong, f"{name}: {len(wrong)} rows were created or updated against expectation, first {wrong[:SHOWN]}"
    return Sent(created=sum(told), updated=len(rows) - sum(told))


def read(base, image: Image) -> dict[str, list[dict]]:
    """All records of all tables, as listed."""
    return {name: base.table(name).all() for name in image.tables}


@dataclass
class Compared:
    records: int = 0
    cells: int = 0
    links: int = 0


def compare(found: dict[str, list[dict]], image: Image) -> Compared:
    """Every cell and every link, both sides, in order; counts what it compared."""
    ids: dict[int, str] = {}
    pairs: list[tuple[str, Record, dict]] = []
    for name, table in image.tables.items():
        records = found[name]
        assert len(records) == len(table.records), f"{name}: {len(records)} records, expected {len(table.records)}"
        if table.ordered:
            paired = list(zip(table.records, records))
        else:
            named = {record["fields"].get(table.primary): record for record in records}
            assert len(named) == len(records), f"{name}: a name occurs twice"
            missing = [row.cells for row in table.records if row.cells[table.primary] not in named]
            assert not missing, f"{name}: missing {missing[:SHOWN]}"
            paired = [(row, named[row.cells[table.primary]]) for row in table.records]
        for row, record in paired:
            ids[id(row)] = record["id"]
            pairs.append((name, row, record))

    counts, differences = Compared(records=len(pairs)), []
    for name, row, record in pairs:
        wanted = {field: value for field, value in row.cells.items() if value is not None}
        wanted |= {field: [ids[id(other)] for other in linked] for field, linked in row.links.items() if linked}
        counts.cells += len(wanted)
        counts.links += sum(len(linked) for linked in row.links.values())
        if record["fields"] != wanted:
            fields = wanted.keys() | record["fields"].keys()
            differences += [
                (name, row.cells.get(image.tables[name].primary), field, record["fields"].get(field), wanted.get(field))
                for field in sorted(fields)
                if record["fields"].get(field) != wanted.get(field)
            ]
    shown = "\n".join(f"{table} {row!r} {field}: {is_!r}, expected {was!r}" for table, row, field, is_, was in differences[:SHOWN])
    assert not differences, f"{len(differences)} cells differ:\n{shown}"
    return counts


def unchanged(before: dict[str, list[dict]], after: dict[str, list[dict]]) -> None:
    """The same records in the same order with the same cells, to the letter."""
    for name, records in before.items():
        assert len(after[name]) == len(records), f"{name}: {len(after[name])} records, were {len(records)}"
        changed = [(was, is_) for was, is_ in zip(records, after[name]) if was != is_]
        assert not changed, f"{name}: {len(changed)} records changed, first {changed[0]}"


def sound(server) -> None:
    """`basekey doctor` finds both sides of every link in step, and the log replayable."""
    done = server.command("doctor")
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
