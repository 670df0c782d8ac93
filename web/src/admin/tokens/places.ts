import type { BasesByWorkspace } from "../../api/queries.ts";

/** A base or workspace that the reader knows by name. */
export interface Place {
  id: string;
  name: string;
  kind: "base" | "workspace";
  /** Where a base is. */
  workspaceId?: string;
}

/** All bases and workspaces that the reader reaches, by id. Others have no name here. */
export function placesById(reach: BasesByWorkspace | undefined): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { workspace, bases } of reach?.workspaces ?? []) {
    places.set(workspace.id, { id: workspace.id, name: workspace.name, kind: "workspace" });
    for (const { id, name } of bases) places.set(id, { id, name, kind: "base", workspaceId: workspace.id });
  }
  for (const { id, name } of reach?.shared ?? []) places.set(id, { id, name, kind: "base" });
  return places;
}

/** "base Shop", "workspace Ops"; the id if the reader does not reach it. */
export function placeName(id: string, places: ReadonlyMap<string, Place>): string {
  const kind = id.startsWith("wsp") ? "workspace" : "base";
  return `${kind} ${places.get(id)?.name ?? id}`;
}

/** What a token may reach, as a line each: a person's own roles limit it further. */
export function accessLines(
  access: { mode: string; ids?: string[] | null },
  places: ReadonlyMap<string, Place>,
): string[] {
  if (access.mode === "all") return ["Everything"];
  const ids = access.ids ?? [];
  if (ids.length === 0) return ["Nothing"];
  const workspaces = ids.filter((id) => id.startsWith("wsp"));
  const others = ids.filter((id) => !id.startsWith("wsp"));
  return [
    ...workspaces.map((id) => `Workspace ${places.get(id)?.name ?? id} and future bases`),
    ...others.map((id) => `Base ${places.get(id)?.name ?? id}`),
  ];
}

/** What somebody typed as a base or workspace: found, nothing typed, or why it is not clear. */
export type Found = { id: string } | { id: null } | { problem: string };

/** Finds a base or workspace by its id, an address with it, its name or a part of the name. */
export function findPlace(text: string, places: ReadonlyMap<string, Place>): Found {
  const wanted = text.trim();
  if (!wanted) return { id: null };
  const id = /\b((?:app|wsp)[A-Za-z0-9]{14})\b/.exec(wanted)?.[1];
  if (id) return { id };
  const low = wanted.toLowerCase();
  const all = [...places.values()];
  const same = all.filter((place) => place.name.toLowerCase() === low);
  const like = same.length > 0 ? same : all.filter((place) => place.name.toLowerCase().includes(low));
  const [first, second] = like;
  if (first && !second) return { id: first.id };
  if (first) {
    const names = like.slice(0, 3).map((place) => `${place.kind} ${place.name} (${place.id})`);
    return {
      problem: `Several match: ${names.join(", ")}${like.length > 3 ? " and more" : ""}. Use the id.`,
    };
  }
  return { problem: "You reach no base or workspace of this name. Use its id (app… or wsp…)." };
}
