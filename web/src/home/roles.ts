/** The roles on workspaces and bases, from least to greatest, as people read them. */
export const ROLES = ["read", "comment", "edit", "create", "owner"] as const;

/** A role as it is on the wire. */
export type Role = (typeof ROLES)[number];

const WORDS: Record<Role, string> = {
  read: "Read only",
  comment: "Commenter",
  edit: "Editor",
  create: "Creator",
  owner: "Owner",
};

const MEANINGS: Record<Role, string> = {
  read: "Sees records, fields and who collaborates. Changes nothing.",
  comment: "As read only, and comments on records.",
  edit: "As commenter, and adds, changes and deletes records and views.",
  create: "As editor, and changes tables and fields, makes bases, and manages people up to creator.",
  owner: "As creator, and manages owners. A workspace keeps at least one.",
};

/** True if the text is a role that these pages know. */
export function isRole(text: string | null | undefined): text is Role {
  return ROLES.includes(text as Role);
}

/** A role in words; one that is not known yet is shown as it came. */
export function roleWords(role: string | null | undefined): string {
  return isRole(role) ? WORDS[role] : role || "No role";
}

/** What a role may do, in a sentence or two. */
export function roleMeaning(role: Role): string {
  return MEANINGS[role];
}

/** True if `role` is `least` or more. An unknown role is none. */
export function atLeast(role: string | null | undefined, least: Role): boolean {
  return isRole(role) && ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** The roles that somebody with this one may give: theirs and those below. Greatest first. */
export function rolesUpTo(role: string | null | undefined): Role[] {
  return ROLES.filter((one) => atLeast(role, one)).reverse();
}

/** The greater of two roles: a base's own, and the one through its workspace. */
export function greater(
  one: string | null | undefined,
  other: string | null | undefined,
): string | null | undefined {
  return isRole(other) && !atLeast(one, other) ? other : one;
}
