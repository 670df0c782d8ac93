import type { Schemas } from "../api/client.ts";
import type { BasesByWorkspace } from "../api/queries.ts";
import { recentFirst } from "./recent.ts";
import { greater } from "./roles.ts";

/** Lower case and without accents, so that "ete" finds "Été". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** True if every word of the query is in one of the texts. */
export function matches(query: string, ...texts: string[]): boolean {
  const all = folded(texts.join("\n"));
  return folded(query)
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/**
 * What the home page shows: bases whose name, id or workspace match, those opened lately first.
 * While searching, workspaces without a hit are left out.
 */
export function shownReach(
  reach: BasesByWorkspace,
  query: string,
  recent: readonly string[],
): BasesByWorkspace {
  const asked = query.trim();
  const pick = (bases: Schemas["Base"][], workspace?: Schemas["WorkspaceOut"]) => {
    const hits = bases.filter(
      (base) => !asked || matches(asked, base.name, base.id, workspace?.name ?? "", workspace?.id ?? ""),
    );
    return recentFirst(hits, recent);
  };
  const workspaces = reach.workspaces
    .map(({ workspace, bases }) => ({ workspace, bases: pick(bases, workspace).map(within(workspace)) }))
    .filter(
      ({ workspace, bases }) => !asked || bases.length > 0 || matches(asked, workspace.name, workspace.id),
    );
  return { workspaces, shared: pick(reach.shared) };
}

/** The base with the role its reader has by way of the workspace: the list of bases stops at creator. */
function within(workspace: Schemas["WorkspaceOut"]) {
  return (base: Schemas["Base"]) => ({
    ...base,
    permissionLevel: greater(base.permissionLevel, workspace.permissionLevel) ?? base.permissionLevel,
  });
}

/** How many bases are shown. */
export function countBases(reach: BasesByWorkspace): number {
  return reach.workspaces.reduce((sum, { bases }) => sum + bases.length, reach.shared.length);
}
