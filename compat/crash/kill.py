"""kill -9 under concurrent writers: nothing acknowledged is lost, nothing is there twice.

Each round starts the server on the same data directory, lets writers create
batches of ten records with unique keys, kills the server in the middle, starts
it again and reads the whole table. Then must hold:

- every acknowledged record is there, under the id that was acknowledged;
- every key is there at most once;
- a batch that was not acknowledged is there whole or not at all.

Between rounds, and at the end, `basekey doctor` must find the store sound.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import server as basekey  # noqa: E402

BATCH = 10
FIELDS = [
    {"name": "Key", "type": "singleLineText"},
    {"name": "N", "type": "number", "options": {"precision": 0}},
    {"name": "No", "type": "autoNumber"},
]


class Client:
    """One connection; raises on anything but a 200."""

    def __init__(self, url: str, token: str):
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        self.connection.request(method, path, json.dumps(body) if body is not None else None, self.headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"{method} {path.partition('?')[0]}: {response.status} {answer[:300]!r}")
        return json.loads(answer)

    def close(self) -> None:
        self.connection.close()


class Ledger:
    """What the clients know: written to disk as it is learnt, like a client would."""

    def __init__(self, path: Path):
        self.file = path.open("a")
        self.lock = threading.Lock()
        self.acknowledged: dict[str, str] = {}  # key -> id
        self.attempted: set[str] = set()  # batches
        self.refused: list[str] = []

    def attempt(self, batch: str) -> None:
        with self.lock:
            self.attempted.add(batch)

    def acknowledge(self, records: list[dict]) -> None:
        with self.lock:
            for record in records:
                self.acknowledged[record["fields"]["Key"]] = record["id"]
                self.file.write(f"{record['fields']['Key']} {record['id']}\n")
            self.file.flush()


def write(number: int, turn: int, url: str, token: str, path: str, ledger: Ledger, killed: threading.Event) -> None:
    """Creates batches until the server dies."""
    client = Client(url, token)
    sequence = 0
    try:
        while not killed.is_set():
            batch = f"{turn}.{number}.{sequence}"
            sequence += 1
            ledger.attempt(batch)
            rows = [{"fields": {"Key": f"{batch}.{n}", "N": n}} for n in range(BATCH)]
            ledger.acknowledge(client.call("POST", path, {"records": rows})["records"])
    except RuntimeError as error:
        # An answer, and not a good one: the server must not refuse these writes.
        ledger.refused.append(str(error))
    except (OSError, http.client.HTTPException, ValueError):
        pass  # the connection died with the server
    finally:
        client.close()


def read_all(url: str, token: str, path: str) -> list[dict]:
    client = Client(url, token)
    records: list[dict] = []
    offset = ""
    while True:
        page = client.call("GET", f"{path}?pageSize=100&offset={offset.replace('/', '%2F')}")
        records += page["records"]
        offset = page.get("offset", "")
        if not offset:
            client.close()
            return records


def check(records: list[dict], ledger: Ledger) -> list[str]:
    """What is wrong; empty if nothing is."""
    wrong = list(ledger.refused)
    ids: dict[str, list[str]] = defaultdict(list)
    batches: dict[str, int] = defaultdict(int)
    for record in records:
        key = record["fields"]["Key"]
        ids[key].append(record["id"])
        batches[key.rpartition(".")[0]] += 1
    for key, found in ids.items():
        if len(found) != 1:
            wrong.append(f"{key} is there {len(found)} times")
    for key, acknowledged in ledger.acknowledged.items():
        if ids.get(key) != [acknowledged]:
            wrong.append(f"{key} was acknowledged as {acknowledged} and is there as {ids.get(key)}")
    for batch, count in batches.items():
        if batch not in ledger.attempted:
            wrong.append(f"batch {batch} was never sent")
        if count != BATCH:
            wrong.append(f"batch {batch} is there with {count} of {BATCH} records")
    numbers = [record["fields"].get("No") for record in records]
    if len(set(numbers)) != len(numbers):
        wrong.append("an automatic number was given twice")
    return wrong


def doctor(server: basekey.Server) -> list[str]:
    done = server.command("doctor")
    if done.returncode == 0:
        return []
    return [f"basekey doctor ended with {done.returncode}:\n{done.stdout}{done.stderr}"]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("--writers", type=int, default=8)
    arguments.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = arguments.parse_args()
    dice = random.Random(options.seed)
    print(f"kill test: {options.rounds} rounds, {options.writers} writers, seed {options.seed}", flush=True)

    with tempfile.TemporaryDirectory(prefix="basekey-kill-") as folder:
        server = basekey.Server(Path(folder) / "data")
        instance = basekey.furnish(server)
        setup = Client(server.url, instance.token)
        made = setup.call(
            "POST",
            "/v0/meta/bases",
            {"name": "Kill", "workspaceId": instance.workspace, "tables": [{"name": "T", "fields": FIELDS}]},
        )
        setup.close()
        path = f"/v0/{made['id']}/{made['tables'][0]['id']}"
        ledger = Ledger(Path(folder) / "ledger")

        for turn in range(options.rounds):
            killed = threading.Event()
            writers = [
                threading.Thread(target=write, args=(n, turn, server.url, instance.token, path, ledger, killed))
                for n in range(options.writers)
            ]
            for writer in writers:
                writer.start()
            time.sleep(dice.uniform(0.1, 0.6))
            server.kill()
            killed.set()
            for writer in writers:
                writer.join()

            wrong = doctor(server) if turn % 5 == 4 or turn == options.rounds - 1 else []
            server.start()
            records = read_all(server.url, instance.token, path)
            wrong += check(records, ledger)
            unanswered = len(records) - len(ledger.acknowledged)
            print(
                f"round {turn + 1}: {len(ledger.acknowledged)} acknowledged, {len(records)} there"
                f" ({unanswered} stored without an answer)",
                flush=True,
            )
            if wrong:
                print("\n".join(wrong[:20]), file=sys.stderr)
                print(server.log_tail(), file=sys.stderr)
                server.kill()
                print(f"0 passed, 1 failed (seed {options.seed})")
                return 1

        stopped = server.stop()
        wrong = doctor(server)
        if stopped != 0:
            wrong.append(f"the last stop ended with {stopped}\n{server.log_tail()}")
        if len(ledger.acknowledged) < options.rounds * BATCH:
            wrong.append("hardly anything was written: the test proves nothing")
        if wrong:
            print("\n".join(wrong), file=sys.stderr)
            print(f"0 passed, 1 failed (seed {options.seed})")
            return 1
        print(f"{options.rounds} passed, 0 failed")
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
