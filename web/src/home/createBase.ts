import { client, type Schemas, take } from "../api/client.ts";
import type { NewField, Template } from "./templates.ts";

/** A base that was made; `missing` names the links that could not be added to it. */
export interface Made {
  id: string;
  missing: string[];
}

/**
 * Makes a base from a template. Its links come after its tables, when those have ids; if one fails
 * the base is there all the same, and the caller is told what is missing.
 */
export async function createBase(workspaceId: string, name: string, template: Template): Promise<Made> {
  const made = await take(
    client.POST("/v0/meta/bases", {
      body: { name, workspaceId, tables: template.tables as Schemas["TableBody"][] },
    }),
  );
  const idOf = (table: string) => made.tables.find((one) => one.name === table)?.id ?? "";
  const missing: string[] = [];
  for (const link of template.links) {
    const field: NewField = {
      name: link.field,
      type: "multipleRecordLinks",
      options: { linkedTableId: idOf(link.to) },
    };
    try {
      await take(
        client.POST("/v0/meta/bases/{baseId}/tables/{tableIdOrName}/fields", {
          params: { path: { baseId: made.id, tableIdOrName: idOf(link.table) } },
          body: field as Schemas["FieldBody"],
        }),
      );
    } catch {
      missing.push(`${link.table}: ${link.field}`);
    }
  }
  return { id: made.id, missing };
}
