import type { BasesByWorkspace } from "../../api/queries.ts";
import type { NewTokenSearch } from "../../router.tsx";
import type { Policy, TokenDraft } from "./draft.ts";
import { inDays } from "./life.ts";
import { NAME_CHARS, NOTE_CHARS } from "./problems.ts";
import { placesOf } from "./reach.ts";
import { listWords } from "./summary.ts";

/** A draft filled in by an address, and what of the address could not be used. */
export interface Prefilled {
  draft: TokenDraft;
  /** Sentences about what was left out. */
  left: string[];
}

/** True if an address fills anything in by itself. */
export function fills(search: NewTokenSearch): boolean {
  return ["name", "note", "scopes", "bases", "expires"].some((key) => search[key as keyof NewTokenSearch]);
}

/** Fills a draft from an address. It never goes further than the form could: what is unknown or forbidden is said. */
export function prefill(
  search: NewTokenSearch,
  start: TokenDraft,
  known: { scopes: string[]; reach: BasesByWorkspace; policy: Policy; now: Date },
): Prefilled {
  const draft = { ...start };
  const left: string[] = [];
  if (search.name) draft.name = search.name.slice(0, NAME_CHARS);
  if (search.note) draft.note = search.note.slice(0, NOTE_CHARS);
  if (search.scopes) {
    const asked = split(search.scopes);
    const { forbiddenScopes } = known.policy;
    draft.scopes = known.scopes.filter((scope) => asked.includes(scope) && !forbiddenScopes.includes(scope));
    const unknown = asked.filter((scope) => !known.scopes.includes(scope));
    const forbidden = asked.filter((scope) => forbiddenScopes.includes(scope));
    if (unknown.length > 0) left.push(`There is no scope called ${listWords(unknown)}.`);
    if (forbidden.length > 0) {
      left.push(`The owners of this instance allow no token to have ${listWords(forbidden)}.`);
    }
  }
  if (search.bases) fillAccess(search.bases, draft, left, known);
  if (search.expires) fillLife(search.expires, draft, left, known);
  return { draft, left };
}

function fillAccess(
  text: string,
  draft: TokenDraft,
  left: string[],
  { reach, policy }: { reach: BasesByWorkspace; policy: Policy },
): void {
  if (text.trim() === "all") {
    if (policy.allowEverything) draft.access = { mode: "all", ids: [] };
    else left.push("The owners of this instance allow no token to reach everything.");
    return;
  }
  const places = placesOf(reach);
  const asked = split(text);
  draft.access = { mode: "specificModelIds", ids: asked.filter((id) => places.has(id)) };
  const unknown = asked.filter((id) => !places.has(id));
  if (unknown.length > 0) left.push(`Not shared with you, or not there: ${listWords(unknown)}.`);
}

function fillLife(
  text: string,
  draft: TokenDraft,
  left: string[],
  { policy, now }: { policy: Policy; now: Date },
): void {
  const most = policy.tokenMaximumDays;
  const days = Number(text);
  if (text === "never" && most === null) draft.expires = null;
  else if (text !== "never" && !(Number.isInteger(days) && days >= 1 && days <= 36_500)) {
    left.push("The link names an end that is none: write days, or never.");
  } else if (most !== null && (text === "never" || days > most)) {
    left.push(`The link asks for a longer life than this instance allows: at most ${most} days.`);
  } else draft.expires = inDays(days, now);
}

function split(text: string): string[] {
  return [...new Set(text.split(/[\s,;+]+/).filter(Boolean))];
}
