import type { Operation } from "../api/operations.ts";
import type { DocBase, DocField, DocRecord, DocTable, Json } from "./model.ts";

/** Names that break what is not quoted with care. For tests. */
export const ODD_NAMES = [
  'It\'s "quoted" \\ back\\',
  "two\nlines\tand a tab\r",
  "🚀 emoji 家 ü",
  "$HOME `id` $(id) !! %s {x} #{y} $z",
  "class",
  "Client Name",
  "client-name",
  "CLIENT_NAME",
  "__proto__",
  "*/ close /* open",
  "..",
  "tblXXXXXXXXXXXXXX",
  "'; DROP --",
  "a|b ``` c",
  "\u202ereversed\u2028line",
  "-minus",
  "123",
  "-",
  "Self",
  "self",
  "type",
];

const TYPES = [
  "singleLineText",
  "number",
  "checkbox",
  "singleSelect",
  "multipleSelects",
  "date",
  "dateTime",
  "currency",
  "rating",
  "multipleRecordLinks",
  "singleCollaborator",
  "multipleAttachments",
  "barcode",
  "formula",
  "multipleLookupValues",
  "autoNumber",
  "multilineText",
  "percent",
  "duration",
  "somethingNew",
];

/** `fld…` and the like, with a number at the end. */
export function idOf(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(14, "A")}`;
}

function optionsOf(type: string): DocField["options"] {
  switch (type) {
    case "singleSelect":
    case "multipleSelects":
      return { choices: ODD_NAMES.map((name) => ({ name })) };
    case "formula":
      return { result: { type: "number", options: { precision: 0 } } };
    case "multipleLookupValues":
      return { result: { type: "multipleSelects", options: { choices: [{ name: "x | y" }] } } };
    case "multipleRecordLinks":
      return { linkedTableId: idOf("tbl", 0) };
    case "somethingNew":
      return null;
    default:
      return {};
  }
}

function cellOf(type: string, index: number): Json | undefined {
  const odd = ODD_NAMES[index % ODD_NAMES.length] ?? "";
  switch (type) {
    case "singleLineText":
    case "singleSelect":
      return odd;
    case "multilineText":
      return ODD_NAMES.join("\n");
    case "number":
      return [1e21, -0.25, 12345678901, 7][index % 4];
    case "checkbox":
      return true;
    case "multipleSelects":
      return [odd, "x"];
    case "barcode":
      return { text: odd };
    default:
      return undefined;
  }
}

/** A base in which everything has an odd name. The last table is empty. */
export function oddBase(): DocBase {
  const tables: DocTable[] = ODD_NAMES.map((name, index) => ({
    id: idOf("tbl", index),
    name,
    description: index === 0 ? "About */ `this` | table" : null,
    primaryFieldId: idOf("fld", 0),
    fields: TYPES.map((type, at) => ({
      id: idOf("fld", at),
      name: ODD_NAMES[(at + index) % ODD_NAMES.length] ?? "",
      type,
      options: optionsOf(type),
    })),
    views: [{ id: idOf("viw", index), name: ODD_NAMES[index] ?? "", type: "grid" }],
  }));
  const records = new Map<string, DocRecord[]>(
    tables.slice(0, -1).map((table, index) => [
      table.id,
      [
        {
          id: idOf("rec", index),
          createdTime: "2026-01-02T03:04:05.000Z",
          fields: Object.fromEntries(
            table.fields.flatMap((field): [string, Json][] => {
              const value = cellOf(field.type, index);
              return value === undefined ? [] : [[field.id, value]];
            }),
          ),
        },
      ],
    ]),
  );
  return { id: idOf("app", 1), name: "Odd */ base", tables, records, origin: "http://127.0.0.1:8080" };
}

function operation(id: string, method: string, path: string, all: string[], role: string): Operation {
  return { id, operation: id, method, path, summary: id, all, any: [], role, token: true };
}

const RECORDS = "/v0/{baseId}/{tableIdOrName}";

/** Calls of a server, whatever the list of the real one says. */
export const TEST_OPERATIONS: Operation[] = [
  operation("listRecords", "GET", RECORDS, ["data.records:read"], "read"),
  operation("listRecordsByPost", "POST", `${RECORDS}/listRecords`, ["data.records:read"], "read"),
  operation("getRecord", "GET", `${RECORDS}/{recordId}`, ["data.records:read"], "read"),
  operation("createRecords", "POST", RECORDS, ["data.records:write"], "edit"),
  operation("updateRecords", "PATCH", RECORDS, ["data.records:write"], "edit"),
  operation("replaceRecords", "PUT", RECORDS, ["data.records:write"], "edit"),
  operation("deleteRecords", "DELETE", RECORDS, ["data.records:write"], "edit"),
  operation("updateRecord", "PATCH", `${RECORDS}/{recordId}`, ["data.records:write"], "edit"),
  operation("deleteRecord", "DELETE", `${RECORDS}/{recordId}`, ["data.records:write"], "edit"),
  operation("getBaseSchema", "GET", "/v0/meta/bases/{baseId}/tables", ["schema.bases:read"], "read"),
  operation("createTable", "POST", "/v0/meta/bases/{baseId}/tables", ["schema.bases:write"], "create"),
  operation(
    "createField",
    "POST",
    "/v0/meta/bases/{baseId}/tables/{tableIdOrName}/fields",
    ["schema.bases:write"],
    "create",
  ),
  operation(
    "changeField",
    "PATCH",
    "/api/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}",
    ["schema.bases:write"],
    "create",
  ),
  {
    ...operation("getBaseCollaborators", "GET", "/v0/meta/bases/{baseId}", [], "read"),
    any: ["schema.bases:read", "workspacesAndBases:read"],
  },
  { ...operation("whoAmI", "GET", "/v0/meta/whoami", [], "read"), role: null },
];
