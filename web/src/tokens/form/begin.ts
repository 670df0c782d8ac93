import type { Schemas } from "../../api/client.ts";
import type { BasesByWorkspace } from "../../api/queries.ts";
import type { NewTokenSearch } from "../../router.tsx";
import { draftOf, emptyDraft, type Policy, type TokenDraft } from "./draft.ts";
import { fills, prefill } from "./prefill.ts";
import { lost } from "./reach.ts";
import { listWords } from "./summary.ts";
import { applyTemplate, TEMPLATES } from "./templates.ts";

/** With what the create page begins. */
export interface Beginning {
  draft: TokenDraft;
  /** The template that was applied. */
  template: string | null;
  /** What the template set. */
  said: string | null;
  /** The name of the token whose settings were taken over. */
  copied: string | null;
  /** True if the address filled something in. */
  byLink: boolean;
  /** What could not be taken over, as sentences. */
  left: string[];
}

/** What the beginning needs to know. */
export interface Known {
  policy: Policy;
  reach: BasesByWorkspace;
  /** Names of all scopes. */
  scopes: string[];
  /** The token that is duplicated. */
  copy?: Schemas["TokenOut"];
  now: Date;
}

/** The first state of the form: another token's settings, then a template, then what the address says. */
export function begin(search: NewTokenSearch, known: Known): Beginning {
  const { policy, reach, copy } = known;
  const left: string[] = [];
  let draft = emptyDraft(policy);
  if (copy) draft = copyOf(copy, known, left);
  const template = TEMPLATES.find((one) => one.id === search.template);
  const applied = template ? applyTemplate(template, draft, policy, reach) : null;
  if (applied) draft = applied.draft;
  const byLink = fills(search);
  if (byLink) {
    const filled = prefill(search, draft, known);
    draft = filled.draft;
    left.push(...filled.left);
  }
  return {
    draft,
    template: template?.id ?? null,
    said: applied?.said ?? null,
    copied: copy?.name ?? null,
    byLink,
    left,
  };
}

/** The settings of another token, as far as they may be had anew. One with an end gets as long a life again. */
function copyOf(token: Schemas["TokenOut"], { policy, reach, now }: Known, left: string[]): TokenDraft {
  const draft = draftOf(token);
  const empty = emptyDraft(policy);
  draft.name = `${[...token.name].slice(0, 190).join("")} copy`;
  const forbidden = draft.scopes.filter((scope) => policy.forbiddenScopes.includes(scope));
  if (forbidden.length > 0) {
    draft.scopes = draft.scopes.filter((scope) => !forbidden.includes(scope));
    left.push(`The owners of this instance allow no new token to have ${listWords(forbidden)}.`);
  }
  const gone = draft.access.mode === "all" ? [] : lost(draft.access.ids, reach);
  if (gone.length > 0) {
    draft.access.ids = draft.access.ids.filter((id) => !gone.includes(id));
    left.push(`No longer shared with you: ${listWords(gone)}.`);
  }
  if (draft.access.mode === "all" && !policy.allowEverything) {
    draft.access = empty.access;
    left.push("The owners of this instance allow no new token to reach everything.");
  }
  const life = token.expires
    ? new Date(token.expires).getTime() - new Date(token.createdTime).getTime()
    : null;
  const most = policy.tokenMaximumDays === null ? null : policy.tokenMaximumDays * 86_400_000;
  if (life !== null && life > 0 && (most === null || life <= most)) {
    draft.expires = new Date(now.getTime() + life).toISOString();
  } else if (life === null && most === null) draft.expires = null;
  else draft.expires = empty.expires;
  // A start that lies in the past says nothing any more.
  if (draft.notBefore && new Date(draft.notBefore) <= now) draft.notBefore = null;
  return draft;
}
