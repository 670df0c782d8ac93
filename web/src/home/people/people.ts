import type { Schemas } from "../../api/client.ts";
import { atLeast, isRole, type Role, rolesUpTo } from "../roles.ts";

type Person = Schemas["CollaboratorOut"];

/** What the reader may do to one collaborator. */
export interface May {
  /** The roles they may be given, greatest first; empty if their role can not be changed. */
  roles: Role[];
  remove: boolean;
}

/**
 * What somebody with the role `own` may do to a collaborator: nothing unless they are a creator, and
 * nothing to anyone above them. The server has the last word, for instance on the last owner.
 */
export function may(own: string | null | undefined, person: Person): May {
  const role = person.permissionLevel;
  const manages = atLeast(own, "create") && isRole(role) && atLeast(own, role);
  return manages ? { roles: rolesUpTo(own), remove: true } : { roles: [], remove: false };
}

/** The reader first, then by role, then by name. */
export function sortedPeople(people: readonly Person[], readerId: string): Person[] {
  const rank = (person: Person) => rolesUpTo(person.permissionLevel).length;
  return [...people].sort(
    (a, b) =>
      Number(b.userId === readerId) - Number(a.userId === readerId) ||
      rank(b) - rank(a) ||
      a.name.localeCompare(b.name),
  );
}

/** The collaborator with this e-mail, in any case. */
export function withEmail<P extends { email: string }>(people: readonly P[], email: string): P | undefined {
  const wanted = email.trim().toLowerCase();
  return people.find((person) => person.email.toLowerCase() === wanted);
}

/** What is wrong with an e-mail, in words; null if it can be one. */
export function emailProblem(email: string): string | null {
  const text = email.trim();
  if (!text) return "Write an e-mail address.";
  return /^[^\s@]+@[^\s@]+$/.test(text)
    ? null
    : "This is not an e-mail address. It needs a name, an @ and a domain.";
}
