import type { BasesByWorkspace } from "../../api/queries.ts";
import { emptyDraft, type Policy, type TokenDraft } from "./draft.ts";
import { placesOf } from "./reach.ts";
import { listWords } from "./summary.ts";

/** A common use of a token, which fills in scopes, access and life. */
export interface Template {
  id: string;
  title: string;
  /** What it is for, in a sentence. */
  lead: string;
  scopes: string[];
  /** True if it is about one base. */
  oneBase?: boolean;
}

/** Every template, in the order shown; the first three stand on an empty list too. */
export const TEMPLATES: Template[] = [
  {
    id: "read-one",
    title: "Read one base",
    lead: "For reports and exports.",
    scopes: ["data.records:read", "schema.bases:read"],
    oneBase: true,
  },
  {
    id: "read-write-one",
    title: "Read and write one base",
    lead: "For scripts that keep records up to date.",
    scopes: ["data.records:read", "data.records:write", "schema.bases:read"],
    oneBase: true,
  },
  {
    id: "sync",
    title: "Sync tool",
    lead: "Copies records and structure elsewhere; changes nothing.",
    scopes: ["data.records:read", "schema.bases:read"],
  },
  {
    id: "form-inbox",
    title: "Form inbox",
    lead: "Creates records and can not read any.",
    scopes: ["data.records:write"],
    oneBase: true,
  },
  {
    id: "schema-manager",
    title: "Schema manager",
    lead: "Creates and changes tables and fields.",
    scopes: ["schema.bases:read", "schema.bases:write"],
  },
  {
    id: "webhooks",
    title: "Webhooks",
    lead: "Tells another program what changed.",
    scopes: ["webhook:manage", "data.records:read", "schema.bases:read"],
  },
  { id: "empty", title: "Empty", lead: "Begins with nothing chosen.", scopes: [] },
];

/** A draft after a template was applied, and what was set, in words. */
export interface Applied {
  draft: TokenDraft;
  said: string;
}

/** Fills scopes, access and life of a draft; name and note stay. */
export function applyTemplate(
  template: Template,
  draft: TokenDraft,
  policy: Policy,
  reach: BasesByWorkspace | undefined,
): Applied {
  const scopes = template.scopes.filter((scope) => !policy.forbiddenScopes.includes(scope));
  const left = template.scopes.filter((scope) => policy.forbiddenScopes.includes(scope));
  const bases = [...placesOf(reach).values()].filter((place) => place.kind === "base");
  const [only] = bases;
  const chosen = template.oneBase && bases.length === 1 && only ? [only] : [];
  const empty = emptyDraft(policy);
  const next: TokenDraft = {
    ...empty,
    name: draft.name,
    note: draft.note,
    scopes,
    access: { mode: "specificModelIds", ids: chosen.map((place) => place.id) },
  };
  const access =
    chosen.length > 0
      ? `access to base ${listWords(chosen.map((place) => place.name))}`
      : scopes.length === 0
        ? "no access"
        : template.oneBase
          ? "access to the base that you choose below"
          : "access to what you choose below";
  const life = next.expires === "default" ? "the end that this instance sets" : "no end";
  const parts = [scopes.length > 0 ? `scopes ${listWords(scopes)}` : "no scopes", access, life];
  const lacking =
    left.length > 0
      ? ` Left out, because the owners of this instance allow no token to have it: ${listWords(left)}.`
      : "";
  return { draft: next, said: `${template.title} sets: ${parts.join("; ")}.${lacking}` };
}
