import type { BasesByWorkspace } from "../../api/queries.ts";

/** A workspace or base by its id. */
export interface Place {
  id: string;
  kind: "workspace" | "base";
  name: string;
  /** The person's own role, as the API writes it. */
  role: string | null;
  /** Of a base: its workspace, if the person reaches that. */
  workspaceId: string | null;
}

/** All that a person reaches, by id. */
export function placesOf(reach: BasesByWorkspace | undefined): Map<string, Place> {
  const places = new Map<string, Place>();
  const base = (workspaceId: string | null) => (one: { id: string; name: string; permissionLevel: string }) =>
    places.set(one.id, {
      id: one.id,
      kind: "base",
      name: one.name,
      role: one.permissionLevel,
      workspaceId,
    });
  for (const { workspace, bases } of reach?.workspaces ?? []) {
    places.set(workspace.id, {
      id: workspace.id,
      kind: "workspace",
      name: workspace.name,
      role: workspace.permissionLevel ?? null,
      workspaceId: null,
    });
    bases.forEach(base(workspace.id));
  }
  reach?.shared.forEach(base(null));
  return places;
}

/** Ids that the person does not reach, or no longer. */
export function lost(ids: string[], reach: BasesByWorkspace): string[] {
  const places = placesOf(reach);
  return ids.filter((id) => !places.has(id));
}

/** The places that an access list covers now: listed ones, and the bases of listed workspaces. */
export function covered(
  access: { mode: string; ids?: string[] | null },
  reach: BasesByWorkspace | undefined,
): Place[] {
  const places = [...placesOf(reach).values()];
  if (access.mode === "all") return places;
  const ids = access.ids ?? [];
  return places.filter(
    (place) => ids.includes(place.id) || (place.workspaceId !== null && ids.includes(place.workspaceId)),
  );
}

/** The ids in a text: one, several, or in the address of a base. */
export function idsIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:app|wsp)[A-Za-z0-9]{14}\b/g) ?? [])];
}

/** The tree of places whose name or id has the words, or one of the ids; a workspace stays for its bases. */
export function searchReach(query: string, reach: BasesByWorkspace): BasesByWorkspace {
  const ids = idsIn(query);
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return reach;
  const hit = (one: { id: string; name: string }) =>
    ids.length > 0
      ? ids.includes(one.id)
      : words.every((word) => `${one.name} ${one.id}`.toLowerCase().includes(word));
  return {
    workspaces: reach.workspaces.flatMap(({ workspace, bases }) => {
      const own = hit(workspace);
      const found = own && ids.length === 0 ? bases : bases.filter(hit);
      return own || found.length > 0 ? [{ workspace, bases: found }] : [];
    }),
    shared: reach.shared.filter(hit),
  };
}

/** How many rows a tree has. */
export function countRows(reach: BasesByWorkspace): number {
  return reach.workspaces.reduce((sum, { bases }) => sum + 1 + bases.length, reach.shared.length);
}

/** The first `most` rows of a tree. */
export function firstRows(reach: BasesByWorkspace, most: number): BasesByWorkspace {
  let left = most;
  const workspaces = reach.workspaces.flatMap(({ workspace, bases }) => {
    if (left <= 0) return [];
    left -= 1;
    const some = bases.slice(0, Math.max(left, 0));
    left -= some.length;
    return [{ workspace, bases: some }];
  });
  return { workspaces, shared: reach.shared.slice(0, Math.max(left, 0)) };
}
