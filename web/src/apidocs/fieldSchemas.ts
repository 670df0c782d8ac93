import { formatOf, isComputed } from "./formats.ts";
import type { DocField, Json } from "./model.ts";
import { whole } from "./quote.ts";

type Schema = { [key: string]: Json };

/** More choices than this are not spelt out. */
const MOST_CHOICES = 500;

function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A field's cells as they are read. */
export function fieldSchema(field: DocField, ids: boolean): Schema {
  return { ...about(field, ids), ...(isComputed(field) && { readOnly: true }), ...shape(field) };
}

/** A field's cells as they are written; `null` clears one. */
export function writtenSchema(field: DocField, ids: boolean): Schema {
  return { ...about(field, ids), ...orNull(written(field)) };
}

function orNull(schema: Schema): Schema {
  if (typeof schema.type !== "string") return { anyOf: [schema, { type: "null" }] };
  const { enum: names } = schema;
  return { ...schema, type: [schema.type, "null"], ...(Array.isArray(names) && { enum: [...names, null] }) };
}

function about(field: DocField, ids: boolean): Schema {
  const words = [ids ? field.name : field.id, formatOf(field.type).words, field.description];
  return {
    description: words
      .filter(Boolean)
      .map((one) => whole(one ?? ""))
      .join(". "),
  };
}

function choices(field: DocField): Schema {
  const names = (field.options?.choices ?? []).map((choice) => choice.name);
  return { type: "string", ...(names.length > 0 && names.length <= MOST_CHOICES && { enum: names }) };
}

function list(items: Schema): Schema {
  return { type: "array", items };
}

function shape(field: DocField): Schema {
  switch (field.type) {
    case "number":
    case "currency":
    case "percent":
    case "duration":
      return { type: "number" };
    case "rating":
      return { type: "integer", minimum: 1, maximum: field.options?.max ?? 10 };
    case "count":
    case "autoNumber":
      return { type: "integer", minimum: 0 };
    case "checkbox":
      return { type: "boolean" };
    case "date":
      return { type: "string", format: "date" };
    case "dateTime":
      return { type: "string", format: "date-time" };
    case "createdTime":
    case "lastModifiedTime":
      return { type: "string", format: field.options?.result?.type === "date" ? "date" : "date-time" };
    case "email":
    case "url":
    case "phoneNumber":
    case "singleLineText":
    case "multilineText":
    case "richText":
      return { type: "string" };
    case "singleSelect":
    case "externalSyncSource":
      return choices(field);
    case "multipleSelects":
      return list(choices(field));
    case "singleCollaborator":
    case "createdBy":
    case "lastModifiedBy":
      return ref("Collaborator");
    case "multipleCollaborators":
      return list(ref("Collaborator"));
    case "multipleRecordLinks":
      return list({ type: "string", pattern: "^rec[0-9A-Za-z]{14}$" });
    case "multipleAttachments":
      return list(ref("Attachment"));
    case "barcode":
      return ref("Barcode");
    case "formula":
    case "rollup":
      return field.options?.result ? { anyOf: [result(field), ref("CellError")] } : {};
    case "multipleLookupValues": {
      const inner = result(field);
      const flat = inner.type === "array" ? (inner.items as Schema) : inner;
      return list(field.options?.result ? { anyOf: [flat, ref("CellError")] } : {});
    }
    default:
      return {};
  }
}

function result(field: DocField): Schema {
  const found = field.options?.result;
  return found ? shape({ ...field, type: found.type, options: found.options }) : {};
}

function written(field: DocField): Schema {
  const person: Schema = {
    type: "object",
    properties: { id: { type: "string" }, email: { type: "string" } },
  };
  switch (field.type) {
    case "singleCollaborator":
      return person;
    case "multipleCollaborators":
      return list(person);
    case "multipleAttachments":
      return list({
        type: "object",
        properties: { id: { type: "string" }, url: { type: "string" }, filename: { type: "string" } },
      });
    default:
      return shape(field);
  }
}
