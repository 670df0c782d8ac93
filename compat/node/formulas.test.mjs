// Formulas as filters and as fields, through airtable.js.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { DONE, NUMBER, TEXT, field, fieldsOf, fill, library, table, view } from "./support.mjs";

const STAGE = { name: "Stage", type: "singleSelect", options: { choices: [{ name: "a" }, { name: "b" }, { name: "c" }] } };
const DAY = { name: "Day", type: "date", options: { dateFormat: { name: "iso" } } };
const DOUBLE = { name: "Twice", type: "formula", options: { formula: "{N} * 2" } };
const LABEL = { name: "Label", type: "formula", options: { formula: "{Name} & '/' & {Twice}" } };

const rows = Array.from({ length: 230 }, (_, n) => ({
  Name: `n${String(n).padStart(3, "0")}`,
  N: n,
  Stage: "abc"[n % 3],
  ...(n % 2 ? { Done: true } : {}),
}));
const computed = rows.map((row) => ({ ...row, Twice: row.N * 2, Label: `${row.Name}/${row.N * 2}` }));

const refused = async (call) => {
  try {
    await call();
  } catch (error) {
    return { error: error.error, statusCode: error.statusCode, message: error.message };
  }
  assert.fail("the call was not refused");
};

describe("filterByFormula", () => {
  let t, id, schema, made;
  before(async () => {
    ({ table: t, id, schema } = await table([TEXT, NUMBER, STAGE, DONE, DOUBLE, LABEL]));
    made = await fill(t, rows);
    const n = schema.fields.find((found) => found.name === "N").id;
    const filters = { conjunction: "and", conditions: [{ fieldId: n, operator: "<", value: 100 }] };
    await view(id, schema.id, { name: "Low, downwards", filters, sorts: [{ fieldId: n, direction: "desc" }] });
  });

  const stage = (name) => computed.filter((row) => row.Stage === name);
  const select = async (options) => fieldsOf(await t.select(options).all());

  test("all, firstPage and eachPage", async () => {
    const filterByFormula = "{Stage} = 'b'";
    assert.deepEqual(await select({ filterByFormula }), stage("b"));
    assert.deepEqual(fieldsOf(await t.select({ filterByFormula, pageSize: 5 }).firstPage()), stage("b").slice(0, 5));
    const pages = [];
    await t.select({ filterByFormula, pageSize: 30 }).eachPage((records, next) => {
      pages.push(records.length);
      next();
    });
    assert.deepEqual(pages, [30, 30, 17]);
    assert.deepEqual(await select({ filterByFormula: "" }), computed);
    assert.deepEqual(await select({ filterByFormula: "FALSE()" }), []);
  });

  test("with sort, view, fields, maxRecords and cellFormat", async () => {
    const filterByFormula = "AND({Done}, OR({Stage} = 'a', {Stage} = \"c\"))";
    const kept = computed.filter((row) => row.Done && row.Stage !== "b");
    const sort = [{ field: "N", direction: "desc" }];
    assert.deepEqual(await select({ filterByFormula, sort }), [...kept].reverse());
    const low = kept.filter((row) => row.N < 100);
    assert.deepEqual(await select({ filterByFormula, view: "Low, downwards" }), [...low].reverse());
    const both = { filterByFormula, view: "Low, downwards", sort: [{ field: "Twice" }], fields: ["Label"], maxRecords: 4 };
    assert.deepEqual(await select(both), low.slice(0, 4).map(({ Label }) => ({ Label })));
    const strings = { cellFormat: "string", timeZone: "utc", userLocale: "en-us" };
    const [first] = await select({ filterByFormula, maxRecords: 1, ...strings });
    assert.deepEqual([first.N, first.Twice, first.Done, first.Label], ["3.00", "6.00", "checked", "n003/6"]);
    const label = schema.fields.find((found) => found.name === "Label").id;
    const byId = { filterByFormula: `{${label}} = 'n007/14'`, fields: [label], returnFieldsByFieldId: true };
    assert.deepEqual(await select(byId), [{ [label]: "n007/14" }]);
  });

  test("by computed cells, with numbers, texts and ids", async () => {
    const names = async (filterByFormula) => (await select({ filterByFormula, fields: ["Name"] })).map(({ Name }) => Name);
    assert.deepEqual(await names("{Twice} > 455"), ["n228", "n229"]);
    assert.deepEqual(await names("FIND('/10', {Label} & '') = 5"), ["n005", ...computed.slice(50, 55).map(({ Name }) => Name)]);
    assert.deepEqual(await names(`RECORD_ID() = '${made[42].id}'`), ["n042"]);
    assert.deepEqual(await names("AND(MOD({N}, 100) = 7, NOT({Stage} = 'b'))"), ["n107", "n207"]);
    assert.deepEqual(await names("IS_AFTER(CREATED_TIME(), NOW())"), []);
    assert.deepEqual(await names("REGEX_MATCH({Name}, '^n00[0-2]$')"), ["n000", "n001", "n002"]);
  });

  test("a long formula is posted by the client", async () => {
    const wanted = computed.filter((row) => row.N % 5 === 0);
    const terms = [...wanted.map((row) => row.Name), ...Array.from({ length: 1000 }, (_, n) => `none ${n}`)];
    const filterByFormula = `OR(${terms.map((term) => `{Name}='${term}'`).join(",")})`;
    assert.ok(filterByFormula.length > 17_000);
    assert.deepEqual(await select({ filterByFormula }), wanted);
    const sort = [{ field: "N", direction: "desc" }];
    assert.deepEqual(await select({ filterByFormula, maxRecords: 3, sort }), wanted.reverse().slice(0, 3));
    assert.deepEqual(await select({ filterByFormula: "{N} < 2", method: "post", pageSize: 1 }), computed.slice(0, 2));
  });

  test("refusals say what is wrong, posted or not", async () => {
    const prefix = "The formula for filtering records is invalid: ";
    for (const method of ["get", "post"]) {
      const ask = (filterByFormula) => refused(() => t.select({ filterByFormula, method }).all());
      const unknown = await ask("AND({Nope} = 1, {N})");
      const message = `${prefix}Unknown field names: nope`;
      assert.deepEqual(unknown, { error: "INVALID_FILTER_BY_FORMULA", statusCode: 422, message });
      for (const formula of ["{N} =", "FOO({N})", "{N} == 1", "'open", "LEN()"]) {
        const { error, statusCode, message: text } = await ask(formula);
        assert.deepEqual([error, statusCode], ["INVALID_FILTER_BY_FORMULA", 422]);
        assert.ok(text.startsWith(`${prefix}Invalid formula. Please check your formula text.`), text);
        assert.ok(text.length > 100, `no word of what is wrong: ${text}`);
      }
    }
  });
});

describe("computed cells", () => {
  test("are in the answers of create, update and replace, and can not be written", async () => {
    const due = { name: "Due", type: "formula", options: { formula: "DATEADD({Day}, 1, 'days')" } };
    const { table: t } = await table([TEXT, NUMBER, DAY, DOUBLE, LABEL, due]);
    const one = await t.create({ Name: "a", N: 4, Day: "2024-02-28" });
    assert.deepEqual(one.fields, { Name: "a", N: 4, Day: "2024-02-28", Twice: 8, Label: "a/8", Due: "2024-02-29" });
    const [two] = await t.create([{ fields: { Name: "b", N: 1 } }]);
    assert.deepEqual([two.get("Twice"), two.get("Label")], [2, "b/2"]);
    const [changed] = await t.update([{ id: two.id, fields: { N: 5 } }]);
    assert.equal(changed.get("Label"), "b/10");
    const replaced = await t.replace(two.id, { Name: "c" });
    assert.deepEqual([replaced.get("Twice"), replaced.get("Label")], [0, "c/0"]);
    const upserted = await t.update([{ fields: { Name: "c", N: 6 } }], { performUpsert: { fieldsToMergeOn: ["Name"] } });
    assert.equal(upserted.records?.[0].fields.Label ?? upserted[0].get("Label"), "c/12");
    // A record that was read, changed and saved whole.
    const read = await t.find(one.id);
    read.set("N", 7);
    await read.patchUpdate({ N: 7 });
    assert.equal(read.get("Label"), "a/14");
    const { error, statusCode, message } = await refused(() => t.update(one.id, { Twice: 1 }));
    assert.deepEqual([error, statusCode], ["INVALID_VALUE_FOR_COLUMN", 422]);
    assert.equal(message, 'Field "Twice" cannot accept a value because the field is computed');
  });

  test("errors are objects", async () => {
    const formulas = { Infinite: "{N} / 0", None: "0 / 0", Error: "ERROR()", Blank: "IF({N} > 100, 1)" };
    const fields = Object.entries(formulas).map(([name, formula]) => ({ name, type: "formula", options: { formula } }));
    const { table: t } = await table([TEXT, NUMBER, ...fields]);
    const made = await t.create({ N: 1 });
    const expected = { N: 1, Infinite: { specialValue: "Infinity" }, None: { specialValue: "NaN" }, Error: { error: "#ERROR!" } };
    assert.deepEqual(made.fields, expected);
    assert.deepEqual(fieldsOf(await t.select({ filterByFormula: "AND(ISERROR({None}), ISERROR({Error}))" }).all()), [expected]);
    assert.deepEqual(await t.select({ filterByFormula: "OR({None}, {Blank})" }).all(), []);
  });

  test("follow links: lookups, rollups and counts, sorted and filtered", async () => {
    const { id, books, authors, ids } = await library();
    const pages = await field(id, ids.books, { name: "Pages", type: "number", options: { precision: 0 } });
    const back = (await field.named(id, "Authors", "Books")).id;
    const link = (await field.named(id, "Books", "Author")).id;
    const through = { recordLinkFieldId: back, fieldIdInLinkedTable: pages.id };
    await field(id, ids.authors, { name: "Total", type: "rollup", options: { ...through, formula: "SUM(values)" } });
    await field(id, ids.authors, { name: "Each", type: "multipleLookupValues", options: through });
    await field(id, ids.authors, { name: "Count", type: "count", options: { recordLinkFieldId: back } });
    const total = (await field.named(id, "Authors", "Total")).id;
    const most = { recordLinkFieldId: link, fieldIdInLinkedTable: total, formula: "MAX(values)" };
    await field(id, ids.books, { name: "Of all", type: "rollup", options: most });
    const [ann, bob] = await authors.create([{ fields: { Name: "Ann" } }, { fields: { Name: "Bob" } }]);
    assert.deepEqual(ann.fields, { Name: "Ann", Total: 0, Count: 0 });
    const made = await books.create([
      { fields: { Title: "One", Pages: 10, Author: [ann.id] } },
      { fields: { Title: "Two", Pages: 20, Author: [ann.id, bob.id] } },
    ]);
    assert.deepEqual(made.map((book) => book.get("Of all")), [30, 30]);
    const found = await authors.find(ann.id);
    assert.deepEqual([found.get("Total"), found.get("Each"), found.get("Count")], [30, [10, 20], 2]);
    const names = async (options) => fieldsOf(await authors.select(options).all()).map(({ Name }) => Name);
    assert.deepEqual(await names({ filterByFormula: "{Total} > 25" }), ["Ann"]);
    assert.deepEqual(await names({ sort: [{ field: "Total" }] }), ["Bob", "Ann"]);
    assert.deepEqual(await names({ filterByFormula: "FIND('Two', {Books})" }), ["Ann", "Bob"]);
    await books.destroy(made[1].id);
    assert.deepEqual((await authors.find(bob.id)).fields, { Name: "Bob", Total: 0, Count: 0 });
    assert.equal((await books.find(made[0].id)).get("Of all"), 10);
  });
});
