import { type Reader, zoneOf } from "./dates.ts";
import type { Shape } from "./format.ts";

const WORDS: Record<string, string> = {
  singleLineText: "Single line text",
  multilineText: "Long text",
  richText: "Rich text",
  email: "E-mail",
  url: "URL",
  phoneNumber: "Phone number",
  number: "Number",
  percent: "Percent",
  currency: "Currency",
  duration: "Duration",
  rating: "Rating",
  checkbox: "Check box",
  date: "Date",
  dateTime: "Date and time",
  singleSelect: "Single select",
  multipleSelects: "Multiple select",
  singleCollaborator: "Person",
  multipleCollaborators: "People",
  multipleRecordLinks: "Links to records",
  multipleAttachments: "Attachments",
  barcode: "Barcode",
  formula: "Formula",
  rollup: "Rollup",
  multipleLookupValues: "Lookup",
  count: "Count",
  autoNumber: "Autonumber",
  createdTime: "Created time",
  lastModifiedTime: "Last modified time",
  createdBy: "Created by",
  lastModifiedBy: "Last modified by",
  button: "Button",
  externalSyncSource: "Sync source",
  aiText: "AI text",
};

/** A field's type in words. A type that is not known here is shown as it came. */
export function typeWords(type: string): string {
  return WORDS[type] ?? type;
}

/** The type with what a reader of its cells must know: whose clock, what comes out of a formula. */
export function headerWords(field: Shape, reader: Reader): string {
  const result = field.options?.result;
  const own = typeWords(field.type);
  if (field.type === "dateTime") return own + clock(field, reader);
  if (field.type === "createdTime" || field.type === "lastModifiedTime") {
    return result?.type === "dateTime" ? own + clock(result, reader) : own;
  }
  if (result) {
    const inner = typeWords(result.type).toLowerCase();
    return `${own}: ${inner}${result.type === "dateTime" ? clock(result, reader) : ""}`;
  }
  return own;
}

/** Names the zone if it is not the reader's own. */
function clock(shape: Shape, reader: Reader): string {
  const zone = zoneOf(shape.options ?? {}, reader);
  return zone === reader.zone ? "" : ` (${zone})`;
}

/** A field as the schema has it. */
export interface NamedField extends Shape {
  id: string;
  name: string;
  description?: string | null;
}

/** A table as the schema has it. */
export interface NamedTable {
  id: string;
  name: string;
  primaryFieldId: string;
  fields: NamedField[];
}

/** What a field refers to or how its cells are written, in words. Choices are drawn apart. */
export function fieldDetail(field: NamedField, table: NamedTable, tables: readonly NamedTable[]): string {
  const options = field.options ?? {};
  const nameOf = (id: string | null | undefined, among: readonly NamedField[]) =>
    among.find((other) => other.id === id)?.name ?? "a field that is gone";
  const link = table.fields.find((other) => other.id === options.recordLinkFieldId);
  const linked = tables.find((other) => other.id === link?.options?.linkedTableId);
  const through = nameOf(options.recordLinkFieldId, table.fields);
  const broken = options.isValid === false ? "Does not work: something it needs is gone. " : "";
  switch (field.type) {
    case "multipleRecordLinks": {
      const to = tables.find((other) => other.id === options.linkedTableId);
      return `To the table ${to?.name ?? "that is gone"}.`;
    }
    case "formula":
      return broken + named(options.formula ?? "", table.fields);
    case "rollup": {
      const from = nameOf(options.fieldIdInLinkedTable, linked?.fields ?? []);
      return `${broken}${options.formula ?? "Sums up"} of ${from} through ${through}.`;
    }
    case "multipleLookupValues": {
      const from = nameOf(options.fieldIdInLinkedTable, linked?.fields ?? []);
      return `${broken}${from} through ${through}.`;
    }
    case "count":
      return `${broken}How many records ${through} links to.`;
    case "number":
    case "percent":
      return decimals(options.precision);
    case "currency":
      return [options.symbol, decimals(options.precision)].filter(Boolean).join(", ");
    case "duration":
      return options.durationFormat ?? "";
    case "rating":
      return `1 to ${options.max ?? 5}`;
    default:
      return "";
  }
}

function decimals(precision: number | undefined): string {
  if (!precision) return "Whole numbers";
  return precision === 1 ? "1 decimal" : `${precision} decimals`;
}

/** A formula with names in the place of ids. */
function named(formula: string, fields: readonly NamedField[]): string {
  return formula.replace(/\{(fld[0-9A-Za-z]{14})\}/g, (whole, id) => {
    const field = fields.find((other) => other.id === id);
    return field ? `{${field.name}}` : whole;
  });
}
