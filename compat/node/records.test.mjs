// Find, create, update, replace, destroy: one and many.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { Airtable, DONE, NUMBER, TAGS, TEXT, fieldsOf, table } from "./support.mjs";

describe("records", () => {
  let t;
  before(async () => {
    t = (await table([TEXT, NUMBER, TAGS, DONE])).table;
  });

  test("create one", async () => {
    const made = await t.create({ Name: "one", N: 1.25, Tags: ["green"], Done: true });
    assert.ok(made instanceof Airtable.Record);
    assert.match(made.id, /^rec[A-Za-z0-9]{14}$/);
    assert.deepEqual(made.fields, { Name: "one", N: 1.25, Tags: ["green"], Done: true });
    assert.equal(made.get("N"), 1.25);
    assert.equal(made.get("Absent"), undefined);
    assert.match(made._rawJson.createdTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const found = await t.find(made.id);
    assert.deepEqual(found._rawJson, made._rawJson);
  });

  test("create many, with typecast", async () => {
    const made = await t.create([{ fields: { Name: "a" } }, { fields: { Name: "b", Tags: ["purple"] } }], { typecast: true });
    assert.deepEqual(fieldsOf(made), [{ Name: "a" }, { Name: "b", Tags: ["purple"] }]);
  });

  test("update keeps what is not named, one and many", async () => {
    const [a, b] = await t.create([{ fields: { Name: "a", N: 1 } }, { fields: { Name: "b", N: 2 } }]);
    const one = await t.update(a.id, { N: 10 });
    assert.deepEqual(one.fields, { Name: "a", N: 10 });
    const many = await t.update([
      { id: b.id, fields: { N: 20 } },
      { id: a.id, fields: { Name: "A" } },
    ]);
    assert.deepEqual(many.map((record) => [record.id, record.fields]), [
      [b.id, { Name: "b", N: 20 }],
      [a.id, { Name: "A", N: 10 }],
    ]);
  });

  test("replace clears what is not named, one and many", async () => {
    const [a, b] = await t.create([{ fields: { Name: "a", N: 1 } }, { fields: { Name: "b", N: 2 } }]);
    assert.deepEqual((await t.replace(a.id, { Name: "only" })).fields, { Name: "only" });
    const many = await t.replace([{ id: b.id, fields: { N: 3 } }]);
    assert.deepEqual(fieldsOf(many), [{ N: 3 }]);
    assert.deepEqual((await t.find(b.id)).fields, { N: 3 });
  });

  test("destroy one and many", async () => {
    const made = await t.create([1, 2, 3].map((n) => ({ fields: { N: n } })));
    assert.equal((await t.destroy(made[0].id)).id, made[0].id);
    const gone = await t.destroy([made[1].id, made[2].id]);
    assert.deepEqual(gone.map((record) => record.id), [made[1].id, made[2].id]);
    await assert.rejects(t.find(made[1].id), (error) => error.statusCode === 404);
  });

  test("a record saves, patches, fetches and destroys itself", async () => {
    const record = await t.create({ Name: "self", N: 1 });
    record.set("N", 2);
    await record.save();
    assert.deepEqual((await t.find(record.id)).fields, { Name: "self", N: 2 });
    await record.patchUpdate({ Name: "patched" });
    assert.deepEqual(record.fields, { Name: "patched", N: 2 });
    await record.putUpdate({ N: 5 });
    assert.deepEqual(record.fields, { N: 5 });
    await t.update(record.id, { Name: "elsewhere" });
    await record.fetch();
    assert.deepEqual(record.fields, { Name: "elsewhere", N: 5 });
    await record.destroy();
    await assert.rejects(t.find(record.id), (error) => error.statusCode === 404);
  });

  test("callbacks work as promises do", async () => {
    const made = await new Promise((resolve, reject) => {
      t.create({ Name: "callback" }, (error, record) => (error ? reject(error) : resolve(record)));
    });
    assert.deepEqual(made.fields, { Name: "callback" });
  });
});
