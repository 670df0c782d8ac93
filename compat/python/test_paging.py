"""A thousand rows, read page by page while another client makes and deletes others."""

import threading

import pytest
from conftest import TEXT
from pyairtable import Api

NUMBER = {"name": "N", "type": "number", "options": {"precision": 0}}
ROWS = 1_000


class Disturber(threading.Thread):
    """Another client, which makes ten records and deletes ten others again and again."""

    def __init__(self, instance, table, doomed):
        super().__init__()
        self.table = Api(instance.token, endpoint_url=instance.server.url).table(table.base.id, "T")
        self.doomed = doomed
        self.stopped = False
        self.trouble = None
        self.rounds = 0
        self.moved = threading.Condition()

    def run(self):
        try:
            while not self.stopped:
                made = self.table.batch_create([{"Name": f"x{self.rounds}-{n}", "N": n * 997} for n in range(10)])
                self.table.batch_delete(self.doomed[:10])
                self.doomed = self.doomed[10:] + [record["id"] for record in made]
                with self.moved:
                    self.rounds += 1
                    self.moved.notify_all()
        except Exception as error:  # noqa: BLE001 - reported by the test
            self.trouble = error
            with self.moved:
                self.moved.notify_all()

    def go_on(self):
        """Waits until a whole round has passed."""
        with self.moved:
            seen = self.rounds
            self.moved.wait_for(lambda: self.rounds > seen + 1 or self.trouble, timeout=30)


@pytest.mark.parametrize(
    ("view", "sort"),
    [
        (None, None),
        (None, ["N"]),
        (None, ["-Name"]),
        ("All", None),
        ("Filtered", None),
        ("Sorted", None),
        ("Filtered and sorted", None),
        ("Filtered", ["-N"]),
    ],
)
def test_none_comes_twice_and_none_that_stays_is_missed(new_base, instance, view_of, view, sort):
    _, table = new_base([TEXT, NUMBER])
    # Those that go stand between those that stay, by id and by every order.
    rows = [{"Name": f"k{n:05}", "N": n * 10} if n % 6 else {"Name": f"d{n:05}", "N": n * 10} for n in range(ROWS * 6 // 5)]
    made = table.batch_create(rows)
    kept = [record for record in made if record["fields"]["Name"].startswith("k")]
    doomed = [record["id"] for record in made if record["fields"]["Name"].startswith("d")]
    assert len(kept) == ROWS
    ids = {field.name: field.id for field in table.schema().fields}
    filters = {"conjunction": "and", "conditions": [{"fieldId": ids["N"], "operator": ">=", "value": 500}]}
    view_of(table, "All")
    view_of(table, "Filtered", filters=filters)
    view_of(table, "Sorted", sorts=[{"fieldId": ids["N"], "direction": "desc"}])
    view_of(table, "Filtered and sorted", filters=filters, sorts=[{"fieldId": ids["Name"]}])
    expected = [record for record in kept if view not in ("Filtered", "Filtered and sorted") or record["fields"]["N"] >= 500]
    if view == "Sorted" or sort in (["-N"], ["-Name"]):
        expected.reverse()

    options = {"page_size": 50} | ({"view": view} if view else {}) | ({"sort": sort} if sort else {})
    other = Disturber(instance, table, doomed)
    other.start()
    seen = []
    try:
        for page in table.iterate(**options):
            seen += page
            other.go_on()
    finally:
        other.stopped = True
        other.join()
    assert other.trouble is None
    assert other.rounds > 20, "nobody disturbed the reading"
    found = [record["id"] for record in seen]
    assert len(found) == len(set(found)), "a record came twice"
    assert [record for record in seen if record["fields"]["Name"].startswith("k")] == expected
