// Find, create, update, replace, destroy: one and many.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { Airtable, DONE, NUMBER, TAGS, TEXT, airtable, fieldsOf, request, table, token, url } from "./support.mjs";

describe("records", () => {
  let t, id, schema;
  before(async () => {
    ({ table: t, id, schema } = await table([TEXT, NUMBER, TAGS, DONE]));
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
    await record.updateFields({ Name: "again" });
    await record.replaceFields({ N: 5 }, { typecast: true });
    assert.equal(record.getId(), record.id);
    record.setRawJson({ id: record.id, fields: { N: 6 } });
    assert.equal(record.get("N"), 6);
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

  test("typecast, fields by id and upsert go with every write that takes them", async () => {
    const [name, n] = ["Name", "N"].map((wanted) => schema.fields.find((field) => field.name === wanted).id);
    const byId = { returnFieldsByFieldId: true, typecast: true };
    const one = await t.create({ N: "1", [name]: "by id" }, byId);
    assert.deepEqual(one.fields, { [name]: "by id", [n]: 1 });
    assert.deepEqual((await t.update(one.id, { N: "2" }, byId)).fields, { [name]: "by id", [n]: 2 });
    assert.deepEqual((await t.replace(one.id, { N: "3" }, byId)).fields, { [n]: 3 });
    const many = await t.update([{ id: one.id, fields: { N: "4" } }], byId);
    assert.deepEqual(fieldsOf(many), [{ [n]: 4 }]);
    assert.deepEqual(fieldsOf(await t.replace([{ id: one.id, fields: { Name: "unique" } }], byId)), [{ [name]: "unique" }]);
    assert.deepEqual(fieldsOf(await t.create([{ fields: { N: "5" } }], byId)), [{ [n]: 5 }]);
    // The client has no call for it, and hands it on as an option.
    const merged = await t.update([{ fields: { Name: "unique", N: 6 } }, { fields: { Name: "other", N: 7 } }], {
      performUpsert: { fieldsToMergeOn: ["Name"] },
    });
    assert.equal(merged[0].id, one.id);
    assert.deepEqual(fieldsOf(merged), [
      { Name: "unique", N: 6 },
      { Name: "other", N: 7 },
    ]);
  });

  test("names with a slash and other marks", async () => {
    const odd = "a/b?c=d&e #%+ [ä]";
    const fields = [{ name: odd, type: "singleLineText" }, NUMBER];
    await request("POST", `/v0/meta/bases/${id}/tables`, { name: odd, fields });
    const table = airtable.base(id)(odd);
    const made = await table.create({ [odd]: "x", N: 1 });
    assert.deepEqual((await table.find(made.id)).fields, { [odd]: "x", N: 1 });
    const found = await table.select({ fields: [odd], sort: [{ field: odd }] }).all();
    assert.deepEqual(fieldsOf(found), [{ [odd]: "x" }]);
    assert.deepEqual(fieldsOf(await table.select({ method: "post", fields: [odd] }).all()), [{ [odd]: "x" }]);
    await table.update(made.id, { N: 2 });
    assert.equal((await table.destroy([made.id]))[0].id, made.id);
  });

  test("a record of another table of the base is found", async () => {
    await request("POST", `/v0/meta/bases/${id}/tables`, { name: "Elsewhere", fields: [TEXT] });
    const made = await t.create({ Name: "here" });
    assert.deepEqual((await airtable.base(id)("Elsewhere").find(made.id)).fields, { Name: "here" });
  });

  test("the address may be set for all, or come from the environment", async () => {
    Airtable.configure({ apiKey: token, endpointUrl: url });
    try {
      assert.equal((await Airtable.base(id)("T").select({ maxRecords: 1 }).firstPage()).length, 1);
    } finally {
      Airtable.configure({});
    }
    process.env.AIRTABLE_ENDPOINT_URL = url;
    process.env.AIRTABLE_API_KEY = token;
    try {
      assert.equal((await Airtable.base(id)("T").select({ maxRecords: 1 }).firstPage()).length, 1);
    } finally {
      delete process.env.AIRTABLE_ENDPOINT_URL;
      delete process.env.AIRTABLE_API_KEY;
    }
  });

  test("plain requests by the base", async () => {
    const base = airtable.base(id);
    assert.equal(base.getId(), id);
    const { statusCode, body } = await base.makeRequest({ path: "/T", qs: { maxRecords: 1 } });
    assert.deepEqual([statusCode, body.records.length], [200, 1]);
    const posted = await base.makeRequest({ method: "POST", path: "/T/", body: { fields: { Name: "plain" } } });
    assert.deepEqual(posted.body.fields, { Name: "plain" });
    const results = await new Promise((resolve, reject) => {
      base.runAction("get", `/T/${posted.body.id}`, {}, null, (error, _, results) => (error ? reject(error) : resolve(results)));
    });
    assert.deepEqual(results, posted.body);
  });

  test("every public method is called by some test here", async () => {
    const publicOf = (value) => {
      const names = new Set(Object.keys(value));
      for (let proto = Object.getPrototypeOf(value); proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
        for (const name of Object.getOwnPropertyNames(proto)) names.add(name);
      }
      return [...names].filter((name) => !name.startsWith("_") && name !== "constructor" && typeof value[name] === "function").sort();
    };
    const record = await t.create({ Name: "x" });
    // A new method fails here until a test calls it.
    assert.deepEqual(publicOf(t), ["create", "destroy", "find", "forEach", "list", "replace", "select", "update"]);
    assert.deepEqual(publicOf(t.select()), ["all", "eachPage", "firstPage"]);
    assert.deepEqual(publicOf(record), [
      ...["destroy", "fetch", "get", "getId", "patchUpdate", "putUpdate", "replaceFields", "save", "set", "setRawJson", "updateFields"],
    ]);
    assert.deepEqual(publicOf(airtable.base(id)._base), ["doCall", "getId", "makeRequest", "runAction", "table"]);
  });
});
