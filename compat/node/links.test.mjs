// Links, people, files and barcodes; text as people see it.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { DONE, NUMBER, TAGS, TEXT, fieldsOf, library, table } from "./support.mjs";

const refused = async (call) => {
  try {
    await call();
  } catch (error) {
    return [error.statusCode, error.error];
  }
  assert.fail("the call was not refused");
};

describe("links", () => {
  let books, authors;
  before(async () => {
    ({ books, authors } = await library());
  });

  test("both sides are in step", async () => {
    const [ann, bob] = await authors.create([{ fields: { Name: "Ann" } }, { fields: { Name: "Bob" } }]);
    const one = await books.create({ Title: "One", Author: [bob.id, ann.id] });
    assert.deepEqual(one.get("Author"), [bob.id, ann.id]);
    const [two] = await books.create([{ fields: { Title: "Two", Author: [ann.id] } }]);
    assert.deepEqual((await authors.find(ann.id)).get("Books"), [one.id, two.id]);
    await authors.update(bob.id, { Books: [two.id] });
    assert.deepEqual((await books.find(one.id)).get("Author"), [ann.id]);
    assert.deepEqual((await books.find(two.id)).get("Author"), [ann.id, bob.id]);
    await books.replace(two.id, { Title: "2" });
    assert.equal((await authors.find(bob.id)).get("Books"), undefined);
    await books.destroy([one.id, two.id]);
    assert.deepEqual((await authors.find(ann.id)).fields, { Name: "Ann" });
  });

  test("typecast links by what records are called", async () => {
    const ann = await authors.create({ Name: "Anna" });
    const [one, two] = await books.create(
      [{ fields: { Title: "1", Author: ["Anna", "New one"] } }, { fields: { Title: "2", Author: "New one" } }],
      { typecast: true },
    );
    const [found, made] = one.get("Author");
    assert.equal(found, ann.id);
    assert.deepEqual(two.get("Author"), [made]);
    assert.deepEqual((await authors.find(made)).fields, { Name: "New one", Books: [one.id, two.id] });
  });

  test("a record that is not there, or of another table", async () => {
    const book = await books.create({ Title: "x" });
    assert.deepEqual(await refused(() => books.create({ Author: ["recAAAAAAAAAAAAAA"] })), [422, "ROW_DOES_NOT_EXIST"]);
    assert.deepEqual(await refused(() => books.create({ Author: [book.id] })), [422, "ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE"]);
    assert.deepEqual(await refused(() => books.create({ Author: book.id })), [422, "INVALID_VALUE_FOR_COLUMN"]);
  });

  test("by field id, and as text", async () => {
    const author = await authors.create({ Name: "Zoe" });
    const book = await books.create({ Title: "By id", Author: [author.id] }, { returnFieldsByFieldId: true });
    assert.deepEqual(Object.values(book.fields), ["By id", [author.id]]);
    assert.ok(Object.keys(book.fields).every((key) => key.startsWith("fld")));
    await books.update(book.id, { Title: "zzz" });
    const text = { cellFormat: "string", timeZone: "utc", userLocale: "en-us" };
    const last = { ...text, sort: [{ field: "Title", direction: "desc" }], maxRecords: 1 };
    assert.deepEqual(fieldsOf(await books.select(last).all()), [{ Title: "zzz", Author: "Zoe" }]);
  });
});

describe("text as people see it", () => {
  let t;
  const MOMENT = {
    name: "Moment",
    type: "dateTime",
    options: { timeZone: "utc", dateFormat: { name: "us" }, timeFormat: { name: "12hour" } },
  };
  before(async () => {
    ({ table: t } = await table([TEXT, NUMBER, TAGS, DONE, MOMENT]));
    await t.create({ Name: "a", N: 1.5, Tags: ["green", "red"], Done: true, Moment: "2024-06-01T02:30:00Z" });
  });
  const shown = { Name: "a", N: "1.50", Tags: "green, red", Done: "checked", Moment: "5/31/2024 10:30pm" };
  const text = { cellFormat: "string", timeZone: "America/New_York", userLocale: "en-us" };

  test("in the query", async () => {
    assert.deepEqual(fieldsOf(await t.select(text).all()), [shown]);
  });

  test("posted, with zone and locale in the query and in the body", async () => {
    assert.deepEqual(fieldsOf(await t.select({ ...text, method: "post" }).all()), [shown]);
    const long = { ...text, fields: Array.from({ length: 2000 }, () => "Moment") };
    assert.deepEqual(fieldsOf(await t.select(long).all()), [{ Moment: shown.Moment }]);
  });

  test("zone and locale are needed", async () => {
    assert.deepEqual(await refused(() => t.select({ cellFormat: "string" }).all()), [422, "INVALID_REQUEST_UNKNOWN"]);
    assert.deepEqual(await refused(() => t.select({ cellFormat: "string", timeZone: "utc", method: "post" }).all()), [
      422,
      "INVALID_REQUEST_UNKNOWN",
    ]);
  });
});

describe("cells that are objects", () => {
  test("people, files and barcodes", async () => {
    const { table: t } = await table([
      TEXT,
      { name: "Owner", type: "singleCollaborator" },
      { name: "Files", type: "multipleAttachments" },
      { name: "Code", type: "barcode" },
    ]);
    const made = await t.create({
      Owner: { email: process.env.BASEKEY_EMAIL },
      Files: [{ url: "https://example.com/a.png" }],
      Code: { text: "12", type: "upce" },
    });
    assert.deepEqual(made.get("Owner"), {
      id: process.env.BASEKEY_USER,
      email: process.env.BASEKEY_EMAIL,
      name: "Olive Owner",
    });
    const [file] = made.get("Files");
    assert.deepEqual([file.url, file.filename], ["https://example.com/a.png", "a.png"]);
    assert.deepEqual(made.get("Code"), { text: "12", type: "upce" });
    // `save` sends back what was read.
    const found = await t.find(made.id);
    found.set("Name", "saved");
    await found.save();
    assert.deepEqual((await t.find(made.id)).fields, { Name: "saved", ...made.fields });
  });
});
