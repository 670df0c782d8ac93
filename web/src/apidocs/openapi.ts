import { OPERATIONS, type Operation } from "../api/operations.ts";
import { fieldSchema, writtenSchema } from "./fieldSchemas.ts";
import { isComputed } from "./formats.ts";
import type { DocBase, DocTable, Json } from "./model.ts";
import { fieldKey, typeNames } from "./names.ts";

type Schema = { [key: string]: Json };

const COMMON = [
  "Attachment",
  "Barcode",
  "CellError",
  "Collaborator",
  "DeletedRecord",
  "DeletedRecords",
  "Error",
];

/** The OpenAPI 3.1 document of a base: its tables and fields as they are, with paths by id. */
export function openapiOf(
  base: DocBase,
  ids: boolean,
  operations: readonly Operation[] = OPERATIONS,
): Schema {
  const names = typeNames(base.tables, COMMON);
  const paths: Schema = {};
  const schemas: Schema = { ...commonSchemas() };
  const tags: Json[] = [];
  for (const table of base.tables) {
    const name = names.get(table.id) ?? table.id;
    tags.push({ name, description: [table.name, table.description].filter(Boolean).join(": ") });
    Object.assign(schemas, tableSchemas(table, name, ids));
    Object.assign(paths, tablePaths(base, table, name, ids, operations));
  }
  return {
    openapi: "3.1.0",
    info: {
      title: base.name,
      version: "1",
      description: `The records of the base ${base.id}. Fields are named by ${
        ids ? "id: send returnFieldsByFieldId" : "name"
      }.`,
    },
    servers: [{ url: base.origin }],
    security: [{ token: [] }],
    tags,
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A personal access token." },
      },
      schemas,
    },
  };
}

function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function object(properties: Schema, required: string[], more: Schema = {}): Schema {
  return { type: "object", properties, ...(required.length > 0 && { required }), ...more };
}

/** The names of a table's schemas hold a dot, which no table's own name does: none can meet another. */
function tableSchemas(table: DocTable, name: string, ids: boolean): Schema {
  const read = Object.fromEntries(
    table.fields.map((field) => [fieldKey(field, ids), fieldSchema(field, ids)]),
  );
  const write = Object.fromEntries(
    table.fields
      .filter((field) => !isComputed(field))
      .map((field) => [fieldKey(field, ids), writtenSchema(field, ids)]),
  );
  return {
    [`${name}.Fields`]: object(read, [], { description: "Blank cells are left out." }),
    [`${name}.Write`]: object(write, [], {
      description: "`null` clears a cell.",
      additionalProperties: false,
    }),
    [`${name}.Record`]: object(
      { id: id("rec"), createdTime: { type: "string", format: "date-time" }, fields: ref(`${name}.Fields`) },
      ["id", "createdTime", "fields"],
    ),
    [`${name}.List`]: object(
      {
        records: { type: "array", items: ref(`${name}.Record`) },
        offset: { type: "string", description: "Send it for the next page. Absent on the last." },
      },
      ["records"],
    ),
    [`${name}.Written`]: object(
      {
        records: { type: "array", items: ref(`${name}.Record`) },
        createdRecords: { type: "array", items: id("rec"), description: "With `performUpsert` only." },
        updatedRecords: { type: "array", items: id("rec"), description: "With `performUpsert` only." },
      },
      ["records"],
    ),
  };
}

function id(prefix: string): Schema {
  return { type: "string", pattern: `^${prefix}[0-9A-Za-z]{14}$` };
}

function flags(ids: boolean): Schema {
  return {
    typecast: { type: "boolean", default: false },
    returnFieldsByFieldId: ids ? { type: "boolean", const: true } : { type: "boolean", default: false },
  };
}

function query(name: string, schema: Schema, more: Schema = {}): Schema {
  return { name, in: "query", required: false, schema, ...more };
}

function byId(ids: boolean): Schema[] {
  return [
    ids
      ? query("returnFieldsByFieldId", { type: "boolean", const: true }, { required: true })
      : query("returnFieldsByFieldId", { type: "boolean", default: false }),
  ];
}

function tablePaths(
  base: DocBase,
  table: DocTable,
  name: string,
  ids: boolean,
  operations: readonly Operation[],
): Schema {
  const list = `${name}.List`;
  const record = `${name}.Record`;
  const written = `${name}.Written`;
  const fields = ref(`${name}.Write`);
  const many = (element: Schema, more: Schema = {}): Schema =>
    object(
      { records: { type: "array", items: element, minItems: 1, maxItems: 10 }, ...more, ...flags(ids) },
      ["records"],
    );
  const edited = object({ id: id("rec"), fields }, ["fields"]);
  const on = { type: "array", items: { type: "string" }, minItems: 1, maxItems: 3 };
  const upsert = { performUpsert: object({ fieldsToMergeOn: on }, ["fieldsToMergeOn"]) };
  const one = object({ fields, ...flags(ids) }, ["fields"]);
  const keys = table.fields.map((field) => fieldKey(field, ids));
  const listBody = object(
    {
      fields: { type: "array", items: { type: "string", enum: keys } },
      filterByFormula: { type: "string" },
      view: { type: "string" },
      pageSize: { type: "integer", minimum: 1, maximum: 100 },
      maxRecords: { type: "integer", minimum: 1 },
      offset: { type: "string" },
      sort: {
        type: "array",
        items: object(
          { field: { type: "string", enum: keys }, direction: { type: "string", enum: ["asc", "desc"] } },
          ["field"],
        ),
      },
      returnFieldsByFieldId: flags(ids).returnFieldsByFieldId ?? null,
    },
    ids ? ["returnFieldsByFieldId"] : [],
  );
  const listQuery = [
    query(
      "fields[]",
      { type: "array", items: { type: "string", enum: keys } },
      { style: "form", explode: true },
    ),
    query("filterByFormula", { type: "string" }),
    query("sort[0][field]", { type: "string", enum: keys }),
    query("sort[0][direction]", { type: "string", enum: ["asc", "desc"] }),
    query("view", { type: "string" }),
    query("pageSize", { type: "integer", minimum: 1, maximum: 100, default: 100 }),
    query("maxRecords", { type: "integer", minimum: 1 }),
    query("offset", { type: "string" }),
    ...byId(ids),
  ];
  const toDelete = query(
    "records[]",
    { type: "array", items: id("rec"), minItems: 1, maxItems: 10 },
    { required: true },
  );
  const at = `/v0/${base.id}/${table.id}`;
  const recordId = { name: "recordId", in: "path", required: true, schema: id("rec") };
  const make = maker(name, operations);
  return Object.fromEntries(
    [
      [
        at,
        {
          ...make("listRecords", listQuery, null, list),
          ...make("createRecords", [], { oneOf: [many(object({ fields }, ["fields"])), one] }, null, [
            record,
            written,
          ]),
          ...make("updateRecords", [], many(edited, upsert), written),
          ...make("replaceRecords", [], many(edited, upsert), written),
          ...make("deleteRecords", [toDelete], null, "DeletedRecords"),
        },
      ] as [string, Schema],
      [`${at}/listRecords`, make("listRecordsByPost", [], listBody, list)] as [string, Schema],
      [
        `${at}/{recordId}`,
        withRecordId(
          {
            ...make("getRecord", byId(ids), null, record),
            ...make("updateRecord", [], one, record),
            ...make("replaceRecord", [], one, record),
            ...make("deleteRecord", [], null, "DeletedRecord"),
          },
          recordId,
        ),
      ] as [string, Schema],
    ].filter(([, item]) => Object.keys(item).length > 0),
  );
}

function withRecordId(item: Schema, parameter: Schema): Schema {
  return Object.keys(item).length > 0 ? { parameters: [parameter], ...item } : item;
}

/** Makes the operations that this server has. */
function maker(table: string, operations: readonly Operation[]) {
  return (
    operationId: string,
    parameters: Schema[],
    body: Schema | null,
    answer: string | null,
    oneOf?: string[],
  ): Schema => {
    const operation = operations.find((one) => one.id === operationId);
    if (!operation) return {};
    const schema = answer ? ref(answer) : { oneOf: (oneOf ?? []).map(ref) };
    const { all, any } = operation;
    const scopes = all.length > 0 ? all.join(" and ") : any.join(" or ");
    return {
      [operation.method.toLowerCase()]: {
        operationId: `${operationId}.${table}`,
        tags: [table],
        summary: operation.summary,
        ...(scopes && { description: `Needs the scope ${scopes}.` }),
        ...(parameters.length > 0 && { parameters }),
        ...(body && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
        responses: {
          "200": { description: "Done.", content: { "application/json": { schema } } },
          default: {
            description: "Refused; nothing was changed.",
            content: { "application/json": { schema: ref("Error") } },
          },
        },
      },
    };
  };
}

function commonSchemas(): Schema {
  const text: Schema = { type: "string" };
  return {
    Attachment: object({ id: text, url: text, filename: text }, ["id", "url", "filename"]),
    Barcode: object({ text, type: text }, ["text"]),
    CellError: {
      oneOf: [object({ error: text }, ["error"]), object({ specialValue: text }, ["specialValue"])],
    },
    Collaborator: object({ id: text, email: text, name: text }, ["id"]),
    DeletedRecord: object({ id: id("rec"), deleted: { type: "boolean", const: true } }, ["id", "deleted"]),
    DeletedRecords: object({ records: { type: "array", items: ref("DeletedRecord") } }, ["records"]),
    Error: object({ error: { oneOf: [text, object({ type: text, message: text }, ["type"])] } }, ["error"]),
  };
}
