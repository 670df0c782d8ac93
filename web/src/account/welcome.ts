import type { Schemas } from "../api/client.ts";

/** The address that an instance's first user has until somebody says theirs. */
const PLACEHOLDER = "owner@example.com";

/** What the form begins with: names and addresses that nobody chose are left empty. */
export function beginWith(account: Pick<Schemas["UserOut"], "name" | "email">): {
  name: string;
  email: string;
} {
  const placeholder = account.email.toLowerCase() === PLACEHOLDER;
  const madeUp = account.name.toLowerCase() === account.email.split("@")[0]?.toLowerCase();
  return {
    name: placeholder && madeUp ? "" : account.name,
    email: placeholder ? "" : account.email,
  };
}

/** The workspace that was made with the account: the oldest that the person owns. */
export function firstOwned(workspaces: readonly Schemas["WorkspaceOut"][]): Schemas["WorkspaceOut"] | null {
  const owned = workspaces.filter((one) => one.permissionLevel === "owner");
  return owned.reduce<Schemas["WorkspaceOut"] | null>(
    (first, one) => (first && first.createdTime <= one.createdTime ? first : one),
    null,
  );
}
