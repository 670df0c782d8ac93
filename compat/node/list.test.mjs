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

  test("the old list call, with a sort, by post", async () => {
    const page = (offset) =>
      new Promise((resolve, reject) => {
        const down = [{ field: "N", direction: "desc" }];
        const options = { method: "post", sort: down, fields: ["N"], timeZone: "utc", userLocale: "en-ie" };
        t.list(60, offset, options, (error, records, next) => (error ? reject(error) : resolve([records, next])));
      });
    const [records, next] = await page(undefined);
    const [more] = await page(next);
    const down = [...rows].reverse().map(({ N }) => ({ N }));
    assert.deepEqual(fieldsOf([...records, ...more]), down.slice(0, 120));
  });

  test("the old forEach call goes over all pages", async () => {
    const seen = [];
    await new Promise((resolve, reject) => {
      t.forEach(
        (record) => seen.push(record),
        (error) => (error ? reject(error) : resolve()),
      );
    });
    assert.deepEqual(fieldsOf(seen), rows);
    const some = [];
    await new Promise((resolve, reject) => {
      t.forEach(
        { fields: ["N"], maxRecords: 120 },
        (record) => some.push(record),
        (error) => (error ? reject(error) : resolve()),
      );
    });
    assert.deepEqual(fieldsOf(some), rows.slice(0, 120).map(({ N }) => ({ N })));
  });

  test("comments are asked for where there are none", async () => {
    const [first] = await t.select({ recordMetadata: ["commentCount"], maxRecords: 1 }).all();
    assert.equal(first.commentCount, undefined);
    assert.equal(first.get("N"), 0);
  });

  test("callbacks work as promises do", async () => {
    const first = await new Promise((resolve, reject) => {
      t.select({ pageSize: 3 }).firstPage((error, records) => (error ? reject(error) : resolve(records)));
    });
    assert.deepEqual(fieldsOf(first), rows.slice(0, 3));
    const all = await new Promise((resolve, reject) => {
      t.select().all((error, records) => (error ? reject(error) : resolve(records)));
    });
    assert.equal(all.length, rows.length);
    const pages = [];
    await new Promise((resolve, reject) => {
      t.select({ pageSize: 100 }).eachPage(
        (records, next) => {
          pages.push(records.length);
          next();
        },
        (error) => (error ? reject(error) : resolve()),
      );
    });
    assert.deepEqual(pages, [100, 100, 30]);
  });

  test("the table by id", async () => {
    const byId = base(schema.id);
    assert.equal((await byId.select({ maxRecords: 1 }).all())[0].get("Name"), "n000");
  });

  test("the last page has no offset key", async () => {
    const last = await request("GET", `/v0/${id}/T?maxRecords=5`);
    assert.deepEqual(Object.keys(last), ["records"]);
  });
});
