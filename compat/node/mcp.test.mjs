// airtable-mcp-server, unmodified, over stdio: every tool for records and
// schema. It has no setting for the address, so redirect.mjs is loaded first.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { start } from "./mcp.mjs";
import { DONE, NUMBER, TAGS, TEXT, fieldsOf, library, table, url, view } from "./support.mjs";

const preload = fileURLToPath(new URL("./redirect.mjs", import.meta.url));
const environment = { BASEKEY_URL: url, NODE_OPTIONS: `--import=${preload}` };

// What the tools are, and why some have no test yet.
const TOOLS = [
  ...["create_field", "create_record", "create_table", "delete_records", "describe_table", "get_record", "list_bases"],
  ...["list_records", "list_tables", "search_records", "update_field", "update_records", "update_table"],
];
const NOT_YET = {
  create_comment: "there are no comments yet",
  list_comments: "there are no comments yet",
  upload_attachment: "no files are kept yet",
};

describe("airtable-mcp-server", () => {
  let mcp, baseId, tableId, schema;
  const called = new Set();
  const call = (name, args) => {
    called.add(name);
    return mcp.call(name, args);
  };
  before(async () => {
    mcp = await start(environment);
    const made = await table([TEXT, NUMBER, TAGS, DONE, { name: "Notes", type: "multilineText" }]);
    [baseId, tableId, schema] = [made.id, made.schema.id, made.schema];
  });
  after(() => mcp.stop());

  test("list_bases", async () => {
    assert.deepEqual([mcp.info.name, mcp.info.version], ["airtable-mcp-server", "1.14.0"]);
    const { bases } = await call("list_bases", {});
    const found = bases.find((base) => base.id === baseId);
    assert.match(found.name, /^Node /);
    assert.match(found.permissionLevel, /^(create|owner)$/);
  });

  test("list_tables and describe_table, in three levels of detail", async () => {
    const names = schema.fields.map(({ id, name }) => ({ id, name }));
    const views = schema.views.map(({ id, name }) => ({ id, name }));
    const levels = {
      tableIdentifiersOnly: { id: tableId, name: "T" },
      identifiersOnly: { id: tableId, name: "T", fields: names, views },
      full: { id: tableId, name: "T", fields: schema.fields, views: schema.views },
    };
    for (const [detailLevel, expected] of Object.entries(levels)) {
      const { tables } = await call("list_tables", { baseId, detailLevel });
      assert.deepEqual(tables, [expected], detailLevel);
      const described = await call("describe_table", { baseId, tableId, detailLevel });
      assert.deepEqual(described.table, expected, detailLevel);
    }
    assert.match(await mcp.refusal("describe_table", { baseId, tableId: "tblAAAAAAAAAAAAAA" }), /not found/);
  });

  test("create_record, get_record, update_records, delete_records", async () => {
    const fields = { Name: "one", N: "1,000.5", Tags: ["green", "brand new"], Done: true };
    const made = await call("create_record", { baseId, tableId, fields });
    assert.deepEqual(made.fields, { Name: "one", N: 1000.5, Tags: ["green", "brand new"], Done: true });
    assert.deepEqual(await call("get_record", { baseId, tableId, recordId: made.id }), made);
    const more = await call("create_record", { baseId, tableId: "T", fields: {} });
    assert.deepEqual(more.fields, {});
    const { records } = await call("update_records", {
      baseId,
      tableId,
      records: [
        { id: more.id, fields: { Name: "two", N: 2 } },
        { id: made.id, fields: { N: null, Done: false } },
      ],
    });
    assert.deepEqual(records, [
      { id: more.id, fields: { Name: "two", N: 2 } },
      { id: made.id, fields: { Name: "one", Tags: ["green", "brand new"] } },
    ]);
    const gone = await call("delete_records", { baseId, tableId, recordIds: [made.id, more.id] });
    assert.deepEqual(gone.records, [{ id: made.id }, { id: more.id }]);
    assert.match(await mcp.refusal("get_record", { baseId, tableId, recordId: made.id }), /MODEL_ID_NOT_FOUND/);
  });

  test("list_records: all pages, a bound, a sort, fields, a view", async () => {
    for (let n = 0; n < 105; n += 1) await call("create_record", { baseId, tableId, fields: { Name: `n${n}`, N: n } });
    const list = async (options) => fieldsOf((await call("list_records", { baseId, tableId, ...options })).records);
    assert.deepEqual((await list({})).length, 105, "over two pages");
    assert.deepEqual(await list({ maxRecords: 2 }), [{ Name: "n0", N: 0 }, { Name: "n1", N: 1 }]);
    assert.equal((await list({ maxRecords: 102 })).length, 102);
    const down = { sort: [{ field: "N", direction: "desc" }, { field: "Name" }], fields: ["N"] };
    assert.deepEqual((await list(down)).map(({ N }) => N), Array.from({ length: 105 }, (_, n) => 104 - n));
    const n = schema.fields.find((field) => field.name === "N").id;
    const filters = { conjunction: "and", conditions: [{ fieldId: n, operator: "<", value: 3 }] };
    await view(baseId, tableId, { name: "Few", filters });
    assert.deepEqual(await list({ view: "Few" }), [0, 1, 2].map((number) => ({ Name: `n${number}`, N: number })));
    const { records } = await call("list_records", { baseId, tableId });
    for (let at = 0; at < records.length; at += 10) {
      await call("delete_records", { baseId, tableId, recordIds: records.slice(at, at + 10).map((record) => record.id) });
    }
  });

  test("list_records by a formula, and search_records, which builds one", async () => {
    const rows = [
      { Name: 'a "quoted" word', N: 1, Notes: "first" },
      { Name: "back\\slash", N: 2, Tags: ["red"] },
      { Name: "third", N: 3, Notes: 'has a "quoted" word, too', Done: true },
    ];
    for (const fields of rows) await call("create_record", { baseId, tableId, fields });
    const list = async (options) => fieldsOf((await call("list_records", { baseId, tableId, ...options })).records);
    const search = async (options) => fieldsOf((await call("search_records", { baseId, tableId, ...options })).records);
    assert.deepEqual(await list({ filterByFormula: "{N} = 1" }), [rows[0]]);
    const some = { filterByFormula: "OR({Done}, FIND('red', {Tags}))", sort: [{ field: "N", direction: "desc" }] };
    assert.deepEqual(await list(some), [rows[2], rows[1]]);
    assert.deepEqual(await search({ searchTerm: '"quoted"' }), [rows[0], rows[2]]);
    assert.deepEqual(await search({ searchTerm: "back\\s" }), [rows[1]]);
    const [name] = schema.fields;
    assert.deepEqual(await search({ searchTerm: '"quoted"', fieldIds: [name.id] }), [rows[0]]);
    assert.deepEqual(await search({ searchTerm: "r", maxRecords: 1 }), [rows[0]]);
    assert.deepEqual(await search({ searchTerm: "QUOTED" }), [], "with regard to case");
    for (const [formula, words] of [
      ["{Nope} = 1", /Unknown field names: nope/],
      ["{N} = = 1", /Please check your formula text/],
    ]) {
      const text = await mcp.refusal("list_records", { baseId, tableId, filterByFormula: formula });
      assert.match(text, /INVALID_FILTER_BY_FORMULA/);
      assert.match(text, words);
    }
    const { records } = await call("list_records", { baseId, tableId });
    await call("delete_records", { baseId, tableId, recordIds: records.map((record) => record.id) });
  });

  test("create_table, update_table, create_field, update_field", async () => {
    const { table: made } = await call("create_table", {
      baseId,
      name: "Made here",
      description: "By an assistant",
      fields: [TEXT, { name: "Stage", type: "singleSelect", options: { choices: [{ name: "A", color: "redBright" }] } }],
    });
    assert.deepEqual([made.name, made.description], ["Made here", "By an assistant"]);
    assert.deepEqual(made.fields.map(({ name }) => name), ["Name", "Stage"]);
    assert.deepEqual(made.views.map(({ name, type }) => [name, type]), [["Grid view", "grid"]]);
    const { table: renamed } = await call("update_table", { baseId, tableId: made.id, name: "Renamed", description: "" });
    assert.deepEqual([renamed.id, renamed.name, renamed.description], [made.id, "Renamed", undefined]);

    const definition = (field) => ({ baseId, tableId: made.id, nested: { field } });
    const field = async (wanted) => (await call("create_field", definition(wanted))).field;
    const day = { name: "When", type: "date", description: "A day" };
    const when = await field({ ...day, options: { dateFormat: { name: "iso" } } });
    assert.deepEqual(when, { id: when.id, ...day, options: { dateFormat: { name: "iso", format: "YYYY-MM-DD" } } });
    const link = await field({ name: "Others", type: "multipleRecordLinks", options: { linkedTableId: tableId } });
    assert.equal(link.options.linkedTableId, tableId);
    const { field: changed } = await call("update_field", { baseId, tableId: made.id, fieldId: when.id, name: "Day" });
    assert.deepEqual([changed.id, changed.name, changed.description], [when.id, "Day", "A day"]);
    const { table: seen } = await call("describe_table", { baseId, tableId: made.id });
    assert.deepEqual(seen.fields.map(({ name }) => name), ["Name", "Stage", "Day", "Others"]);
    const formula = await field({ name: "F", type: "formula", options: { formula: "{Name} & 1" } });
    const first = made.fields[0].id;
    const options = { formula: `{${first}} & 1`, isValid: true, referencedFieldIds: [first], result: { type: "singleLineText" } };
    assert.deepEqual(formula, { id: formula.id, name: "F", type: "formula", options });
    const wrong = definition({ name: "G", type: "formula", options: { formula: "{Nope}" } });
    assert.match(await mcp.refusal("create_field", wrong), /INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE.*Nope/);
    assert.match(await mcp.refusal("create_table", { baseId, name: "renamed", fields: [TEXT] }), /DUPLICATE_TABLE_NAME/);
  });

  test("a field of every type passes what the server checks of answers", async () => {
    const kinds = [
      ...["singleLineText", "multilineText", "richText", "email", "url", "phoneNumber", "barcode", "singleCollaborator"],
      ...["multipleCollaborators", "multipleAttachments", "autoNumber", "createdTime", "createdBy", "lastModifiedTime"],
      "lastModifiedBy",
    ].map((type) => ({ name: type, type }));
    const color = "greenBright";
    const iso = { name: "iso" };
    const withOptions = {
      number: { precision: 8 },
      percent: { precision: 0 },
      currency: { precision: 7, symbol: "$" },
      duration: { durationFormat: "h:mm:ss.SS" },
      rating: { icon: "flag", max: 10, color },
      checkbox: { icon: "heart", color },
      date: { dateFormat: iso },
      dateTime: { dateFormat: iso, timeFormat: { name: "24hour" }, timeZone: "Asia/Tokyo" },
      singleSelect: { choices: [{ name: "A" }] },
      multipleSelects: { choices: [{ name: "B", color: "blueLight1" }] },
    };
    const fields = [...kinds, ...Object.entries(withOptions).map(([type, options]) => ({ name: type, type, options }))];
    const { table: made } = await call("create_table", { baseId, name: "All types", fields });
    assert.deepEqual(made.fields.map(({ type }) => type), fields.map(({ type }) => type));
    for (const { name, type } of made.fields) assert.equal(name, type);
    const described = await call("describe_table", { baseId, tableId: made.id });
    assert.deepEqual(described.table.fields, made.fields);
    // Those that are computed through a link.
    const field = async (wanted) => (await call("create_field", { baseId, tableId: made.id, nested: { field: wanted } })).field;
    const link = await field({ name: "Links", type: "multipleRecordLinks", options: { linkedTableId: tableId } });
    const through = { recordLinkFieldId: link.id, fieldIdInLinkedTable: schema.fields.find(({ name }) => name === "N").id };
    const computed = [
      await field({ name: "Formula", type: "formula", options: { formula: "LEN({singleLineText})" } }),
      await field({ name: "Count", type: "count", options: { recordLinkFieldId: link.id } }),
      await field({ name: "Lookup", type: "multipleLookupValues", options: through }),
      await field({ name: "Rollup", type: "rollup", options: { ...through, formula: "SUM(values)" } }),
    ];
    const { table: whole } = await call("describe_table", { baseId, tableId: made.id });
    // The client takes the id from the answer when it makes a count.
    computed[1].id = whole.fields.find(({ name }) => name === "Count").id;
    assert.deepEqual(whole.fields, [...made.fields, link, ...computed]);
    assert.ok(computed.every(({ options }) => options.isValid));
    const linked = await call("create_record", { baseId, tableId, fields: { Name: "linked", N: 5 } });
    const record = await call("create_record", { baseId, tableId: made.id, fields: { singleLineText: "four", Links: [linked.id] } });
    const { Formula, Count, Lookup, Rollup } = record.fields;
    assert.deepEqual({ Formula, Count, Lookup, Rollup }, { Formula: 4, Count: 1, Lookup: [5], Rollup: 5 });
    await call("delete_records", { baseId, tableId, recordIds: [linked.id] });
  });

  test("links, by id and by what records are called", async () => {
    const { id, ids } = await library();
    const ann = await call("create_record", { baseId: id, tableId: ids.authors, fields: { Name: "Ann" } });
    const book = await call("create_record", { baseId: id, tableId: ids.books, fields: { Title: "One", Author: [ann.id] } });
    const other = await call("create_record", { baseId: id, tableId: ids.books, fields: { Title: "Two", Author: ["Ann", "Bob"] } });
    assert.equal(other.fields.Author[0], ann.id);
    const { fields } = await call("get_record", { baseId: id, tableId: ids.authors, recordId: ann.id });
    assert.deepEqual(fields, { Name: "Ann", Books: [book.id, other.id] });
  });

  test("what is refused is explained", async () => {
    const wrong = await mcp.refusal("create_record", { baseId, tableId, fields: { Nope: 1 } });
    assert.match(wrong, /UNKNOWN_FIELD_NAME.*Nope/);
    // The server adds advice of its own to this one.
    const hidden = await mcp.refusal("list_records", { baseId: "appAAAAAAAAAAAAAA", tableId });
    assert.match(hidden, /INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND.*Suggestions/);
    const stranger = await start({ ...environment, AIRTABLE_API_KEY: "patAAAAAAAAAAAAAA.wrong" });
    try {
      assert.match(await stranger.refusal("list_bases", {}), /Unauthorized/);
    } finally {
      await stranger.stop();
    }
  });

  test("every tool was called, or has a reason not to be", async () => {
    const names = (await mcp.tools()).map((tool) => tool.name).sort();
    assert.deepEqual(names, [...TOOLS, ...Object.keys(NOT_YET)].sort());
    assert.deepEqual([...called].sort(), TOOLS);
  });
});
