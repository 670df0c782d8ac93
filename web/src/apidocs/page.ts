import { OPERATIONS, type Operation } from "../api/operations.ts";
import { tablePart } from "./calls.ts";
import { type Doc, say } from "./doc.ts";
import { authentication, errors, introduction, limits } from "./generalParts.ts";
import type { DocBase, Settings } from "./model.ts";
import { schemaPart, viewsPart } from "./schemaCalls.ts";

/** The page of a base: one source for what is shown and for the Markdown copy. */
export function docOf(base: DocBase, settings: Settings, operations: readonly Operation[] = OPERATIONS): Doc {
  return {
    title: `API of ${base.name}`,
    lead: say("Made from this base as it is now: its names, ids and first records."),
    parts: [
      introduction(base, operations),
      authentication(operations),
      limits(),
      ...base.tables.map((table) => tablePart(base, table, settings, operations)),
      schemaPart(base, settings, operations),
      viewsPart(base, settings, operations),
      errors(),
    ],
  };
}
