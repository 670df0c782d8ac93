// A thousand rows, read page by page while another client makes and deletes others.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { Airtable, NUMBER, TEXT, fill, table, token, url, view } from "./support.mjs";

const ROWS = 1000;

// Makes ten records and deletes ten others, again and again. `round` is done
// when a whole round that began after it was asked for has passed.
function disturb(base, doomed) {
  const other = new Airtable({ apiKey: token, endpointUrl: url }).base(base)("T");
  let stopped = false;
  let waiting = [];
  let rounds = 0;
  const done = (async () => {
    while (!stopped) {
      const served = waiting;
      waiting = [];
      const made = await other.create(Array.from({ length: 10 }, (_, n) => ({ fields: { Name: `x${rounds}`, N: n * 997 } })));
      await other.destroy(doomed.splice(0, 10));
      doomed.push(...made.map((record) => record.id));
      rounds += 1;
      for (const resolve of served) resolve();
    }
    for (const resolve of waiting) resolve();
  })();
  return {
    round: () => Promise.race([new Promise((resolve) => waiting.push(resolve)), done]),
    stop: async () => {
      stopped = true;
      await done;
      return rounds;
    },
  };
}

describe("pages while others write", () => {
  let t, id, kept, doomed;
  before(async () => {
    const made = await table([TEXT, NUMBER]);
    ({ table: t, id } = made);
    const numbers = Array.from({ length: (ROWS * 6) / 5 }, (_, n) => n);
    // Those that go stand between those that stay.
    const name = (n) => `${n % 6 ? "k" : "d"}${String(n).padStart(5, "0")}`;
    const records = await fill(t, numbers.map((n) => ({ Name: name(n), N: n * 10 })));
    kept = records.filter((record) => record.get("Name").startsWith("k"));
    doomed = records.filter((record) => record.get("Name").startsWith("d")).map((record) => record.id);
    assert.equal(kept.length, ROWS);
    const n = made.schema.fields.find((field) => field.name === "N").id;
    const filters = { conjunction: "and", conditions: [{ fieldId: n, operator: ">=", value: 500 }] };
    await view(id, made.schema.id, { name: "Filtered", filters });
    await view(id, made.schema.id, { name: "Sorted", filters, sorts: [{ fieldId: n, direction: "desc" }] });
  });

  const all = () => true;
  const high = (record) => record.get("N") >= 500;
  for (const [title, options, stays, down] of [
    ["without a sort", {}, all, false],
    ["with a sort", { sort: [{ field: "N" }] }, all, false],
    ["with a sort downwards, posted", { sort: [{ field: "Name", direction: "desc" }], method: "post" }, all, true],
    ["with a view that filters", { view: "Filtered" }, high, false],
    ["with a view that sorts", { view: "Sorted" }, high, true],
  ]) {
    test(`none comes twice and none that stays is missed ${title}`, async () => {
      const other = disturb(id, doomed);
      const seen = [];
      let rounds;
      try {
        await new Promise((resolve, reject) => {
          t.select({ ...options, pageSize: 50 }).eachPage(
            (records, next) => {
              seen.push(...records);
              other.round().then(next, reject);
            },
            (error) => (error ? reject(error) : resolve()),
          );
        });
      } finally {
        rounds = await other.stop();
      }
      assert.ok(rounds >= 19, "nobody disturbed the reading");
      assert.equal(new Set(seen.map((record) => record.id)).size, seen.length, "a record came twice");
      const expected = kept.filter(stays).map((record) => record.id);
      if (down) expected.reverse();
      const found = seen.filter((record) => record.get("Name").startsWith("k")).map((record) => record.id);
      assert.deepEqual(found, expected);
    });
  }
});
