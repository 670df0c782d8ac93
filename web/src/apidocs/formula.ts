import type { DocField, DocRecord, DocTable } from "./model.ts";
import { inFormula } from "./names.ts";

/** A text in a formula. */
export function formulaText(value: string): string {
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

const NUMBERS = ["number", "currency", "percent", "duration", "rating", "count", "autoNumber"];
const TEXTS = ["singleLineText", "email", "url", "phoneNumber", "singleSelect"];

/** What a filter of this table may look like, made from what is in it; for a table without usable fields by id. */
export function exampleFilter(table: DocTable, records: readonly DocRecord[], ids: boolean): string {
  const first = pick(table, records, ["singleSelect"]) ?? pick(table, records, ["checkbox"]);
  const second = pick(table, records, NUMBERS) ?? pick(table, records, ["date", "dateTime"]);
  const third = pick(table, records, TEXTS);
  const parts = [first, second, third]
    .filter((found) => found !== null)
    .slice(0, 2)
    .map((found) => condition(found, records, ids));
  if (parts.length > 1 && parts[0] !== parts[1]) return `AND(${parts.join(", ")})`;
  const [only] = parts;
  return only ?? `RECORD_ID() = ${formulaText(records[0]?.id ?? "")}`;
}

function pick(table: DocTable, records: readonly DocRecord[], types: string[]): DocField | null {
  const short = (value: unknown) => typeof value !== "string" || value.length <= 80;
  return (
    table.fields.find(
      (field) =>
        types.includes(field.type) &&
        records.some((record) => record.fields[field.id] !== undefined && short(record.fields[field.id])),
    ) ?? null
  );
}

function condition(field: DocField, records: readonly DocRecord[], ids: boolean): string {
  const name = inFormula(field, ids);
  const value = records.map((record) => record.fields[field.id]).find((one) => one !== undefined);
  if (field.type === "checkbox") return name;
  if (field.type === "date" || field.type === "dateTime") return `IS_BEFORE(${name}, TODAY())`;
  if (typeof value === "number") return `${name} >= ${plainNumber(value)}`;
  return `${name} = ${formulaText(String(value))}`;
}

/** Formulas know no exponents. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.includes("e") ? "0" : text;
}
