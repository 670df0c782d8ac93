import { OPERATIONS, type Operation } from "../api/operations.ts";
import { type Block, type Part, paragraph, say, type Text } from "./doc.ts";
import { allCells, asRead, changedCells, mergeField, newCells } from "./examples.ts";
import { exampleFilter } from "./formula.ts";
import {
  type Call,
  type DocBase,
  type DocField,
  type DocTable,
  type Json,
  RECORD_PLACEHOLDER,
  type Settings,
} from "./model.ts";
import { fieldKey, tableKey, viewKey } from "./names.ts";
import { segment } from "./quote.ts";
import { examplesOf, fieldRows, shortened } from "./samples.ts";

/** What a call is made of besides its operation. */
export interface Made
  extends Partial<Pick<Call, "query" | "body" | "client" | "answer" | "madeUp" | "answerNote">> {
  /** Segments of the path that stand for `{…}`, in order. */
  at?: string[];
}

/** Makes calls of operations that this server has; parts of others are left out. */
export function caller(operations: readonly Operation[] = OPERATIONS) {
  const known = new Map(operations.map((operation) => [operation.id, operation]));
  return (id: string, anchor: string, what: string, made: Made): Call | null => {
    const operation = known.get(id);
    if (!operation) return null;
    const { at = [], ...rest } = made;
    let next = 0;
    const path = operation.path.replace(/\{[^}]+\}/g, () => segment(at[next++] ?? ""));
    return { anchor, what, operation, method: operation.method, path, query: [], ...rest };
  };
}

/** A part about one call; none if the server does not have it. */
export function callPart(title: string, of: string | undefined, call: Call | null, ...texts: Text[]): Part[] {
  if (!call) return [];
  const blocks: Block[] = texts.map((text) => ({ kind: "text", text }));
  return [{ anchor: call.anchor, title, of, blocks: [...blocks, { kind: "call", call }], parts: [] }];
}

/** Everything about one table: its fields and the calls for its records. */
export function tablePart(
  base: DocBase,
  table: DocTable,
  settings: Settings,
  operations: readonly Operation[] = OPERATIONS,
): Part {
  const { ids, typecast } = settings;
  const make = caller(operations);
  const { records, madeUp } = examplesOf(base, table);
  const [first] = records;
  const key = tableKey(table, ids);
  const at = [base.id, key];
  const of = table.name;
  const anchor = (name: string) => `${table.id}-${name}`;
  const byId: [string, string][] = ids ? [["returnFieldsByFieldId", "true"]] : [];
  const flags = { ...(typecast && { typecast: true }), ...(ids && { returnFieldsByFieldId: true }) };
  const read = (some: typeof records) => {
    const { value, cut } = shortened(some.map((record) => asRead(table, record, ids)));
    const note = cut ? "Long texts and lists are cut short here." : undefined;
    return { records: value as Json[], note };
  };
  const some = read(records.slice(0, 2));
  const one = read(records.slice(0, 1));
  const noted = { madeUp, answerNote: some.note };
  const notedOne = { madeUp, answerNote: one.note };
  const list = { kind: "list" as const, table: key, paging: false, options: {} };
  const filter = exampleFilter(table, records, ids);
  const sorted = sortField(table);
  const shown = table.fields.slice(0, 3).map((field) => fieldKey(field, ids));
  const [view] = table.views;
  const recordId = first?.id ?? RECORD_PLACEHOLDER;
  const cells = first ? newCells(table, first, ids) : {};
  const few = first ? changedCells(table, first, ids) : {};
  const all = first ? allCells(table, first, ids) : {};
  const merge = first ? mergeField(table, first) : null;

  const parts: Part[] = [
    {
      anchor: anchor("fields"),
      title: "Fields",
      of,
      blocks: [{ kind: "fields", what: `fields of ${of}`, rows: fieldRows(base, table), ids, typecast }],
      parts: [],
    },
    ...callPart(
      "List records",
      of,
      make("listRecords", anchor("list"), `list records of ${of}`, {
        at,
        query: [["maxRecords", "2"], ...byId],
        client: { ...list, options: { maxRecords: 2 } },
        answer: { records: some.records },
        ...noted,
      }),
      say("The first records, in the order in which they were made. Blank cells are left out."),
    ),
    ...callPart(
      "List all pages",
      of,
      make("listRecords", anchor("pages"), `list all pages of ${of}`, {
        at,
        query: [["pageSize", "100"], ...byId],
        client: { ...list, paging: true, options: { pageSize: 100 } },
      }),
      say(
        "A page has at most 100 records. As long as the answer has an `offset`, send it with the same parameters for " +
          "the next page; the last page has none.",
      ),
      ...(settings.lang === "curl"
        ? [say("The command needs `jq`. It prints each record on a line of its own.")]
        : []),
    ),
    ...callPart(
      "Filter records",
      of,
      make("listRecords", anchor("filter"), `filter records of ${of}`, {
        at,
        query: [["filterByFormula", filter], ["maxRecords", "10"], ...byId],
        client: { ...list, options: { filterByFormula: filter, maxRecords: 10 } },
      }),
      say("Only records for which the formula is true: ", { code: filter }, "."),
    ),
    ...callPart(
      "Filter by a long formula",
      of,
      make("listRecordsByPost", anchor("post"), `filter records of ${of} by a long formula`, {
        at,
        body: {
          filterByFormula: filter,
          maxRecords: 10,
          ...(ids && { returnFieldsByFieldId: true }),
        },
        client: { ...list, post: true, options: { filterByFormula: filter, maxRecords: 10 } },
      }),
      say(
        "An address has less than 16,000 characters. What is longer is posted; the same parameters stand in the body.",
      ),
    ),
    ...callPart(
      "Sort, choose fields and take a view",
      of,
      make("listRecords", anchor("sort"), `sorted records of ${of}`, {
        at,
        query: [
          ...(sorted
            ? ([
                ["sort[0][field]", fieldKey(sorted, ids)],
                ["sort[0][direction]", "desc"],
              ] as [string, string][])
            : []),
          ...shown.map((name): [string, string] => ["fields[]", name]),
          ...(view ? ([["view", viewKey(view, ids)]] as [string, string][]) : []),
          ["maxRecords", "10"],
          ...byId,
        ],
        client: {
          ...list,
          options: {
            ...(sorted && { sort: [{ field: fieldKey(sorted, ids), direction: "desc" as const }] }),
            fields: shown,
            ...(view && { view: viewKey(view, ids) }),
            maxRecords: 10,
          },
        },
      }),
      say(
        "A view keeps the records that pass its filter, in its order unless `sort` says another. Fields hidden in it are " +
          "in the answer; `fields[]` chooses which are.",
      ),
    ),
    ...callPart(
      "Get a record",
      of,
      make("getRecord", anchor("get"), `get a record of ${of}`, {
        at: [...at, recordId],
        query: byId,
        client: { kind: "get", table: key, id: recordId },
        answer: one.records[0],
        ...notedOne,
      }),
    ),
    ...callPart(
      "Create records",
      of,
      make("createRecords", anchor("create"), `create records of ${of}`, {
        at,
        body: { records: [{ fields: cells }], ...flags },
        client: { kind: "create", table: key, records: [cells] },
        answer: { records: one.records },
        madeUp,
        answerNote: joined(
          one.note,
          madeUp ? undefined : "Shown for a record that is there; a new one has an id of its own.",
        ),
      }),
      say(
        'Up to 10 records in one request, all of them or none. A body `{"fields": {…}}` makes one record and is answered ' +
          "with one.",
      ),
    ),
    ...callPart(
      "Update records",
      of,
      make("updateRecords", anchor("update"), `update records of ${of}`, {
        at,
        body: { records: [{ id: recordId, fields: few }], ...flags },
        client: { kind: "update", table: key, records: [{ id: recordId, fields: few }], replace: false },
        answer: { records: one.records },
        ...notedOne,
      }),
      say(
        "Up to 10 records; cells that are not named stay, `null` clears one. For one record: PATCH with its id in the path " +
          'and `{"fields": {…}}`.',
      ),
    ),
    ...callPart(
      "Replace records",
      of,
      make("replaceRecords", anchor("replace"), `replace records of ${of}`, {
        at,
        body: { records: [{ id: recordId, fields: all }], ...flags },
        client: { kind: "update", table: key, records: [{ id: recordId, fields: all }], replace: true },
        answer: { records: one.records },
        ...notedOne,
      }),
      say("PUT is like PATCH, but cells that are not named are cleared. Computed fields stay."),
    ),
    ...upsertPart(),
    ...callPart(
      "Delete records",
      of,
      make("deleteRecords", anchor("delete"), `delete records of ${of}`, {
        at,
        query: [["records[]", RECORD_PLACEHOLDER]],
        client: { kind: "delete", table: key, ids: [RECORD_PLACEHOLDER] },
        answer: { records: [{ id: RECORD_PLACEHOLDER, deleted: true }] },
        madeUp: true,
      }),
      say(
        "Up to 10 ids in the query, all of them or none. The records disappear from every cell that links to them. The id " +
          "here is none of this table, on purpose: put in the one you mean. This can not be undone.",
      ),
    ),
  ];

  function upsertPart(): Part[] {
    if (!merge || !first) return [];
    const on = fieldKey(merge, ids);
    const value = first.fields[merge.id];
    const fields = { ...Object.fromEntries([[on, value ?? null]]), ...few };
    return callPart(
      "Upsert records",
      of,
      make("updateRecords", anchor("upsert"), `upsert records of ${of}`, {
        at,
        body: { performUpsert: { fieldsToMergeOn: [on] }, records: [{ fields }], ...flags },
        client: { kind: "upsert", table: key, records: [{ fields }], on: [on] },
        answer: { records: one.records, createdRecords: [], updatedRecords: [recordId] },
        ...notedOne,
      }),
      say(
        "One to three fields tell which record is meant: a record with equal cells is changed; if there is none, one is " +
          "made; if there are several, the whole request is refused.",
      ),
    );
  }

  const why = base.records.has(table.id)
    ? "The table is empty: its samples are made up."
    : "Its records could not be read: the samples are made up.";
  const blocks: Block[] = [paragraph("Table id: ", { code: table.id }, ". ", madeUp ? why : "")];
  if (table.description) blocks.unshift({ kind: "text", text: [table.description] });
  return { anchor: table.id, title: table.name, blocks, parts, tableId: table.id };
}

function joined(...notes: (string | undefined)[]): string | undefined {
  return notes.filter(Boolean).join(" ") || undefined;
}

/** What a list is well sorted by: a day or a number, else the primary field. */
function sortField(table: DocTable): DocField | undefined {
  const nice = ["date", "dateTime", "number", "currency", "rating"];
  return (
    table.fields.find((field) => nice.includes(field.type)) ??
    table.fields.find((field) => field.id === table.primaryFieldId)
  );
}
