import type { TokenDraft } from "../form/index.ts";
import { type NameOf, type Setting, settingLabel, words } from "./changes.ts";

/** Settings that the form holds. */
type Field = Exclude<Setting, "paused">;
const FIELDS: Field[] = [
  "name",
  "note",
  "scopes",
  "access",
  "expires",
  "notBefore",
  "allowedAddresses",
  "requestsPerSecond",
];

/** Which version a setting is taken from. */
export type Side = "mine" | "theirs";

/** A setting that differs between what is stored now and what the person wants. */
export interface Difference {
  field: Field;
  label: string;
  mine: string;
  theirs: string;
  /** What stands to reason: the side that changed it; the stored one if both did. */
  likely: Side;
  /** True if both changed it. */
  both: boolean;
}

/** Compares three versions: as it was when editing began, as it is stored now, and as it is wanted. */
export function differences(
  base: TokenDraft,
  theirs: TokenDraft,
  mine: TokenDraft,
  nameOf: NameOf,
): Difference[] {
  return FIELDS.flatMap((field) => {
    if (same(theirs, mine, field)) return [];
    const [iDid, theyDid] = [!same(base, mine, field), !same(base, theirs, field)];
    return [
      {
        field,
        label: settingLabel(field),
        mine: words(field, settings(mine), nameOf),
        theirs: words(field, settings(theirs), nameOf),
        likely: iDid && !theyDid ? "mine" : "theirs",
        both: iDid && theyDid,
      } as const,
    ];
  });
}

/** A draft on top of what is stored now, with the chosen settings of one's own. */
export function merged(
  theirs: TokenDraft,
  mine: TokenDraft,
  chosen: Partial<Record<string, Side>>,
): TokenDraft {
  const draft = { ...theirs };
  for (const field of FIELDS) if (chosen[field] === "mine") take(draft, mine, field);
  return draft;
}

function take<F extends Field>(into: TokenDraft, from: TokenDraft, field: F): void {
  into[field] = from[field];
}

/** A draft of a token that exists names its end; "default" is for new ones. */
function settings(draft: TokenDraft) {
  return { ...draft, expires: draft.expires === "default" ? null : draft.expires };
}

function same(one: TokenDraft, other: TokenDraft, field: Field): boolean {
  return plain(one, field) === plain(other, field);
}

/** The order of ids and scopes means nothing. */
function plain(draft: TokenDraft, field: Field): string {
  if (field === "access") {
    const { mode, ids } = draft.access;
    return JSON.stringify(mode === "all" ? [mode] : [mode, ...[...ids].sort()]);
  }
  const value = draft[field];
  return JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
}
