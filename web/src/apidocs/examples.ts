import { isComputed, isMergeable } from "./formats.ts";
import type { DocField, DocRecord, DocTable, Json } from "./model.ts";
import { fieldKey } from "./names.ts";

/** The fields of a body. */
export type Cells = { [field: string]: Json };

/** Longer texts are left out of examples that need not be whole. */
const LONG = 400;
const FEW = 5;

/** A cell as it is read, in the form in which it is written. */
export function asWritten(field: DocField, value: Json): Json {
  const person = (one: Json): Json => (isObject(one) ? { id: one.id ?? null } : one);
  switch (field.type) {
    case "singleCollaborator":
      return person(value);
    case "multipleCollaborators":
      return Array.isArray(value) ? value.map(person) : value;
    case "multipleAttachments":
      return Array.isArray(value)
        ? value.map((one) => (isObject(one) ? { url: one.url ?? null, filename: one.filename ?? null } : one))
        : value;
    default:
      return value;
  }
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The primary field first. */
function ordered(table: DocTable): DocField[] {
  return [...table.fields].sort(
    (one, other) => Number(other.id === table.primaryFieldId) - Number(one.id === table.primaryFieldId),
  );
}

function cellsOf(fields: DocField[], record: DocRecord, ids: boolean): Cells {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = record.fields[field.id];
      return value === undefined ? [] : [[fieldKey(field, ids), asWritten(field, value)]];
    }),
  );
}

/** Fields that make a good example: written, short, and not what belongs to one record alone. */
function showy(table: DocTable, record: DocRecord): DocField[] {
  return ordered(table).filter((field) => {
    const value = record.fields[field.id];
    if (isComputed(field) || value === undefined || field.type === "multipleAttachments") return false;
    return JSON.stringify(value).length <= LONG;
  });
}

/** A few cells of a record, as for making one like it. */
export function newCells(table: DocTable, record: DocRecord, ids: boolean): Cells {
  return cellsOf(showy(table, record).slice(0, FEW), record, ids);
}

/** One or two cells of a record besides the primary one, as they are: sent as it stands, nothing changes. */
export function changedCells(table: DocTable, record: DocRecord, ids: boolean): Cells {
  const fields = showy(table, record);
  const others = fields.filter((field) => field.id !== table.primaryFieldId).slice(0, 2);
  return cellsOf(others.length > 0 ? others : fields.slice(0, 1), record, ids);
}

/** All that can be written of a record, so that replacing it by this changes nothing. */
export function allCells(table: DocTable, record: DocRecord, ids: boolean): Cells {
  return cellsOf(
    ordered(table).filter((field) => !isComputed(field)),
    record,
    ids,
  );
}

/** The field by which an upsert finds records; `null` if the table has none that can. */
export function mergeField(table: DocTable, record: DocRecord): DocField | null {
  const fields = ordered(table).filter(isMergeable);
  return fields.find((field) => record.fields[field.id] !== undefined) ?? fields[0] ?? null;
}

/** A record as the API answers it. */
export function asRead(table: DocTable, record: DocRecord, ids: boolean): Json {
  const fields = Object.fromEntries(
    table.fields.flatMap((field) => {
      const value = record.fields[field.id];
      return value === undefined ? [] : [[fieldKey(field, ids), value]];
    }),
  );
  return { id: record.id, createdTime: record.createdTime, fields };
}
