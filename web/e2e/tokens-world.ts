// What each journey with tokens begins with: an instance of its own, and somebody with a few bases.
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { call } from "./client.ts";
import { tabTo } from "./keyboard.ts";
import { test as base, expect, Server } from "./server.ts";

/** Who is signed in in the browser. */
export const PERSON = { name: "Pat Person", email: "pat@example.com", password: "a long walk in the rain" };

/** A base with one table, `Orders`. */
export interface Base {
  id: string;
  name: string;
  /** Where its records are, for programs. */
  orders: string;
}

/** A token that was made over the API. */
export interface Made {
  id: string;
  secret: string;
}

/** An instance, and what is on it. */
export interface World {
  url: string;
  /** The workspace of the person in the browser. */
  workspace: string;
  shop: Base;
  stock: Base;
  /** The instance's owner, over the API. */
  owner: APIRequestContext;
  /** Makes a token of the person, with what a test does not care about left to this. */
  token: (change?: Record<string, unknown>) => Promise<Made>;
  /** A call of the person's session to the API. */
  api: <T = Record<string, unknown>>(method: string, path: string, data?: unknown) => Promise<T>;
  /** A base of the instance's owner that the person may only read. */
  readOnlyBase: (name: string) => Promise<Base>;
}

async function answer<T>(context: APIRequestContext, url: string, method: string, data?: unknown) {
  const origin = new URL(url).origin;
  const response = await context.fetch(url, { method, data, headers: { origin } });
  expect(response.ok(), `${method} ${url}: ${await response.text()}`).toBe(true);
  return (await response.json()) as T;
}

async function newBase(context: APIRequestContext, url: string, workspaceId: string, name: string) {
  const tables = [{ name: "Orders", fields: [{ name: "Name", type: "singleLineText" }] }];
  const made = await answer<{ id: string }>(context, `${url}/v0/meta/bases`, "POST", {
    name,
    workspaceId,
    tables,
  });
  return { id: made.id, name, orders: `${url}/v0/${made.id}/Orders` };
}

async function firstWorkspace(context: APIRequestContext, url: string): Promise<string> {
  const { workspaces } = await answer<{ workspaces: { id: string }[] }>(
    context,
    `${url}/api/workspaces`,
    "GET",
  );
  return workspaces[0]?.id ?? "";
}

/** Furnishes a new instance for the person in `page`. */
async function furnish(page: Page, owner: APIRequestContext, server: Server): Promise<World> {
  const { url } = server;
  const code = new URL(url + server.firstLink).searchParams.get("code") ?? "";
  await owner.post(`${url}/sign-in`, { form: { code }, headers: { origin: url } });
  const { id: personId } = await answer<{ id: string }>(owner, `${url}/api/users`, "POST", PERSON);
  const { email, password } = PERSON;
  await answer(page.request, `${url}/api/session`, "POST", { email, password });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  const workspace = await firstWorkspace(page.request, url);
  const shop = await newBase(page.request, url, workspace, "Shop");
  const stock = await newBase(page.request, url, workspace, "Stock");
  const api: World["api"] = (method, path, data) => answer(page.request, url + path, method, data);
  return {
    url,
    workspace,
    shop,
    stock,
    owner,
    api,
    token: async (change = {}) => {
      const { id, token } = await api<{ id: string; token: string }>("POST", "/api/tokens", {
        name: "Till",
        scopes: ["data.records:read"],
        access: { mode: "specificModelIds", ids: [shop.id] },
        ...change,
      });
      return { id, secret: token };
    },
    readOnlyBase: async (name) => {
      const made = await newBase(owner, url, await firstWorkspace(owner, url), name);
      await answer(owner, `${url}/api/bases/${made.id}/collaborators`, "POST", {
        user: personId,
        permissionLevel: "read",
      });
      return made;
    },
  };
}

/** Tests that each have an instance and a person of their own; the person has no token yet. */
export const test = base.extend<{ world: World }>({
  world: async ({ page, playwright }, use) => {
    const server = await Server.start("--demo");
    const owner = await playwright.request.newContext();
    try {
      await use(await furnish(page, owner, server));
    } finally {
      await owner.dispose();
      await server.stop();
    }
  },
});

/** The two looks that every journey must work in. */
export const LOOKS = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 320 },
] as const;

/** Gives a page one of the looks. */
export async function look(page: Page, { colorScheme, width }: (typeof LOOKS)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
}

/** Chooses a radio button with the arrow keys. */
export async function choose(page: Page, group: Locator, name: RegExp): Promise<void> {
  const radio = group.getByRole("radio", { name });
  await tabTo(page, group.getByRole("radio", { checked: true }));
  const most = await group.getByRole("radio").count();
  for (let presses = 0; presses < most && !(await radio.isChecked()); presses++) {
    await page.keyboard.press("ArrowDown");
  }
  await expect(radio).toBeChecked();
}

/** The dialog that shows a secret. */
export function secretDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Copy your token now" });
}

/** What lies on the clipboard. */
export function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The status of a plain call with a token. */
export async function status(url: string, token: string, method = "GET", body?: unknown): Promise<number> {
  return (await call(url, token, method, body)).status;
}

/** What the live region says now. */
export function said(page: Page): Locator {
  return page.locator("body > [role=status][aria-live=polite]");
}

export { expect } from "./server.ts";
