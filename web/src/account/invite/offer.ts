import type { Schemas } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { type Role, roleMeaning, roleWords } from "../../home/roles.ts";

type Look = Schemas["InviteLookOut"];

/** "the base Shop", "the workspace Ops". */
export function thing({ kind, name }: Pick<Look, "kind" | "name">): string {
  return `the ${kind === "base" ? "base" : "workspace"} ${name}`;
}

/** The role and what it may do: "Editor. As commenter, and …". */
export function roleOffered(level: string): { title: string; meaning: string | null } {
  const known = ["read", "comment", "edit", "create", "owner"].includes(level);
  return { title: roleWords(level), meaning: known ? roleMeaning(level as Role) : null };
}

/** True if the invitation is for somebody else than who is signed in. */
export function isForAnother(look: Pick<Look, "email">, email: string): boolean {
  return look.email !== null && look.email.toLowerCase() !== email.toLowerCase();
}

/** True if the code can not be used, now or later: the server tells no more, and need not. */
export function isEnded(error: unknown): boolean {
  return error instanceof ApiError && [403, 404, 410].includes(error.status);
}

/** The base that was joined, found among those that the person reaches; null if it is not clear. */
export function joinedBase(
  look: Pick<Look, "kind" | "name">,
  bases: readonly Pick<Schemas["Base"], "id" | "name">[],
): string | null {
  const named = look.kind === "base" ? bases.filter((base) => base.name === look.name) : [];
  return named.length === 1 ? (named[0]?.id ?? null) : null;
}
