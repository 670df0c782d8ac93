import type { Schemas } from "../../api/client.ts";
import type { BasesByWorkspace } from "../../api/queries.ts";
import { accessWords, isEnded, lastFour, reachedNames, statesOf, type TokenState } from "../words.ts";

type Token = Schemas["TokenOut"];

/** A token as the list shows it. */
export interface Row {
  token: Token;
  access: string;
  states: TokenState[];
  lastFour: string | null;
  ended: boolean;
}

/** The list's rows; `reach` gives bases their names. */
export function rowsOf(tokens: Token[], reach: BasesByWorkspace | undefined, now: Date): Row[] {
  return tokens.map((token) => ({
    token,
    access: accessWords(token.access, reach),
    states: statesOf(token, now),
    lastFour: lastFour(token),
    ended: isEnded(token, now),
  }));
}

/**
 * Rows that have every word of the search in their name, id, scopes, last four characters, or in the
 * name of a base or workspace that they reach: "which tokens reach Shop?" finds wide ones too.
 */
export function searchRows(rows: Row[], query: string, reach: BasesByWorkspace | undefined): Row[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ token, access, lastFour: four }) => {
    const text = [
      token.name,
      token.id,
      access,
      four ?? "",
      ...token.scopes,
      ...(token.access.ids ?? []),
      ...reachedNames(token.access, reach),
    ]
      .join("\n")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Rows of which a state holds; no state keeps all. */
export function filterRows(rows: Row[], state: string | undefined): Row[] {
  return state ? rows.filter((row) => row.states.some((one) => one === state)) : rows;
}

/** True if a filter can only be met by tokens that have ended. */
export function isEndedState(state: string | undefined): boolean {
  return state === "expired" || state === "revoked";
}

const STATE_ORDER: TokenState[] = [
  "ownerDeactivated",
  "revoked",
  "expired",
  "paused",
  "notYetValid",
  "expiresSoon",
  "unused90",
  "neverUsed",
  "active",
];

type Key = (row: Row) => string | number | null;

/** What a column is sorted by. Names without regard to case; what is absent comes last, either way. */
const KEYS: Record<string, Key> = {
  name: ({ token }) => token.name.toLowerCase(),
  scopes: ({ token }) => token.scopes.length,
  access: ({ token, access }) =>
    token.access.mode === "all"
      ? Number.MAX_SAFE_INTEGER
      : (token.access.ids ?? []).length * 1000 + access.length,
  created: ({ token }) => token.createdTime,
  expires: ({ token }) => token.expires ?? null,
  used: ({ token }) => token.lastUsed?.time ?? null,
  state: ({ states }) => Math.min(...states.map((state) => STATE_ORDER.indexOf(state))),
  ended: (row) => endedAt(row),
};

/** Newest first, as the list stands when nobody sorted it. */
export const DEFAULT_SORT = "-created";

/** Sorts by a column as it stands in the address: `name` or `-name`. Unknown columns mean the default. */
export function sortRows(rows: Row[], sort: string = DEFAULT_SORT): Row[] {
  const known = sort.replace(/^-/, "") in KEYS ? sort : DEFAULT_SORT;
  const key = KEYS[known.replace(/^-/, "")];
  const sign = known.startsWith("-") ? -1 : 1;
  if (!key) return rows;
  return [...rows].sort((one, other) => {
    const [left, right] = [key(one), key(other)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (left === right) return one.token.name.localeCompare(other.token.name);
    return left < right ? -sign : sign;
  });
}

/** When a token ended. */
export function endedAt({ token }: Row): string | null {
  return token.revokedTime ?? token.expires ?? null;
}

/** By whom and why a token ended, without the time. */
export function endedWords({ token, states }: Row, accountId: string): string {
  if (!states.includes("revoked")) return "Its end came";
  const who =
    token.revokedByUserId === null
      ? "Revoked"
      : token.revokedByUserId === accountId
        ? "Revoked by you"
        : "Revoked by an owner of this instance";
  return token.revokeReason ? `${who}: ${token.revokeReason}` : who;
}
