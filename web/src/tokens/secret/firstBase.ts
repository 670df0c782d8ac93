import type { Schemas } from "../../api/client.ts";
import type { BasesByWorkspace } from "../../api/queries.ts";

/** The base that snippets read from: the first that the access names, or the first of what it covers. */
export function firstBaseOf(
  access: Schemas["AccessDoc"],
  reach: BasesByWorkspace | undefined,
): { id: string; name: string } | null {
  if (!reach) return null;
  const groups = reach.workspaces;
  const bases = [...groups.flatMap((group) => group.bases), ...reach.shared];
  if (access.mode === "all") return named(bases[0]);
  for (const id of access.ids ?? []) {
    const base = id.startsWith("wsp")
      ? groups.find((group) => group.workspace.id === id)?.bases[0]
      : bases.find((one) => one.id === id);
    if (base) return named(base);
  }
  return null;
}

function named(base: Schemas["Base"] | undefined): { id: string; name: string } | null {
  return base ? { id: base.id, name: base.name } : null;
}
