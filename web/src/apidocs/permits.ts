import type { Schemas } from "../api/client.ts";
import type { Operation } from "../api/operations.ts";
import type { BasesByWorkspace } from "../api/queries.ts";
import { roleCovers, roleWords } from "../tokens/form/roles.ts";

type Token = Pick<Schemas["TokenOut"], "scopes" | "access" | "state" | "expires" | "notBefore">;

/** Where the base is and what its reader is there. */
export interface Standing {
  baseId: string;
  /** The workspace of the base, if the reader reaches that. */
  workspaceId: string | null;
  /** The reader's role on the base, as the API writes it; absent while it is not known. */
  role: string | undefined;
}

/** Whether a token may make a call, and if not, why. */
export type Verdict =
  | { may: true; words: string }
  | { may: false; words: string; lacks: "state" | "scope" | "access" | "role" | "session"; scopes: string[] };

/** The scopes that open a call, in words: "data.records:write", "one of a or b". */
export function scopeWords(operation: Pick<Operation, "all" | "any">): string {
  return operation.all.length > 0 ? operation.all.join(" and ") : operation.any.join(" or ");
}

/** What the server would say to this token, in its order: state, scope, access, role. */
export function verdict(token: Token, operation: Operation, at: Standing, now = new Date()): Verdict {
  const no = (
    lacks: Exclude<Verdict, { may: true }>["lacks"],
    words: string,
    scopes: string[] = [],
  ): Verdict => ({
    may: false,
    words,
    lacks,
    scopes,
  });
  if (!operation.token) return no("session", "Only for people who are signed in");
  const state = stateWords(token, now);
  if (state) return no("state", state);
  const missing = operation.all.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0) return no("scope", `Needs ${missing.join(" and ")}`, missing);
  if (operation.any.length > 0 && !operation.any.some((scope) => token.scopes.includes(scope))) {
    return no("scope", `Needs ${operation.any.join(" or ")}`, operation.any.slice(0, 1));
  }
  // Who asks and which bases there are is no matter of one base.
  const aboutBase = operation.path.includes("{baseId}");
  if (aboutBase && !reaches(token, at)) return no("access", "Base not in its access");
  if (aboutBase && at.role !== undefined && !roleCovers(at.role, operation.role)) {
    return no("role", `Needs the role ${roleWords(operation.role)}; yours is ${roleWords(at.role)}`);
  }
  return { may: true, words: "This token may" };
}

function stateWords(token: Token, now: Date): string | null {
  if (token.state === "paused") return "This token is paused";
  if (token.state === "expired" || (token.expires && new Date(token.expires) <= now))
    return "This token has expired";
  if (token.state === "revoked") return "This token was deleted";
  if (token.state === "ownerDeactivated") return "This token's owner is deactivated";
  if (token.notBefore && new Date(token.notBefore) > now) return "This token is not yet valid";
  return null;
}

function reaches(token: Token, at: Standing): boolean {
  if (token.access.mode === "all") return true;
  const ids = token.access.ids ?? [];
  return ids.includes(at.baseId) || (at.workspaceId !== null && ids.includes(at.workspaceId));
}

/** Finds a base among those that the reader reaches. */
export function standingOf(baseId: string, reach: BasesByWorkspace | undefined): Standing {
  for (const { workspace, bases } of reach?.workspaces ?? []) {
    const base = bases.find((one) => one.id === baseId);
    if (base) return { baseId, workspaceId: workspace.id, role: base.permissionLevel };
  }
  const shared = reach?.shared.find((one) => one.id === baseId);
  return { baseId, workspaceId: null, role: shared?.permissionLevel };
}

/** The least scopes that open all these calls. */
export function scopesFor(operations: readonly Operation[]): string[] {
  const scopes = new Set(operations.flatMap((operation) => operation.all));
  for (const { any } of operations) {
    const [first] = any;
    if (first && !any.some((scope) => scopes.has(scope))) scopes.add(first);
  }
  return [...scopes].sort();
}
