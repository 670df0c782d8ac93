import type { Schemas } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { isRole, type Role, roleWords } from "../../home/roles.ts";

type Look = Schemas["InviteLookOut"];

/** "the base Shop", "the workspace Ops". */
export function thing({ kind, name }: Pick<Look, "kind" | "name">): string {
  return `the ${kind === "base" ? "base" : "workspace"} ${name}`;
}

/** What each role may do, for somebody who knows none of the others. */
const MEANINGS: Record<Role, string> = {
  read: "You can read its records.",
  comment: "You can read its records and comment on them.",
  edit: "You can read, add, change and delete its records and views, and comment.",
  create: "You can work on its records, change its tables and fields, and manage people.",
  owner: "You can do everything here, also manage other owners.",
};

/** The role and what it may do; nothing is said of a role that these pages do not know. */
export function roleOffered(level: string): { title: string; meaning: string | null } {
  return { title: roleWords(level), meaning: isRole(level) ? MEANINGS[level] : null };
}

/** True if the invitation is for somebody else than who is signed in. */
export function isForAnother(look: Pick<Look, "email">, email: string): boolean {
  return look.email !== null && look.email.toLowerCase() !== email.toLowerCase();
}

/** True if the code can not be used, now or later: the server tells no more, and need not. */
export function isEnded(error: unknown): boolean {
  return error instanceof ApiError && [403, 404, 410].includes(error.status);
}
