/** Roles as the API writes them, least first, and as people read them. */
const ROLES: [string, string][] = [
  ["read", "Read only"],
  ["comment", "Commenter"],
  ["edit", "Editor"],
  ["create", "Creator"],
  ["owner", "Owner"],
];

/** "Editor" for `edit`. A role nobody knows is shown as it is. */
export function roleWords(role: string | null | undefined): string {
  return ROLES.find(([name]) => name === role)?.[1] ?? (role && role !== "none" ? role : "No role");
}

/** True if `role` may do what needs `least`. */
export function roleCovers(role: string | null | undefined, least: string | null): boolean {
  if (least === null) return true;
  return rank(role) >= rank(least);
}

function rank(role: string | null | undefined): number {
  return ROLES.findIndex(([name]) => name === role);
}
