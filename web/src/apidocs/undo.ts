import { asWritten } from "./examples.ts";
import { isComputed } from "./formats.ts";
import { formulaText } from "./formula.ts";
import type { DocField, DocTable, Json } from "./model.ts";
import type { Ask } from "./request.ts";

type Item = { [key: string]: Json };

/** What takes a change back. */
export interface Undo {
  /** On the button: "Undo: delete the record". */
  words: string;
  asks: Ask[];
  /** What it does not bring back. */
  but?: string;
}

/** Whether a call changes anything. */
export function changes(operation: string, method: string, body: Json | undefined): boolean {
  if (method === "GET" || operation === "listRecordsByPost") return false;
  return !(operation === "changeField" && item(body).dryRun === true);
}

/** Said before sending; `read` tells whether what is there now could be read. */
export function warning(operation: string, body: Json | undefined, read: boolean): string {
  switch (operation) {
    case "deleteRecords":
    case "deleteRecord":
      return "Deleted records can not be brought back. The links to them go as well.";
    case "deleteView":
      return "A deleted view can not be brought back.";
    case "deleteField":
    case "deleteTable":
      return "It can be restored for 30 days; Undo is offered afterwards.";
    case "createRecords":
    case "createTable":
    case "createField":
    case "createView":
      return "Afterwards Undo is offered, which deletes what was made.";
    case "changeField":
      if ("type" in item(body) || "options" in item(body)) {
        return "A change of type or options converts cells and can not be undone here.";
      }
      break;
    case "restoreDeleted":
      return "What is restored can be deleted again.";
  }
  return read
    ? "Afterwards Undo is offered, which writes back what is there now."
    : "This can not be undone here: what is there now could not be read.";
}

function item(value: Json | undefined): Item {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function items(value: Json | undefined): Item[] {
  return Array.isArray(value) ? value.map(item) : [];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The table of a path `/v0/{base}/{table}`, by its id or name. */
function tableOf(path: string, tables: readonly DocTable[]): DocTable | undefined {
  const key = decoded(path.split("/")[3] ?? "");
  return tables.find((table) => table.id === key) ?? tables.find((table) => table.name === key);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fieldOf(table: DocTable | undefined, key: string): DocField | undefined {
  return table?.fields.find((field) => field.id === key) ?? table?.fields.find((field) => field.name === key);
}

const BY_ID: [string, string][] = [["returnFieldsByFieldId", "true"]];
const COMPARABLE = [
  "singleLineText",
  "email",
  "url",
  "phoneNumber",
  "singleSelect",
  "number",
  "currency",
  "rating",
];

/** What to read before sending, so that it can be written back. */
export function readsBefore(operation: string, ask: Ask, tables: readonly DocTable[]): Ask[] {
  const base = ask.path.split("/");
  const body = item(ask.body);
  switch (operation) {
    case "updateRecords":
    case "replaceRecords": {
      const named = items(body.records).flatMap((record) =>
        typeof record.id === "string"
          ? [{ method: "GET", path: `${ask.path}/${encodeURIComponent(record.id)}`, query: BY_ID }]
          : [],
      );
      const search = body.performUpsert ? searchFor(ask, tableOf(ask.path, tables)) : [];
      return [...named, ...search];
    }
    case "updateTable":
    case "updateField":
    case "changeField":
      return [
        {
          method: "GET",
          path: `/v0/meta/bases/${base[ask.path.startsWith("/v0") ? 4 : 3]}/tables`,
          query: [],
        },
      ];
    case "updateView":
      return [{ method: "GET", path: ask.path, query: [] }];
    default:
      return [];
  }
}

/** The records that an upsert may find, by a formula; nothing if they can not be compared so. */
function searchFor(ask: Ask, table: DocTable | undefined): Ask[] {
  const body = item(ask.body);
  const on = texts(item(body.performUpsert).fieldsToMergeOn);
  const fields = on.map((key) => fieldOf(table, key));
  const alternatives: string[] = [];
  for (const record of items(body.records)) {
    if (record.id !== undefined) continue;
    const parts: string[] = [];
    for (const [index, field] of fields.entries()) {
      const value = item(record.fields)[on[index] ?? ""];
      if (!field || !COMPARABLE.includes(field.type)) return [];
      if (typeof value === "string") parts.push(`{${field.id}} = ${formulaText(value)}`);
      else if (typeof value === "number" && !String(value).includes("e"))
        parts.push(`{${field.id}} = ${value}`);
      else return [];
    }
    alternatives.push(`AND(${parts.join(", ")})`);
  }
  if (alternatives.length === 0) return [];
  const filterByFormula = `OR(${alternatives.join(", ")})`;
  return [
    {
      method: "POST",
      path: `${ask.path}/listRecords`,
      query: [],
      body: { filterByFormula, returnFieldsByFieldId: true },
    },
  ];
}

/** What takes a call back that was answered well; `null` if nothing does. */
export function undoOf(
  operation: string,
  ask: Ask,
  before: readonly Json[],
  answer: Json | undefined,
  tables: readonly DocTable[],
): Undo | null {
  const made = item(answer);
  const id = typeof made.id === "string" ? made.id : null;
  const parts = ask.path.split("/");
  switch (operation) {
    case "createRecords":
      return deletion(ask.path, id ? [id] : items(made.records).map((record) => String(record.id)));
    case "updateRecords":
    case "replaceRecords":
      return restoring(ask, before, made, tables);
    case "createTable":
      return id
        ? one("Undo: delete the table", {
            method: "DELETE",
            path: `/api/bases/${parts[4]}/tables/${id}`,
            query: [],
          })
        : null;
    case "createField":
      return id
        ? one("Undo: delete the field", {
            method: "DELETE",
            path: `/api/bases/${parts[4]}/tables/${parts[6]}/fields/${id}`,
            query: [],
          })
        : null;
    case "createView":
      return id
        ? one("Undo: delete the view", {
            method: "DELETE",
            path: `/v0/meta/bases/${parts[3]}/views/${id}`,
            query: [],
          })
        : null;
    case "deleteTable":
    case "deleteField":
      return id
        ? one(`Undo: restore the ${operation === "deleteTable" ? "table" : "field"}`, {
            method: "POST",
            path: `/api/bases/${parts[3]}/deleted/${id}/restore`,
            query: [],
          })
        : null;
    case "updateTable":
    case "updateField":
    case "changeField":
      return renaming(operation, ask, before, answer);
    case "updateView": {
      const old = item(before[0]);
      const touched = Object.keys(item(ask.body)).filter((key) => key in old);
      const body = Object.fromEntries(touched.map((key) => [key, old[key] ?? null]));
      return touched.length > 0 ? one("Undo: change the view back", { ...ask, body }) : null;
    }
    default:
      return null;
  }
}

function one(words: string, ask: Ask): Undo {
  return { words, asks: [ask] };
}

function deletion(path: string, ids: string[]): Undo | null {
  if (ids.length === 0) return null;
  return {
    words: ids.length === 1 ? "Undo: delete the record" : `Undo: delete the ${ids.length} records`,
    asks: [{ method: "DELETE", path, query: ids.map((id) => ["records[]", id]) }],
    but: "Choices and linked records that typecast made stay.",
  };
}

/** Writes back what was there, and deletes what an upsert made. */
function restoring(ask: Ask, before: readonly Json[], made: Item, tables: readonly DocTable[]): Undo | null {
  const table = tableOf(ask.path, tables);
  if (!table) return null;
  const old = new Map(
    before
      .flatMap((one) => (Array.isArray(item(one).records) ? items(item(one).records) : [item(one)]))
      .map((record) => [String(record.id), item(record.fields)]),
  );
  const created = new Set(texts(made.createdRecords));
  const sent = items(item(ask.body).records);
  const changed = items(made.records).flatMap((record, index) => {
    const id = String(record.id);
    const was = old.get(id);
    if (created.has(id) || !was) return [];
    const touched =
      ask.method === "PUT"
        ? table.fields
        : Object.keys(item(sent[index]?.fields)).flatMap((key) => fieldOf(table, key) ?? []);
    const fields = Object.fromEntries(
      touched
        .filter((field) => !isComputed(field))
        .map((field) => [
          field.id,
          was[field.id] === undefined ? null : asWritten(field, was[field.id] ?? null),
        ]),
    );
    return [{ id, fields }];
  });
  const lost = items(made.records).length - created.size - changed.length;
  const asks: Ask[] = [];
  if (changed.length > 0)
    asks.push({ method: "PATCH", path: ask.path, query: [], body: { records: unique(changed) } });
  if (created.size > 0) {
    asks.push({ method: "DELETE", path: ask.path, query: [...created].map((id) => ["records[]", id]) });
  }
  if (asks.length === 0) return null;
  return {
    words: changed.length > 0 ? "Undo: write back what was there" : "Undo: delete what was made",
    asks,
    ...(lost > 0 && { but: "Not all changed records could be read before; those stay as they are now." }),
  };
}

/** Several elements of an upsert may mean one record: its cells are put together. */
function unique(records: { id: string; fields: Item }[]): Item[] {
  const byId = new Map<string, Item>();
  for (const { id, fields } of records) byId.set(id, { ...byId.get(id), ...fields });
  return [...byId].map(([id, fields]) => ({ id, fields }));
}

function renaming(
  operation: string,
  ask: Ask,
  before: readonly Json[],
  answer: Json | undefined,
): Undo | null {
  const body = item(ask.body);
  if ("type" in body || "options" in body || "dateDependencySettings" in body) return null;
  const made = item(operation === "changeField" ? item(answer).field : answer);
  const tables = items(item(before[0]).tables);
  const known = operation === "updateTable" ? tables : tables.flatMap((table) => items(table.fields));
  const old = known.find((one) => one.id === made.id);
  if (!old) return null;
  const written = Object.fromEntries(
    ["name", "description"].filter((key) => key in body).map((key) => [key, old[key] ?? ""]),
  );
  // By id: the name in the path may be the old one.
  const parts = ask.path.split("/");
  parts[parts.length - 1] = String(old.id);
  return one("Undo: write back name and description", { ...ask, path: parts.join("/"), body: written });
}
