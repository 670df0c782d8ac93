// Every screen, by its address, with something on it.
import { expect, type Page } from "@playwright/test";
import type { Server } from "./server.ts";
import { ask, demoBase, makeToken, share } from "./session.ts";

/** What `furnish` made, for addresses. */
export interface Things {
  base: string;
  baseName: string;
  workspace: string;
  token: string;
  /** One that was deleted. */
  ended: string;
  /** A second token's text, for calls; made at run time. */
  secret: string;
}

/** Makes what the screens show, in the name of whoever `page` is signed in as. */
export async function furnish(page: Page, server: Server): Promise<Things> {
  const base = await demoBase(page, server);
  const place = await ask<{ workspaces: { id: string }[] }>(page, server, "GET", "/api/workspaces");
  const workspace = place.workspaces[0]?.id ?? "";
  const reader = await makeToken(page, server, "Website reader", ["data.records:read"], [base.id]);
  await ask(page, server, "PATCH", `/api/tokens/${reader.id}`, {
    expires: new Date(Date.now() + 3 * 86_400_000).toISOString(),
  });
  const scopes = ["data.records:read", "schema.bases:read"];
  const sync = await makeToken(page, server, "Nightly sync", scopes, [workspace]);
  const paused = await makeToken(page, server, "Old import", ["data.records:write"]);
  await ask(page, server, "POST", `/api/tokens/${paused.id}/pause`);
  const ended = await makeToken(page, server, "Trial run", ["data.records:read"]);
  await ask(page, server, "DELETE", `/api/tokens/${ended.id}`);
  // Somebody else, who shares the base, and an invitation that waits.
  const ada = { name: "Ada Archer", email: "ada@example.com" };
  await ask(page, server, "POST", "/api/users", ada);
  await share(page, server, base.id, ada.email, "edit");
  await ask(page, server, "POST", `/api/bases/${base.id}/invites`, { permissionLevel: "comment" });
  // Calls and refusals, so that activity has something to show.
  const call = (path: string, body?: object) =>
    fetch(server.url + path, {
      method: body ? "POST" : "GET",
      headers: {
        authorization: `Bearer ${reader.token}`,
        "content-type": "application/json",
        "user-agent": "python-requests/2.32.3",
      },
      body: body ? JSON.stringify(body) : undefined,
    });
  for (let turn = 0; turn < 4; turn++) await call(`/v0/${base.id}/Projects?maxRecords=1`);
  await call(`/v0/${base.id}/Projects`, { fields: { Name: "x" } });
  await call("/v0/appAAAAAAAAAAAAAA/Projects");
  return {
    base: base.id,
    baseName: base.name,
    workspace,
    token: reader.id,
    ended: ended.id,
    secret: sync.token,
  };
}

/** Name and address of each screen inside the shell. */
export function screens(things: Things): [string, string][] {
  return [
    ["home", "/"],
    ["base", `/${things.base}`],
    ["base-people", `/${things.base}/people`],
    ["workspace-people", `/workspaces/${things.workspace}/people`],
    ["api-docs", `/${things.base}/api/docs`],
    ["account", "/account"],
    ["tokens", "/create/tokens"],
    ["new-token", "/create/tokens/new"],
    ["new-token-filled", `/create/tokens/new?name=Sync&scopes=data.records:write&bases=${things.base}`],
    ["token-settings", `/create/tokens/${things.token}`],
    ["token-activity", `/create/tokens/${things.token}?tab=activity`],
    ["token-history", `/create/tokens/${things.token}?tab=history`],
    ["token-ended", `/create/tokens/${things.ended}`],
    ["admin-people", "/admin/people"],
    ["admin-tokens", "/admin/tokens"],
    ["admin-policy", "/admin/policy"],
    ["admin-audit", "/admin/audit"],
    ["tokens-ended", "/create/tokens?ended=1"],
    ["not-found", "/nowhere/at/all"],
    ["no-permission", "/appAAAAAAAAAAAAAA"],
  ];
}

/** Dialogs that an address opens. */
export function dialogs(things: Things): [string, string][] {
  const { base } = things;
  return [
    ["create-workspace", "/?dialog=create-workspace"],
    ["create-base", "/?dialog=create-base"],
    ["rename-base", `/${base}?dialog=rename-base`],
    ["add-person", `/${base}/people?dialog=add`],
    ["invite", `/${base}/people?dialog=invite`],
    ["token-regenerate", `/create/tokens/${things.token}?dialog=regenerate`],
    ["token-delete", `/create/tokens/${things.token}?dialog=delete`],
    ["add-user", "/admin/people?dialog=create"],
  ];
}

/** Opens a screen and waits until it shows what it has. */
export async function open(page: Page, server: Server, path: string): Promise<void> {
  await page.goto(server.url + path, { waitUntil: "networkidle" });
  await page.locator("h1, [role=dialog], [role=alertdialog]").first().waitFor();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}
