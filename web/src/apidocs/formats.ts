import type { DocField, DocTable } from "./model.ts";

/** How a type is called and how its cells look in JSON. */
export interface Format {
  words: string;
  /** What is answered. */
  read: string;
  /** What is accepted; `null` for what is computed. */
  write: string | null;
  /** What `typecast` accepts besides. */
  typecast?: string;
}

const TEXT = {
  read: "Text.",
  write: "Text; an empty text clears the cell.",
  typecast: "Numbers and truth values.",
};
const PERSON = "An object with `id`, `email` and `name`.";
const READ_ONLY = null;

const FORMATS: Record<string, Format> = {
  singleLineText: { words: "Single line text", ...TEXT },
  multilineText: {
    words: "Long text",
    read: "Text with line breaks as `\\n`.",
    write: "The same.",
    typecast: TEXT.typecast,
  },
  richText: { words: "Rich text", read: "Text in Markdown.", write: "The same.", typecast: TEXT.typecast },
  email: { words: "E-mail", ...TEXT },
  url: { words: "URL", ...TEXT },
  phoneNumber: { words: "Phone number", ...TEXT },
  number: {
    words: "Number",
    read: "A number. `precision` is for showing; the value is kept as written.",
    write: "A number.",
    typecast: "Text such as `1,234.5`.",
  },
  percent: {
    words: "Percent",
    read: "A fraction: 0.5 is 50 %.",
    write: "The same.",
    typecast: "Text such as `50%`.",
  },
  currency: {
    words: "Currency",
    read: "A number without the symbol.",
    write: "The same.",
    typecast: "Text with symbol and thousands, such as `$1,234.50`.",
  },
  duration: { words: "Duration", read: "Seconds.", write: "Seconds.", typecast: "Text such as `1:30`." },
  rating: {
    words: "Rating",
    read: "A whole number from 1 to the greatest; absent if not rated.",
    write: "The same; 0 clears the cell.",
    typecast: "Numbers as text.",
  },
  checkbox: {
    words: "Check box",
    read: "`true`; absent if not ticked.",
    write: "`true` or `false`.",
    typecast: "Text such as `checked`.",
  },
  date: {
    words: "Date",
    read: "`YYYY-MM-DD`.",
    write: "The same, or a moment, of which the day is kept.",
    typecast: "Days as the field shows them.",
  },
  dateTime: {
    words: "Date and time",
    read: "A moment in UTC: `YYYY-MM-DDTHH:mm:ss.sssZ`.",
    write: "A moment. Without an offset it is read in the field's time zone, else in UTC.",
    typecast: "Moments as the field shows them.",
  },
  singleSelect: {
    words: "Single select",
    read: "The name of the choice.",
    write: "The name of a choice, to the letter.",
    typecast: "New names; each makes a choice, if you are a creator of the base.",
  },
  multipleSelects: {
    words: "Multiple select",
    read: "An array of names.",
    write: "The whole array; what is left out goes.",
    typecast: "One text with commas; new names make choices, if you are a creator of the base.",
  },
  singleCollaborator: {
    words: "Person",
    read: PERSON,
    write: "An object with `id` or `email` of somebody of this base.",
    typecast: "A name, e-mail or id as text.",
  },
  multipleCollaborators: {
    words: "People",
    read: "An array of objects with `id`, `email` and `name`.",
    write: "The whole array, of objects with `id` or `email`.",
    typecast: "Names, e-mails or ids as text.",
  },
  multipleRecordLinks: {
    words: "Links to records",
    read: "An array of record ids, in order.",
    write: "The whole array of record ids. The other side follows in the same moment.",
    typecast: "The text of the other record's first field: the first record that reads so, or a new one.",
  },
  multipleAttachments: {
    words: "Attachments",
    read: "An array of objects with `id`, `url` and `filename`.",
    write: 'The whole array: `{"url", "filename"}` for a new one, `{"id"}` to keep one. Nothing is fetched.',
    typecast: "An address as text.",
  },
  barcode: {
    words: "Barcode",
    read: "An object with `text` and perhaps `type`.",
    write: "The same.",
    typecast: "Plain text.",
  },
  formula: { words: "Formula", read: "What the formula gives.", write: READ_ONLY },
  rollup: { words: "Rollup", read: "What the formula over the linked cells gives.", write: READ_ONLY },
  multipleLookupValues: {
    words: "Lookup",
    read: "An array of the linked records' cells; blank ones are left out.",
    write: READ_ONLY,
  },
  count: { words: "Count", read: "How many records are linked; also 0.", write: READ_ONLY },
  autoNumber: { words: "Autonumber", read: "A whole number, given at creation.", write: READ_ONLY },
  createdTime: { words: "Created time", read: "A moment in UTC.", write: READ_ONLY },
  lastModifiedTime: { words: "Last modified time", read: "A moment in UTC.", write: READ_ONLY },
  createdBy: { words: "Created by", read: PERSON, write: READ_ONLY },
  lastModifiedBy: { words: "Last modified by", read: PERSON, write: READ_ONLY },
  button: { words: "Button", read: "An object with `label` and `url`.", write: READ_ONLY },
  externalSyncSource: { words: "Sync source", read: "A name.", write: READ_ONLY },
  aiText: { words: "AI text", read: "An object with `state`, `isStale` and `value`.", write: READ_ONLY },
};

/** What is known of a type; one that is new to this page is read only to it. */
export function formatOf(type: string): Format {
  return Object.hasOwn(FORMATS, type)
    ? (FORMATS[type] as Format)
    : { words: type, read: "As the answer shows it.", write: READ_ONLY };
}

/** True for fields whose cells can not be written. */
export function isComputed(field: DocField): boolean {
  return formatOf(field.type).write === null;
}

const MERGEABLE = new Set([
  "singleLineText",
  "multilineText",
  "richText",
  "email",
  "url",
  "phoneNumber",
  "number",
  "percent",
  "currency",
  "duration",
  "rating",
  "date",
  "dateTime",
  "singleSelect",
  "multipleSelects",
]);

/** True for fields by which an upsert can find records. */
export function isMergeable(field: DocField): boolean {
  return MERGEABLE.has(field.type);
}

/** The type in words, with what a formula gives. */
export function typeLine(field: DocField): string {
  const result = field.options?.result;
  const words = formatOf(field.type).words;
  return result ? `${words}: ${formatOf(result.type).words.toLowerCase()}` : words;
}

/** What else belongs to the type: where links lead, the greatest rating, the zone. */
export function typeDetail(field: DocField, tables: readonly DocTable[]): string | null {
  const options = field.options ?? {};
  switch (field.type) {
    case "multipleRecordLinks": {
      const other = tables.find((table) => table.id === options.linkedTableId);
      return other ? `To the table ${other.name}.` : null;
    }
    case "rating":
      return options.max ? `At most ${options.max}.` : null;
    case "dateTime":
      return options.timeZone && options.timeZone !== "client" ? `Time zone ${options.timeZone}.` : null;
    case "currency":
      return options.symbol ? `Shown with ${options.symbol}.` : null;
    case "duration":
      return options.durationFormat ? `Shown as ${options.durationFormat}.` : null;
    default:
      return null;
  }
}

/** How a computed cell is read, by what its formula gives. */
export function readWords(field: DocField): string {
  const own = formatOf(field.type).read;
  const result = field.options?.result;
  if (!result || !["formula", "rollup"].includes(field.type)) return own;
  return `${own} Here: ${lowerFirst(formatOf(result.type).read)}`;
}

function lowerFirst(text: string): string {
  return text.startsWith("`") ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
