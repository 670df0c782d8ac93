import type { AdminTokensSearch } from "../../router.tsx";
import type { Place } from "./places.ts";

/** What the server is asked for. */
export interface TokenQuery {
  user?: string;
  scope?: string;
  base?: string;
  state?: string;
  unusedDays?: number;
  olderThanDays?: number;
  search?: string;
}

/** The states a token can be in, as the server names them. */
export const STATES = ["active", "paused", "notYetValid", "ownerDeactivated", "expired", "revoked"] as const;

/** A hundred years: more days than this the server refuses. */
const MOST_DAYS = 36_500;

/** The number of days that a text says; undefined if it says none or it can not be. */
export function daysOf(text: string | undefined): number | undefined {
  return text && daysProblem(text) === null ? Number(text.trim()) : undefined;
}

/** What is wrong with a number of days; null if nothing is, or nothing was written. */
export function daysProblem(text: string): string | null {
  const written = text.trim();
  if (written === "") return null;
  if (!/^\d+$/.test(written) || Number(written) < 1) return "Write a whole number of days, 1 or more.";
  return Number(written) > MOST_DAYS ? `Write at most ${MOST_DAYS} days.` : null;
}

/**
 * What the server is asked for by an address. What can not be asked for is left out, so that an old
 * or mistyped link still shows a list. The server filters by base; a workspace is filtered here.
 */
export function queryOf(search: AdminTokensSearch): TokenQuery {
  const query: TokenQuery = {};
  if (search.user?.startsWith("usr")) query.user = search.user;
  if (search.scope) query.scope = search.scope;
  if (search.base?.startsWith("app")) query.base = search.base;
  if (STATES.some((state) => state === search.state)) query.state = search.state;
  const unusedDays = daysOf(search.unusedDays);
  if (unusedDays !== undefined) query.unusedDays = unusedDays;
  const olderThanDays = daysOf(search.olderThanDays);
  if (olderThanDays !== undefined) query.olderThanDays = olderThanDays;
  const text = search.search?.trim();
  if (text) query.search = text.slice(0, 200);
  return query;
}

/** The workspace of an address, if it names one. */
export function workspaceOf(search: AdminTokensSearch): string | undefined {
  return search.base?.startsWith("wsp") ? search.base : undefined;
}

/** How many filters hold, beside the search. */
export function countFilters(search: AdminTokensSearch): number {
  const { user, scope, base, state, unusedDays, olderThanDays } = search;
  return [user, scope, base, state, unusedDays, olderThanDays].filter(Boolean).length;
}

/** True if a token's access names the workspace, one of its bases, or everything. */
export function namesWorkspace(
  access: { mode: string; ids?: string[] | null },
  workspaceId: string,
  places: ReadonlyMap<string, Place>,
): boolean {
  if (access.mode === "all") return true;
  return (access.ids ?? []).some((id) => id === workspaceId || places.get(id)?.workspaceId === workspaceId);
}
