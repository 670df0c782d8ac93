// Select in all its forms.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { NUMBER, TEXT, fill, fieldsOf, request, table } from "./support.mjs";

const rows = Array.from({ length: 230 }, (_, n) => ({ Name: `n${String(n).padStart(3, "0")}`, N: n }));

describe("select", () => {
  let t, base, id, schema;
  before(async () => {
    ({ table: t, base, id, schema } = await table([TEXT, NUMBER]));
    await fill(t, rows);
  });

  test("all, over pages, in order of creation", async () => {
    assert.deepEqual(fieldsOf(await t.select().all()), rows);
  });

  test("firstPage has a hundred records, or as many as asked for", async () => {
    assert.equal((await t.select().firstPage()).length, 100);
    assert.deepEqual(fieldsOf(await t.select({ pageSize: 7 }).firstPage()), rows.slice(0, 7));
  });

  test("eachPage", async () => {
    const lengths = [];
    const seen = [];
    await t.select({ pageSize: 100 }).eachPage((records, next) => {
      lengths.push(records.length);
      seen.push(...fieldsOf(records));
      next();
    });
    assert.deepEqual(lengths, [100, 100, 30]);
    assert.deepEqual(seen, rows);
  });

  test("maxRecords bounds all pages together", async () => {
    assert.deepEqual(fieldsOf(await t.select({ maxRecords: 130 }).all()), rows.slice(0, 130));
  });

  test("sort, ascending and descending, by several fields", async () => {
    const down = await t.select({ sort: [{ field: "N", direction: "desc" }] }).all();
    assert.deepEqual(fieldsOf(down), [...rows].reverse());
    const up = await t.select({ sort: [{ field: "Name" }, { field: "N", direction: "desc" }], maxRecords: 5 }).all();
    assert.deepEqual(fieldsOf(up), rows.slice(0, 5));
  });

  test("fields", async () => {
    const shown = await t.select({ fields: ["N"], maxRecords: 3 }).all();
    assert.deepEqual(fieldsOf(shown), [{ N: 0 }, { N: 1 }, { N: 2 }]);
  });

  test("view by name and id", async () => {
    for (const view of ["Grid view", schema.views[0].id]) {
      assert.equal((await t.select({ view }).all()).length, rows.length);
    }
  });

  test("fields keyed by id", async () => {
    const name = schema.fields.find((field) => field.name === "Name").id;
    const [first] = await t.select({ returnFieldsByFieldId: true, maxRecords: 1, fields: ["Name"] }).all();
    assert.deepEqual(first.fields, { [name]: "n000" });
  });

  test("method post, with every parameter it puts into body and query", async () => {
    const posted = await t
      .select({
        method: "post",
        sort: [{ field: "N", direction: "desc" }],
        fields: ["N"],
        maxRecords: 150,
        pageSize: 60,
        timeZone: "utc",
        userLocale: "en-ie",
      })
      .all();
    assert.deepEqual(fieldsOf(posted), [...rows].reverse().slice(0, 150).map(({ N }) => ({ N })));
  });

  test("a question too long for an address is posted by the client", async () => {
    const fields = Array.from({ length: 2000 }, () => "N");
    const found = await t.select({ fields, maxRecords: 2 }).all();
    assert.deepEqual(fieldsOf(found), [{ N: 0 }, { N: 1 }]);
  });

  test("the old list call", async () => {
    const page = (limit, offset) =>
      new Promise((resolve, reject) => {
        t.list(limit, offset, {}, (error, records, next) => (error ? reject(error) : resolve([records, next])));
      });
    const [records, next] = await page(100, undefined);
    assert.equal(records.length, 100);
    const [more] = await page(100, next);
    assert.deepEqual(fieldsOf(more), rows.slice(100, 200));
  });

  test("the table by id", async () => {
    const byId = base(schema.id);
    assert.equal((await byId.select({ maxRecords: 1 }).all())[0].get("Name"), "n000");
  });

  test("every page is whole while others write", async () => {
    const doomed = await fill(t, Array.from({ length: 50 }, (_, n) => ({ Name: `doomed ${n}` })));
    let running = true;
    const writer = (async () => {
      for (let n = 0; running && n < 5; n += 1) {
        await t.create(Array.from({ length: 10 }, () => ({ fields: { Name: "new" } })));
        await t.destroy(doomed.slice(n * 10, n * 10 + 10).map((record) => record.id));
      }
    })();
    const seen = await t.select({ pageSize: 10 }).all();
    running = false;
    await writer;
    const ids = new Set(seen.map((record) => record.id));
    assert.equal(ids.size, seen.length, "a record came twice");
    const kept = seen.filter((record) => /^n\d{3}$/.test(record.get("Name")));
    assert.deepEqual(fieldsOf(kept), rows);
    // Leave the table as it was found.
    const rest = (await t.select().all()).filter((record) => !/^n\d{3}$/.test(record.get("Name")));
    for (let at = 0; at < rest.length; at += 10) await t.destroy(rest.slice(at, at + 10).map((record) => record.id));
  });

  test("the last page has no offset key", async () => {
    const last = await request("GET", `/v0/${id}/T?maxRecords=5`);
    assert.deepEqual(Object.keys(last), ["records"]);
  });
});
