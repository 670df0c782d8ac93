// Every screen, by its address, with something on it.
import { type APIRequestContext, expect, type Page } from "@playwright/test";
import type { Server } from "./server.ts";

/** What `furnish` made, for addresses. */
export interface Things {
  base: string;
  baseName: string;
  workspace: string;
  token: string;
  /** A second token's text, for calls; made at run time. */
  secret: string;
}

const headers = (server: Server) => ({ origin: server.url });

async function made(request: APIRequestContext, server: Server, path: string, data: unknown) {
  const answer = await request.post(server.url + path, { data, headers: headers(server) });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

/** Makes what the screens show, in the name of whoever `page` is signed in as. */
export async function furnish(page: Page, server: Server): Promise<Things> {
  const request = page.request;
  const { bases } = await (await request.get(`${server.url}/v0/meta/bases`)).json();
  const { workspaces } = await (await request.get(`${server.url}/api/workspaces`)).json();
  const base = bases[0].id as string;
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const reader = await made(request, server, "/api/tokens", {
    name: "Website reader",
    scopes: ["data.records:read"],
    access: { mode: "specificModelIds", ids: [base] },
    expires: soon,
  });
  const sync = await made(request, server, "/api/tokens", {
    name: "Nightly sync",
    scopes: ["data.records:read", "schema.bases:read"],
    access: { mode: "specificModelIds", ids: [workspaces[0].id] },
  });
  await made(request, server, "/api/tokens", {
    name: "Old import",
    scopes: ["data.records:write"],
    access: { mode: "all" },
  }).then((token) =>
    request.post(`${server.url}/api/tokens/${token.id}/pause`, { headers: headers(server) }),
  );
  // Calls and a refusal, so that activity has something to show.
  const call = { headers: { authorization: `Bearer ${reader.token}` } };
  const outside = await page.context().browser()?.newContext();
  if (!outside) throw new Error("a browser is running");
  for (let turn = 0; turn < 4; turn++)
    await outside.request.get(`${server.url}/v0/${base}/Projects?maxRecords=1`, call);
  await outside.request.post(`${server.url}/v0/${base}/Projects`, {
    ...call,
    data: { fields: { Name: "x" } },
  });
  await outside.request.get(`${server.url}/v0/appAAAAAAAAAAAAAA/Projects`, call);
  await outside.close();
  return { base, baseName: bases[0].name, workspace: workspaces[0].id, token: reader.id, secret: sync.token };
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
    ["token-regenerate", `/create/tokens/${things.token}?dialog=regenerate`],
    ["token-delete", `/create/tokens/${things.token}?dialog=delete`],
    ["admin-people", "/admin/people"],
    ["admin-tokens", "/admin/tokens"],
    ["admin-policy", "/admin/policy"],
    ["admin-audit", "/admin/audit"],
    ["not-found", "/nowhere/at/all"],
    ["no-permission", "/appAAAAAAAAAAAAAA"],
  ];
}

/** Opens a screen and waits until it shows what it has. */
export async function open(page: Page, server: Server, path: string): Promise<void> {
  await page.goto(server.url + path, { waitUntil: "networkidle" });
  await page.locator("h1, [role=dialog], [role=alertdialog]").first().waitFor();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}
