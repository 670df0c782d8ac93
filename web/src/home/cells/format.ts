import { type Reader, showDay, showInstant, type TimeOptions } from "./dates.ts";
import { showDuration, showMoney, showNumber, showPercent } from "./numbers.ts";

/** What is needed of a field, or of a formula's result, to show its cells. */
export interface Shape {
  type: string;
  options?: FieldOptions | null;
}

/** One choice of a select. */
export interface Choice {
  id?: string;
  name: string;
  color?: string | null;
}

/** The options of all types together; each type has some of them. */
export interface FieldOptions extends TimeOptions {
  precision?: number;
  symbol?: string;
  durationFormat?: string;
  max?: number;
  icon?: string;
  choices?: Choice[];
  linkedTableId?: string;
  recordLinkFieldId?: string | null;
  fieldIdInLinkedTable?: string | null;
  formula?: string;
  isValid?: boolean;
  result?: Shape | null;
}

/** A cell as it is to be drawn. */
export type Shown =
  | { kind: "blank" }
  | { kind: "text"; text: string }
  | { kind: "number"; text: string }
  | { kind: "check"; ticked: boolean }
  | { kind: "chips"; chips: { text: string; color?: string | null }[] }
  | { kind: "records"; ids: string[] }
  | { kind: "files"; files: { name: string; href: string | null }[] }
  | { kind: "time"; text: string; at: string }
  | { kind: "people"; names: string[] }
  | { kind: "link"; text: string; href: string }
  | { kind: "rating"; value: number; max: number; icon: string }
  | { kind: "error"; text: string; why: string }
  | { kind: "list"; items: Shown[] };

const BLANK: Shown = { kind: "blank" };

/** Types whose cells are arrays; a lookup of them is one flat array. */
const ARRAYS = new Set([
  "multipleSelects",
  "multipleRecordLinks",
  "multipleAttachments",
  "multipleCollaborators",
]);

/** Types whose cells follow from others. */
const DERIVED = new Set(["formula", "rollup", "multipleLookupValues"]);

type Bag = Record<string, unknown>;
const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Makes of a cell, as the API writes it, what is to be drawn. Never throws, whatever the cell holds. */
export function show(shape: Shape, value: unknown, reader: Reader): Shown {
  if (shape.type === "checkbox") return { kind: "check", ticked: value === true };
  if (value === undefined || value === null || value === "") return BLANK;
  const error = errorOf(value);
  if (error) return error;
  if (DERIVED.has(shape.type)) return derived(shape, value, reader);
  const shown = typed(shape, value, reader);
  return shown ?? plain(value);
}

function errorOf(value: unknown): Shown | null {
  if (!isBag(value)) return null;
  if (typeof value.error === "string") {
    return { kind: "error", text: value.error, why: "This could not be computed." };
  }
  if (typeof value.specialValue === "string") {
    return { kind: "error", text: value.specialValue, why: "The result is not a number." };
  }
  return null;
}

function derived(shape: Shape, value: unknown, reader: Reader): Shown {
  const result = shape.options?.result ?? { type: "unknown" };
  if (!Array.isArray(value)) return show(result, value, reader);
  if (ARRAYS.has(result.type) && !value.some(errorOf)) return show(result, value, reader);
  const one = (item: unknown) =>
    errorOf(item) ?? show(result, ARRAYS.has(result.type) ? [item] : item, reader);
  const items = value.map(one);
  return joined(items);
}

/** Items of one kind that can stand in one box are put into one. */
function joined(items: Shown[]): Shown {
  const filled = items.filter((item) => item.kind !== "blank");
  const [first] = filled;
  if (!first) return BLANK;
  if (filled.length === 1) return first;
  if (filled.every((item) => item.kind === "chips")) {
    return { kind: "chips", chips: filled.flatMap((item) => item.chips) };
  }
  if (filled.every((item) => item.kind === "people")) {
    return { kind: "people", names: filled.flatMap((item) => item.names) };
  }
  return { kind: "list", items: filled };
}

/** The cell by its field's type; null if it is not what that type holds. */
function typed(shape: Shape, value: unknown, reader: Reader): Shown | null {
  const options = shape.options ?? {};
  switch (shape.type) {
    case "singleLineText":
    case "multilineText":
      return typeof value === "string" ? { kind: "text", text: value } : null;
    case "richText":
      return typeof value === "string" ? { kind: "text", text: withoutMarks(value) } : null;
    case "email":
    case "phoneNumber":
    case "url":
      return typeof value === "string" ? address(shape.type, value) : null;
    case "number":
    case "percent":
    case "currency":
    case "duration":
    case "count":
    case "autoNumber":
      return typeof value === "number" ? amount(shape.type, options, value, reader) : null;
    case "rating":
      return typeof value === "number"
        ? { kind: "rating", value, max: options.max ?? 5, icon: options.icon ?? "star" }
        : null;
    case "date":
      return time(text(value), showDay(text(value), options, reader));
    case "dateTime":
      return time(text(value), showInstant(text(value), options, reader));
    case "createdTime":
    case "lastModifiedTime":
      return show(options.result ?? { type: "dateTime" }, value, reader);
    case "singleSelect":
    case "externalSyncSource":
      return typeof value === "string" ? chips(options, [value]) : null;
    case "multipleSelects":
      return Array.isArray(value) ? chips(options, value) : null;
    case "multipleRecordLinks":
      return Array.isArray(value) ? { kind: "records", ids: value.map(idOf) } : null;
    case "multipleAttachments":
      return Array.isArray(value) ? { kind: "files", files: value.filter(isBag).map(file) } : null;
    case "singleCollaborator":
    case "createdBy":
    case "lastModifiedBy":
      return isBag(value) ? { kind: "people", names: [person(value)] } : null;
    case "multipleCollaborators":
      return Array.isArray(value) ? { kind: "people", names: value.filter(isBag).map(person) } : null;
    case "barcode":
      return isBag(value) ? { kind: "text", text: text(value.text) } : null;
    case "button": {
      if (!isBag(value)) return null;
      const href = webAddress(text(value.url));
      const label = text(value.label) || "Open";
      return href ? { kind: "link", text: label, href } : { kind: "text", text: label };
    }
    case "aiText":
      if (!isBag(value)) return null;
      return value.state === "error"
        ? { kind: "error", text: "Not generated", why: "Generating this text failed." }
        : { kind: "text", text: text(value.value) };
    default:
      return null;
  }
}

function amount(type: string, options: FieldOptions, value: number, reader: Reader): Shown {
  const { precision } = options;
  switch (type) {
    case "percent":
      return { kind: "number", text: showPercent(value, precision, reader.locale) };
    case "currency":
      return { kind: "number", text: showMoney(value, precision, options.symbol ?? "", reader.locale) };
    case "duration":
      return { kind: "number", text: showDuration(value, options.durationFormat) };
    case "number":
      return { kind: "number", text: showNumber(value, precision, reader.locale) };
    default:
      // Counts and running numbers have no decimals, and numbers of records no thousands.
      return { kind: "number", text: String(value) };
  }
}

function time(at: string, shown: string | null): Shown | null {
  return shown === null ? null : { kind: "time", text: shown, at };
}

function chips(options: FieldOptions, names: unknown[]): Shown {
  const color = (name: string) => options.choices?.find((choice) => choice.name === name)?.color;
  const texts = names.filter((name) => typeof name === "string");
  return { kind: "chips", chips: texts.map((name) => ({ text: name, color: color(name) })) };
}

const idOf = (item: unknown) => (isBag(item) ? text(item.id) : text(item));
const person = (one: Bag) => text(one.name) || text(one.email) || text(one.id);

function file(one: Bag): { name: string; href: string | null } {
  return { name: text(one.filename) || "File", href: webAddress(text(one.url)) };
}

/** An address on the web, or null: nothing but http and https is ever a link. */
export function webAddress(address: string): string | null {
  const trimmed = address.trim();
  const full = /^[a-z][a-z0-9+.-]*:/i.test(trimmed)
    ? trimmed
    : /^[\p{L}\d-]+(\.[\p{L}\d-]+)+([/?#]\S*)?$/u.test(trimmed)
      ? `https://${trimmed}`
      : "";
  return /^https?:\/\//i.test(full) && URL.canParse(full) ? full : null;
}

function address(type: string, value: string): Shown {
  if (type === "url") {
    const href = webAddress(value);
    return href ? { kind: "link", text: value, href } : { kind: "text", text: value };
  }
  const trimmed = value.trim();
  if (type === "email" && /^[^\s@?&]+@[^\s@?&]+$/.test(trimmed)) {
    return { kind: "link", text: value, href: `mailto:${trimmed}` };
  }
  const digits = trimmed.replace(/[^\d+]/g, "");
  if (type === "phoneNumber" && /^\+?\d{3,}$/.test(digits)) {
    return { kind: "link", text: value, href: `tel:${digits}` };
  }
  return { kind: "text", text: value };
}

/** Rich text as words: the marks of Markdown are left out. */
function withoutMarks(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^ {0,3}(#{1,6}|>|[-*+]) +/gm, "")
    .replace(/(\*\*|__|~~|`)/g, "")
    .replace(/(^|[\s(])([*_])(\S(?:[^\n]*?\S)?)\2(?=$|[\s.,;:!?)])/gm, "$1$3")
    .trim();
}

/** A value of a type that is not known here. */
function plain(value: unknown): Shown {
  if (typeof value === "string") return { kind: "text", text: value };
  if (typeof value === "number") return { kind: "number", text: String(value) };
  if (typeof value === "boolean") return { kind: "text", text: value ? "Yes" : "No" };
  if (Array.isArray(value)) return joined(value.map((item) => errorOf(item) ?? plain(item)));
  return { kind: "text", text: JSON.stringify(value) ?? "" };
}

/** The beginning of a long text, cut between words where that is possible. */
export function cut(whole: string, most: number): string {
  if (whole.length <= most) return whole;
  const start = whole.slice(0, most);
  const end = start.search(/\s\S*$/);
  return `${(end > most * 0.6 ? start.slice(0, end) : start).trimEnd()}…`;
}

/** The type of what a cell holds: that of a formula's result, or the field's own. */
export function innerType(shape: Shape): string {
  if (!DERIVED.has(shape.type)) return shape.type;
  return shape.options?.result ? innerType(shape.options.result) : "unknown";
}

/** True for cells that stand at the end of their column. Lists of figures do not. */
export function isNumeric(shape: Shape): boolean {
  const numbers = ["number", "percent", "currency", "duration", "count", "autoNumber"];
  return shape.type !== "multipleLookupValues" && numbers.includes(innerType(shape));
}
