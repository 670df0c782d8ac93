"""More computed cells than one write brings up to date, many writers at once, and a server that dies meanwhile."""

import threading

import computed
import pytest
import server as basekey
from conftest import TEXT
from pyairtable import Api

ROWS = 400


@pytest.fixture
def small(tmp_path):
    """A server whose writes bring ten records up to date; the rest follows in the background."""
    settings = {"BASEKEY_LIMITS__RECALCULATED_PER_WRITE": "10"}
    made = basekey.furnish(basekey.Server(tmp_path / "data", settings=settings))
    yield made
    assert made.server.stop() == 0
    done = made.server.command("doctor")
    assert done.returncode == 0, done.stdout + done.stderr


def linked(instance, rows):
    """A table of rates, and one of rows that look one of them up and compute on."""
    api = Api(instance.token, endpoint_url=instance.server.url)
    base = api.workspace(instance.workspace).create_base("Rates", [{"name": "Rates", "fields": [TEXT, computed.NUMBER]}])
    rates = base.table("Rates")
    link = {"name": "Rate", "type": "multipleRecordLinks", "options": {"linkedTableId": rates.id}}
    table = base.create_table("Rows", [TEXT, computed.NUMBER, link])
    rate, other = rates.batch_create([{"Name": "one", "N": 1}, {"Name": "other", "N": 1000}])
    table.batch_create([{"Name": f"r{n}", "N": n, "Rate": [rate["id"]]} for n in range(rows)])
    found = computed.field_of(table, "Rate")
    computed.lookup(table, "Factor", found, computed.field_of(rates, "N"))
    computed.formula(table, "Product", "{N} * SUM({Factor})")
    back = computed.field_of(rates, "Rows")
    computed.rollup(rates, "Total", back, computed.field_of(table, "Product"), "SUM(values)")
    return rates, table, rate, other


def test_what_is_read_is_right_at_once(small):
    rates, table, rate, _ = linked(small, ROWS)
    everything = sum(range(ROWS))
    for factor in (2, 3, 4):
        rates.update(rate["id"], {"N": factor})
        products = [record["fields"]["Product"] for record in table.all()]
        assert products == [n * factor for n in range(ROWS)]
        assert rates.get(rate["id"])["fields"]["Total"] == everything * factor
        assert len(table.all(formula=f"{{Product}} >= {100 * factor}")) == ROWS - 100
        down = table.all(sort=["-Product"], max_records=3)
        assert [record["fields"]["Product"] for record in down] == [n * factor for n in (ROWS - 1, ROWS - 2, ROWS - 3)]
        # Others write in between.
        table.update(down[0]["id"], {"Name": f"changed {factor}"})
        assert table.create({"N": 7})["fields"]["Product"] == 0
        table.delete(table.all(formula="{N} = 7", sort=["Product"])[0]["id"])


def test_a_server_that_dies_goes_on_filling(small):
    rates, table, rate, _ = linked(small, ROWS)
    for factor in (5, 6):
        rates.update(rate["id"], {"N": factor})
        small.server.kill()
        small.server.start()
        table = Api(small.token, endpoint_url=small.server.url).table(table.base.id, "Rows")
        rates = table.base.table("Rates")
        assert [record["fields"]["Product"] for record in table.all()] == [n * factor for n in range(ROWS)]
        assert rates.get(rate["id"])["fields"]["Total"] == sum(range(ROWS)) * factor


def test_many_writers_on_both_sides_of_a_link(small):
    """Whoever writes what, in the end every computed cell is what computing it gives."""
    rates, table, rate, other = linked(small, 60)
    rows = table.all()
    failures = []

    def client():
        return Api(small.token, endpoint_url=small.server.url)

    def numbers(seed):
        mine = client().table(table.base.id, "Rows")
        for n in range(15):
            chosen = [rows[(seed * 7 + n * 11 + k) % len(rows)]["id"] for k in range(5)]
            mine.batch_update([{"id": record, "fields": {"N": seed * 100 + n}} for record in chosen])

    def links(seed):
        mine = client().table(table.base.id, "Rows")
        for n in range(15):
            target = [[rate["id"]], [other["id"]], [], [other["id"], rate["id"]]][(seed + n) % 4]
            mine.update(rows[(seed * 13 + n * 5) % len(rows)]["id"], {"Rate": target})

    def factors(seed):
        mine = client().table(table.base.id, "Rates")
        for n in range(15):
            mine.update(rate["id"], {"N": seed + n})

    def run(work, seed):
        try:
            work(seed)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work, seed)) for seed in (1, 2) for work in (numbers, links, factors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    factor = {record["id"]: record["fields"]["N"] for record in rates.all()}
    totals = dict.fromkeys(factor, 0)
    for record in table.all():
        cells = record["fields"]
        wanted = [factor[found] for found in cells.get("Rate", [])]
        assert cells.get("Factor", []) == wanted
        assert cells["Product"] == cells["N"] * sum(wanted)
        for found in cells.get("Rate", []):
            totals[found] += cells["Product"]
    assert {record["id"]: record["fields"]["Total"] for record in rates.all()} == totals
