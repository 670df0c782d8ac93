import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { client, take } from "../api/client.ts";
import { asks, useAccount } from "../api/queries.ts";
import { recentFirst, recentIds } from "../home/recent.ts";
import { atLeast } from "../home/roles.ts";
import { announce } from "../ui/live.ts";
import { toast } from "../ui/Toasts.tsx";
import type { Entry } from "./palette.ts";
import { setTheme, type Theme, theme } from "./theme.ts";

/** An entry with what happens when it is chosen. */
export interface Choice extends Entry {
  act: () => void;
}

/** Bases whose tables can be found: reading the schemas of all of them would be too much. */
const TABLES_OF = 5;
/** Bases offered before anything is typed. */
const AT_ONCE = 6;

/** Everything the reader can go to or do, as far as it is known by now. */
export function useEntries(): { entries: Choice[]; error: unknown; loading: boolean } {
  const account = useAccount();
  const navigate = useNavigate();
  const bases = useQuery(asks.bases());
  const workspaces = useQuery(asks.workspaces());
  const tokens = useQuery(asks.tokens());
  const policy = useQuery(asks.policy());
  const opened = recentIds();
  const reached = recentFirst(bases.data ?? [], opened);
  const recent = reached.filter((base) => opened.includes(base.id)).slice(0, TABLES_OF);
  const schemas = useQueries({ queries: recent.map((base) => asks.schema(base.id)) });

  const entries: Choice[] = [];
  reached.forEach((base, index) => {
    entries.push({
      id: base.id,
      name: base.name,
      kind: "Base",
      also: base.id,
      order: index,
      atOnce: index < AT_ONCE,
      act: () => void navigate({ to: "/$baseId", params: { baseId: base.id } }),
    });
  });
  recent.forEach((base, index) => {
    for (const table of schemas[index]?.data?.tables ?? []) {
      entries.push({
        id: table.id,
        name: table.name,
        kind: `Table in ${base.name}`,
        also: `${table.id} ${base.id}`,
        order: 1000 + index,
        atOnce: false,
        act: () =>
          void navigate({ to: "/$baseId", params: { baseId: base.id }, search: { table: table.id } }),
      });
    }
  });
  for (const workspace of workspaces.data?.workspaces ?? []) {
    entries.push({
      id: workspace.id,
      name: workspace.name,
      kind: "Workspace",
      also: workspace.id,
      order: 2000,
      atOnce: false,
      // A workspace has no page of its own: the home page shows it alone.
      act: () => void navigate({ to: "/", search: { search: workspace.name } }),
    });
  }
  for (const token of tokens.data?.tokens ?? []) {
    const ended = token.state === "revoked" || token.state === "expired";
    entries.push({
      id: token.id,
      name: token.name,
      kind: ended ? "Ended token" : "Token",
      also: `${token.id} ${token.secrets.map((secret) => secret.hint ?? "").join(" ")}`,
      order: ended ? 4000 : 3000,
      atOnce: false,
      act: () => void navigate({ to: "/create/tokens/$tokenId", params: { tokenId: token.id } }),
    });
  }

  const go = (id: string, name: string, also: string, act: () => void, atOnce = true, kind = "Page") =>
    entries.push({
      id,
      name,
      kind,
      also,
      order: 5000 + entries.length,
      atOnce,
      bonus: kind === "Action" ? 10 : 0,
      act,
    });
  if (policy.data?.mayCreateTokens ?? true) {
    const act = () => void navigate({ to: "/create/tokens/new", search: { from: "app" } });
    go("new-token", "Create token", "new personal access key", act, true, "Action");
  }
  if (workspaces.data?.workspaces.some((one) => atLeast(one.permissionLevel, "create"))) {
    const act = () => void navigate({ to: "/", search: { dialog: "create-base" } });
    go("new-base", "Create base", "new template", act, true, "Action");
  }
  go("home", "Your bases", "home workspaces", () => void navigate({ to: "/" }));
  go(
    "tokens",
    "Personal access tokens",
    "builder hub api keys",
    () => void navigate({ to: "/create/tokens" }),
  );
  go("account", "Account", "profile password e-mail sessions", () => void navigate({ to: "/account" }));
  if (account.instanceOwner) {
    go("people", "People of the instance", "admin users", () => void navigate({ to: "/admin/people" }));
    go("all-tokens", "All tokens", "admin instance", () => void navigate({ to: "/admin/tokens" }));
    go("policy", "Token policy", "admin settings", () => void navigate({ to: "/admin/policy" }));
    go("audit", "Audit log", "admin history events", () => void navigate({ to: "/admin/audit" }));
  }
  const now = theme();
  for (const next of ["system", "light", "dark"] satisfies Theme[]) {
    if (next === now) continue;
    const act = () => {
      setTheme(next);
      announce(`Theme: ${next}.`);
    };
    go(`theme-${next}`, `Theme: ${next}`, "colours appearance mode", act, false, "Action");
  }
  go("sign-out", "Sign out", "log out leave", () => void signOut(), true, "Action");

  const asked = [bases, workspaces, tokens];
  return {
    entries,
    error: asked.find((one) => one.error)?.error ?? null,
    loading: asked.some((one) => one.isPending),
  };
}

async function signOut() {
  try {
    await take(client.DELETE("/api/session"));
    location.assign("/sign-in");
  } catch (error) {
    toast(error instanceof Error ? error.message : "Signing out failed.");
  }
}
