// What every test begins with: airtable.js pointed at the server under test.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
export const Airtable = require("airtable");

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run through compat/run, or python compat/server.py -- node --test …`);
  return value;
}

export const url = needed("BASEKEY_URL");
export const token = needed("BASEKEY_TOKEN");
export const workspace = needed("BASEKEY_WORKSPACE");

export const airtable = new Airtable({ apiKey: token, endpointUrl: url, noRetryIfRateLimited: true });

// airtable.js has no calls for schema, so the schema is made by plain requests.
export async function request(method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

let bases = 0;

// A new base with one table, T.
export async function table(fields) {
  bases += 1;
  const made = await request("POST", "/v0/meta/bases", {
    name: `Node ${process.pid} ${bases}`,
    workspaceId: workspace,
    tables: [{ name: "T", fields }],
  });
  const base = airtable.base(made.id);
  return { base, table: base("T"), schema: made.tables[0], id: made.id };
}

// A base with the tables Authors and Books; the link `Author` of Books has its
// other side in the field `Books` of Authors.
export async function library() {
  const made = await table([TEXT]);
  const path = `/v0/meta/bases/${made.id}/tables`;
  const authors = await request("POST", path, { name: "Authors", fields: [TEXT] });
  const books = await request("POST", path, {
    name: "Books",
    fields: [
      { name: "Title", type: "singleLineText" },
      { name: "Author", type: "multipleRecordLinks", options: { linkedTableId: authors.id } },
    ],
  });
  return { id: made.id, books: made.base("Books"), authors: made.base("Authors"), ids: { books: books.id, authors: authors.id } };
}

// Makes a field of a table, which airtable.js has no call for; `field.named`
// finds one.
export function field(base, tableId, definition) {
  return request("POST", `/v0/meta/bases/${base}/tables/${tableId}/fields`, definition);
}

field.named = async (base, tableName, name) => {
  const { tables } = await request("GET", `/v0/meta/bases/${base}/tables`);
  return tables.find((found) => found.name === tableName).fields.find((found) => found.name === name);
};

// Makes a view of a table through our own API; Airtable's has no way to.
export function view(base, tableId, settings) {
  return request("POST", `/api/bases/${base}/tables/${tableId}/views`, settings);
}

export const TEXT = { name: "Name", type: "singleLineText" };
export const NUMBER = { name: "N", type: "number", options: { precision: 2 } };
export const TAGS = { name: "Tags", type: "multipleSelects", options: { choices: [{ name: "red" }, { name: "green" }] } };
export const DONE = { name: "Done", type: "checkbox", options: { icon: "check", color: "greenBright" } };

// Creates any number of records, ten at a time, and gives them in order.
export async function fill(into, rows) {
  const made = [];
  for (let at = 0; at < rows.length; at += 10) {
    const chunk = rows.slice(at, at + 10).map((fields) => ({ fields }));
    made.push(...(await into.create(chunk)));
  }
  return made;
}

export const fieldsOf = (records) => records.map((record) => record.fields);
