import { OPERATIONS, type Operation } from "../api/operations.ts";
import { caller, callPart } from "./calls.ts";
import { type Part, paragraph, say } from "./doc.ts";
import type { DocBase, DocField, DocTable, Json, Settings } from "./model.ts";
import { fieldKey, tableKey } from "./names.ts";

const FIELD = "fldXXXXXXXXXXXXXX";
const TABLE = "tblXXXXXXXXXXXXXX";
const VIEW = "viwXXXXXXXXXXXXXX";

/** The calls that read and change what a base is made of. */
export function schemaPart(
  base: DocBase,
  settings: Settings,
  operations: readonly Operation[] = OPERATIONS,
): Part {
  const make = caller(operations);
  const { ids } = settings;
  const [table] = base.tables;
  const key = table ? tableKey(table, ids) : TABLE;
  const field = table?.fields.find((one) => one.id === table.primaryFieldId) ?? table?.fields[0];
  const fieldName = field ? fieldKey(field, ids) : FIELD;
  const newTable = {
    name: "Contacts",
    description: "People we write to",
    fields: [
      { name: "Name", type: "singleLineText" },
      { name: "E-mail", type: "email" },
      { name: "Since", type: "date", options: { dateFormat: { name: "iso" } } },
    ] as Json[],
  };
  const newField = {
    name: "Priority",
    type: "singleSelect",
    options: { choices: [{ name: "High" }, { name: "Low" }] },
  };
  const [shown] = base.tables;
  return {
    anchor: "schema",
    title: "Schema",
    blocks: [
      paragraph(
        "Tables and fields. Under `/v0` stands what Airtable's API has; what it has not stands under `/api`, with the same " +
          "tokens. Deleted tables and fields can be restored for 30 days.",
      ),
    ],
    parts: [
      ...callPart(
        "Read the schema",
        undefined,
        make("getBaseSchema", "schema-read", "read the schema", {
          at: [base.id],
          client: { kind: "schema" },
          answer: shown ? ({ tables: [outline(shown)] } as Json) : { tables: [] },
          answerNote: shown ? "The first table, with its first fields. The answer has all." : undefined,
        }),
        say(
          "All tables with their fields and views. `include[]=visibleFieldIds` adds to each grid the fields it shows.",
        ),
      ),
      ...callPart(
        "Create a table",
        undefined,
        make("createTable", "schema-create-table", "create a table", {
          at: [base.id],
          body: newTable,
          client: { kind: "createTable", body: newTable },
        }),
        say("The first field is the primary one. The answer is the table, with ids."),
      ),
      ...callPart(
        "Rename or describe a table",
        undefined,
        make("updateTable", "schema-update-table", "rename or describe a table", {
          at: [base.id, key],
          body: table ? { name: table.name, description: table.description ?? "" } : { name: "Contacts" },
        }),
      ),
      ...callPart(
        "Create a field",
        undefined,
        make("createField", "schema-create-field", "create a field", {
          at: [base.id, key],
          body: newField,
          client: { kind: "createField", table: key, body: newField },
        }),
        say(
          "Each type takes the options that the schema shows of it. A link makes its other side in the other table. " +
            "Formulas, rollups, lookups and counts can be made as well.",
        ),
      ),
      ...callPart(
        "Rename or describe a field",
        undefined,
        make("updateField", "schema-update-field", "rename or describe a field", {
          at: [base.id, key, fieldName],
          body: field ? { name: field.name, description: field.description ?? "" } : { name: "Priority" },
        }),
        say("The formula of a formula field is changed here as well, as `options.formula`."),
      ),
      ...callPart(
        "Change a field's type",
        undefined,
        make("changeField", "schema-change-field", "change a field's type", {
          at: [base.id, key, fieldName],
          body: { type: "multilineText", dryRun: true },
        }),
        say("With `dryRun` nothing is changed, and the answer tells what would become of the cells."),
      ),
      ...callPart(
        "Delete a field",
        undefined,
        make("deleteField", "schema-delete-field", "delete a field", { at: [base.id, key, FIELD] }),
        say("With its cells, and its other side if it is a link. The id here is a placeholder, on purpose."),
      ),
      ...callPart(
        "Delete a table",
        undefined,
        make("deleteTable", "schema-delete-table", "delete a table", { at: [base.id, TABLE] }),
        say("With its records and the links to it. The id here is a placeholder, on purpose."),
      ),
      ...callPart(
        "List what was deleted",
        undefined,
        make("listDeleted", "schema-deleted", "list what was deleted", { at: [base.id] }),
      ),
      ...callPart(
        "Restore a table or field",
        undefined,
        make("restoreDeleted", "schema-restore", "restore a table or field", { at: [base.id, FIELD] }),
        say("By the id that the list above gives."),
      ),
    ],
  };
}

/** The calls for views. */
export function viewsPart(
  base: DocBase,
  settings: Settings,
  operations: readonly Operation[] = OPERATIONS,
): Part {
  const make = caller(operations);
  const [table] = base.tables;
  const view = table?.views[0];
  const viewId = view?.id ?? VIEW;
  const primary = table?.fields.find((field) => field.id === table.primaryFieldId);
  const sorts: Json = primary ? [{ fieldId: primary.id, direction: "asc" }] : [];
  return {
    anchor: "views",
    title: "Views",
    blocks: [
      paragraph(
        "What a view filters, sorts, groups and hides. Settings name fields by id, whatever is chosen above.",
      ),
    ],
    parts: [
      ...callPart(
        "List views",
        undefined,
        make("listViews", "views-list", "list views", {
          at: [base.id],
          answer: { views: base.tables.flatMap((one) => one.views).slice(0, 3) as unknown as Json[] },
          answerNote: "The first views. The answer has all, table by table.",
        }),
      ),
      ...callPart(
        "Get a view",
        undefined,
        make("getView", "views-get", "get a view", {
          at: [base.id, viewId],
          ...(view && { answer: view as unknown as Json }),
        }),
      ),
      ...callPart(
        "Read a view's settings",
        undefined,
        make("getViewSettings", "views-settings", "read a view's settings", { at: [base.id, viewId] }),
        say("Filter, sorts, groups, hidden fields, order and widths."),
      ),
      ...callPart(
        "Create a view",
        undefined,
        make("createView", "views-create", "create a view", {
          at: [base.id, table ? tableKey(table, settings.ids) : TABLE],
          body: { name: "By name", sorts },
        }),
      ),
      ...callPart(
        "Change a view",
        undefined,
        make("updateView", "views-update", "change a view", { at: [base.id, viewId], body: { sorts } }),
        say("Absent parts stay; `null` takes one away."),
      ),
      ...callPart(
        "Delete a view",
        undefined,
        make("deleteView", "views-delete", "delete a view", { at: [base.id, VIEW] }),
        say("A table keeps at least one. The id here is a placeholder, on purpose. This can not be undone."),
      ),
    ],
  };
}

/** A table as the schema shows it, with its first fields; long lists of choices are cut. */
function outline(table: DocTable): Json {
  const short = (field: DocField) => {
    const choices = field.options?.choices;
    return choices && choices.length > 3
      ? { ...field, options: { ...field.options, choices: choices.slice(0, 3) } }
      : field;
  };
  const { id, name, description, primaryFieldId, views } = table;
  return {
    id,
    name,
    ...(description && { description }),
    primaryFieldId,
    fields: table.fields.slice(0, 3).map(short),
    views: views.slice(0, 2),
  } as unknown as Json;
}
