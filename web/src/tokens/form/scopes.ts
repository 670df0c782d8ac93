import type { Schemas } from "../../api/client.ts";
import { OPERATIONS, type Operation } from "../../api/operations.ts";

/** A scope as the picker shows it. */
export type Scope = Schemas["ScopeOut"];

/** True if a token with this scope can change something. */
export function changesData(scope: string): boolean {
  return !scope.endsWith(":read");
}

/** The calls that a token with exactly these scopes may make. Calls that need no scope are left out. */
export function callsOpened(scopes: string[], operations: Operation[] = OPERATIONS): Operation[] {
  return operations.filter(
    (call) =>
      call.token &&
      call.all.length + call.any.length > 0 &&
      call.all.every((scope) => scopes.includes(scope)) &&
      (call.any.length === 0 || call.any.some((scope) => scopes.includes(scope))),
  );
}

/** The calls that a scope has a part in. */
export function callsOf(scope: string, operations: Operation[] = OPERATIONS): Operation[] {
  return operations.filter((call) => call.token && (call.all.includes(scope) || call.any.includes(scope)));
}

/** True if the call is about a base or a workspace, so that access and role matter. */
export function isAboutPlace(call: Operation): boolean {
  return call.role !== null || call.id === "listBases" || call.id === "listWorkspaces";
}

/** True if some of the scopes are of no use without a base or a workspace. */
export function needsBase(scopes: string[]): boolean {
  return scopes.some((scope) => !["user.email:read", "tokens:manage", "block:manage"].includes(scope));
}

/** A scope that a chosen one is seldom useful without. */
export interface Companion {
  /** The scope that was chosen. */
  scope: string;
  /** The scope that is missing. */
  missing: string;
  /** Why it matters, as a sentence. */
  why: string;
}

const READS: Record<string, [string, string]> = {
  "data.records:write": ["data.records:read", "Without it, the token changes records that it can not see."],
  "data.recordComments:write": ["data.recordComments:read", "Without it, the token can not see comments."],
  "schema.bases:write": ["schema.bases:read", "Without it, the token changes tables that it can not see."],
  "workspacesAndBases:write": ["workspacesAndBases:read", "Without it, the token can not find views."],
  "webhook:manage": ["data.records:read", "Webhooks about records are refused without it."],
};

/** Chosen scopes whose companion is missing. Forbidden ones are not advised. */
export function companionsMissing(scopes: string[], forbidden: string[] = []): Companion[] {
  return scopes.flatMap((scope) => {
    const [missing, why] = READS[scope] ?? [];
    return missing && why && !scopes.includes(missing) && !forbidden.includes(missing)
      ? [{ scope, missing, why }]
      : [];
  });
}

/** A scope that was found, and the calls through which, if it was by a call. */
export interface ScopeHit {
  scope: Scope;
  calls: Operation[];
}

/**
 * Finds scopes by their name, by what they mean, or by a call: "PATCH records", "/v0/meta/bases",
 * or an address copied from a script.
 */
export function searchScopes(
  query: string,
  scopes: Scope[],
  operations: Operation[] = OPERATIONS,
): ScopeHit[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return scopes.map((scope) => ({ scope, calls: [] }));
  return scopes.flatMap((scope) => {
    const own = `${scope.name} ${scope.title} ${scope.meaning} ${scope.group}`.toLowerCase();
    if (words.every((word) => own.includes(word))) return [{ scope, calls: [] }];
    const calls = callsOf(scope.name, operations).filter((call) =>
      words.every((word) => matches(word, call)),
    );
    return calls.length > 0 ? [{ scope, calls }] : [];
  });
}

const METHODS = ["get", "post", "put", "patch", "delete"];

function matches(word: string, call: Operation): boolean {
  if (METHODS.includes(word)) return call.method.toLowerCase() === word;
  if (word.includes("/")) return samePath(word, call.path.toLowerCase());
  return `${call.path} ${call.summary} ${call.operation}`.toLowerCase().includes(word);
}

/** What stands in a place of a path: an id, or the template's own words. */
function fits(part: string, template: string): boolean {
  if (part === template) return true;
  if (!template.startsWith("{")) return false;
  if (template === "{baseid}") return part.startsWith("app");
  if (template === "{recordid}") return part.startsWith("rec");
  if (template === "{workspaceid}") return part.startsWith("wsp");
  if (template === "{viewid}") return part.startsWith("viw");
  return part !== "listrecords";
}

/** True if the path, or an address with it, is the template or the beginning of it. */
function samePath(text: string, template: string): boolean {
  const path = text.replace(/^https?:\/\/[^/]*/, "").replace(/[?#].*$/, "");
  const parts = path.split("/").filter(Boolean);
  const templates = template.split("/").filter(Boolean);
  if (parts.length === 0 || parts.length > templates.length) return false;
  // An address with the id of a record or table is one call, not the beginning of others.
  const whole = parts.length === templates.length;
  if (!whole && /^(rec|tbl|app)[a-z0-9]{14}$/.test(parts.at(-1) ?? "")) return false;
  return parts.every((part, at) => fits(part, templates[at] ?? ""));
}
