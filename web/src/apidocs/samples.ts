import { formatOf, isComputed, readWords, typeDetail, typeLine } from "./formats.ts";
import {
  type DocBase,
  type DocField,
  type DocRecord,
  type DocTable,
  type Json,
  RECORD_PLACEHOLDER,
} from "./model.ts";

/** A cell to show, and whether it is one of this base. */
export interface Sample {
  value: Json;
  madeUp: boolean;
}

/** The first records of a table, or one made up if there are none. */
export interface Examples {
  records: readonly DocRecord[];
  madeUp: boolean;
}

const MOMENT = "2026-03-14T09:30:00.000Z";
const PERSON = { id: "usrXXXXXXXXXXXXXX", email: "ada@example.com", name: "Ada Example" };

/** A value of the right form, for a field that has none yet. */
export function inventedFor(field: DocField): Json {
  const options = field.options ?? {};
  const choices = options.choices ?? [];
  switch (field.type) {
    case "multilineText":
      return "First line\nSecond line";
    case "richText":
      return "**Bold** and plain\n";
    case "email":
      return "ada@example.com";
    case "url":
      return "https://example.com";
    case "phoneNumber":
      return "+1 555 0100";
    case "number":
    case "currency":
      return options.precision ? 12.5 : 12;
    case "percent":
      return 0.5;
    case "duration":
      return 5400;
    case "rating":
      return Math.min(3, options.max ?? 5);
    case "checkbox":
      return true;
    case "date":
      return "2026-03-14";
    case "dateTime":
    case "createdTime":
    case "lastModifiedTime":
      return options.result?.type === "date" ? "2026-03-14" : MOMENT;
    case "singleSelect":
    case "externalSyncSource":
      return choices[0]?.name ?? "A choice";
    case "multipleSelects":
      return choices.length > 0 ? choices.slice(0, 2).map((choice) => choice.name) : ["A choice"];
    case "singleCollaborator":
    case "createdBy":
    case "lastModifiedBy":
      return PERSON;
    case "multipleCollaborators":
      return [PERSON];
    case "multipleRecordLinks":
      return [RECORD_PLACEHOLDER];
    case "multipleAttachments":
      return [{ id: "attXXXXXXXXXXXXXX", url: "https://example.com/plan.pdf", filename: "plan.pdf" }];
    case "barcode":
      return { text: "4006381333931" };
    case "formula":
    case "rollup":
      return inventedResult(field);
    case "multipleLookupValues": {
      const one = inventedResult(field);
      return Array.isArray(one) ? one : [one];
    }
    case "count":
      return 2;
    case "autoNumber":
      return 1;
    case "button":
      return { label: "Open", url: "https://example.com" };
    case "aiText":
      return { state: "generated", isStale: false, value: "Some text" };
    default:
      return "Some text";
  }
}

function inventedResult(field: DocField): Json {
  const result = field.options?.result;
  return result ? inventedFor({ ...field, type: result.type, options: result.options }) : "Some text";
}

/** The first value that the field has in these records, or an invented one. */
export function sampleOf(field: DocField, records: readonly DocRecord[]): Sample {
  for (const record of records) {
    const value = record.fields[field.id];
    if (value !== undefined && value !== null) return { value, madeUp: false };
  }
  return { value: inventedFor(field), madeUp: true };
}

/** What the examples of a table are made of. */
export function examplesOf(base: DocBase, table: DocTable): Examples {
  const records = base.records.get(table.id) ?? [];
  if (records.length > 0) return { records, madeUp: false };
  const fields = Object.fromEntries(table.fields.map((field) => [field.id, inventedFor(field)]));
  return { records: [{ id: RECORD_PLACEHOLDER, createdTime: MOMENT, fields }], madeUp: true };
}

/** A line of the table of fields. */
export interface FieldRow {
  field: DocField;
  isPrimary: boolean;
  type: string;
  /** What else belongs to the type. */
  detail: string | null;
  sample: Sample;
  read: string;
  /** `null` for computed fields. */
  write: string | null;
  typecast: string | null;
  choices: string[];
}

/** All fields of a table with what there is to say of them. */
export function fieldRows(base: DocBase, table: DocTable): FieldRow[] {
  const { records, madeUp } = examplesOf(base, table);
  return table.fields.map((field) => {
    const format = formatOf(field.type);
    const sample = sampleOf(field, records);
    return {
      field,
      isPrimary: field.id === table.primaryFieldId,
      type: typeLine(field),
      detail: typeDetail(field, base.tables),
      sample: { ...sample, madeUp: sample.madeUp || madeUp },
      read: readWords(field),
      write: format.write,
      typecast: isComputed(field) ? null : (format.typecast ?? null),
      choices: (field.options?.choices ?? []).map((choice) => choice.name),
    };
  });
}

/** The longest text, and the longest list, that is shown in an answer. */
const LONGEST = 600;
const MOST = 12;

/** A value without what would fill the page; `cut` tells whether something is missing. */
export function shortened(value: Json): { value: Json; cut: boolean } {
  let cut = false;
  const walk = (one: Json): Json => {
    if (typeof one === "string" && one.length > LONGEST) {
      cut = true;
      return `${one.slice(0, LONGEST)}…`;
    }
    if (Array.isArray(one)) {
      if (one.length > MOST) cut = true;
      return one.slice(0, MOST).map(walk);
    }
    if (one !== null && typeof one === "object") {
      return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)]));
    }
    return one;
  };
  return { value: walk(value), cut };
}
