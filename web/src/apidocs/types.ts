import { formatOf, isComputed } from "./formats.ts";
import type { DocBase, DocField, DocTable } from "./model.ts";
import { fieldKey, typeNames } from "./names.ts";
import { comment, text } from "./quote.ts";

/** More choices than this are not spelt out. */
const MOST_CHOICES = 200;

/** Names that the file itself uses, or that every program has. */
const RESERVED = [
  "AirtableRecord",
  "Array",
  "Attachment",
  "Barcode",
  "CellError",
  "Collaborator",
  "Date",
  "Map",
  "Object",
  "Partial",
  "Promise",
  "Record",
  "String",
];

const HEAD = `/** What a computed cell holds if it could not be computed. */
export type CellError = { error: string } | { specialValue: string };

/** A person. To write one, \`id\` or \`email\` is enough. */
export interface Collaborator {
  id: string;
  email?: string;
  name?: string;
}

/** A file. */
export interface Attachment {
  id: string;
  url: string;
  filename: string;
  size?: number;
  type?: string;
}

/** A barcode. */
export interface Barcode {
  text: string;
  type?: string | null;
}

/** A record as the API answers it. Blank cells are left out. */
export interface AirtableRecord<Fields> {
  id: string;
  createdTime: string;
  fields: Fields;
}
`;

/** TypeScript types of a base's tables: one as they are read, one as they are written. */
export function typescriptOf(base: DocBase, ids: boolean): string {
  const taken = [...RESERVED];
  const reads = typeNames(base.tables, taken);
  taken.push(...reads.values());
  const parts = base.tables.map((table) => {
    const name = reads.get(table.id) ?? table.id;
    const write = unused(`${name}Write`, taken);
    return tableTypes(table, name, write, ids);
  });
  return [
    `// Types of the base ${comment(base.name)} (${base.id}), made from its schema.`,
    `// Fields are named by ${ids ? "id: ask with returnFieldsByFieldId" : "name"}.`,
    "",
    HEAD,
    ...parts,
  ].join("\n");
}

function unused(wanted: string, taken: string[]): string {
  let name = wanted;
  for (let number = 2; taken.includes(name); number++) name = `${wanted}${number}`;
  taken.push(name);
  return name;
}

function tableTypes(table: DocTable, read: string, write: string, ids: boolean): string {
  const written = table.fields.filter((field) => !isComputed(field));
  return [
    `/** ${comment(table.name)} (${table.id}), as it is read. */`,
    `export interface ${read} {`,
    ...table.fields.flatMap((field) => [
      `  /** ${about(field, ids)}${isComputed(field) ? ", read only" : ""}. */`,
      `  ${isComputed(field) ? "readonly " : ""}${text(fieldKey(field, ids))}?: ${readType(field)};`,
    ]),
    "}",
    "",
    `/** ${comment(table.name)}, as it is written; \`null\` clears a cell. */`,
    `export interface ${write} {`,
    ...written.flatMap((field) => [
      `  /** ${about(field, ids)}. */`,
      `  ${text(fieldKey(field, ids))}?: ${writeType(field)} | null;`,
    ]),
    "}",
    "",
  ].join("\n");
}

function about(field: DocField, ids: boolean): string {
  const other = ids ? comment(field.name) : field.id;
  return `${other}: ${formatOf(field.type).words}`;
}

function choices(field: DocField): string {
  const names = (field.options?.choices ?? []).map((choice) => choice.name);
  if (names.length === 0 || names.length > MOST_CHOICES) return "string";
  return names.map(text).join(" | ");
}

function readType(field: DocField): string {
  switch (field.type) {
    case "number":
    case "currency":
    case "percent":
    case "duration":
    case "rating":
    case "count":
    case "autoNumber":
      return "number";
    case "checkbox":
      return "true";
    case "singleSelect":
    case "externalSyncSource":
      return choices(field);
    case "multipleSelects":
      return `(${choices(field)})[]`;
    case "singleCollaborator":
    case "createdBy":
    case "lastModifiedBy":
      return "Collaborator";
    case "multipleCollaborators":
      return "Collaborator[]";
    case "multipleRecordLinks":
      return "string[]";
    case "multipleAttachments":
      return "Attachment[]";
    case "barcode":
      return "Barcode";
    case "formula":
    case "rollup":
      return `${resultType(field)} | CellError`;
    case "multipleLookupValues":
      return `(${resultType(field, true)} | CellError)[]`;
    case "button":
      return "{ label: string; url: string | null }";
    default:
      return formatOf(field.type).words === field.type || field.type === "aiText" ? "unknown" : "string";
  }
}

/** What a formula gives; lookups of lists are one flat list. */
function resultType(field: DocField, flat = false): string {
  const result = field.options?.result;
  if (!result) return "unknown";
  const type = readType({ ...field, type: result.type, options: result.options });
  return flat && type.endsWith("[]") ? type.slice(0, -2).replace(/^\((.*)\)$/s, "$1") : type;
}

function writeType(field: DocField): string {
  switch (field.type) {
    case "checkbox":
      return "boolean";
    case "singleCollaborator":
      return "{ id: string } | { email: string }";
    case "multipleCollaborators":
      return "({ id: string } | { email: string })[]";
    case "multipleAttachments":
      return "({ id: string } | { url: string; filename?: string })[]";
    default:
      return readType(field);
  }
}
