// What a signed-in person's browser may ask the server for, and more people who sign in.
import { expect, type Page } from "@playwright/test";
import type { Server } from "./server.ts";

/** Calls in the name of whoever `page` is signed in as; fails unless it is answered well. */
export async function ask<T = Record<string, never>>(
  page: Page,
  server: Server,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  data?: unknown,
): Promise<T> {
  const answer = await page.request.fetch(server.url + path, {
    method,
    data,
    headers: { origin: server.url },
  });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return (await answer.text()) === "" ? ({} as T) : answer.json();
}

/** Makes a token of whoever `page` is signed in as. */
export function makeToken(
  page: Page,
  server: Server,
  name: string,
  scopes: string[],
  bases?: string[],
): Promise<{ id: string; token: string }> {
  const access = bases ? { mode: "specificModelIds", ids: bases } : { mode: "all" };
  return ask(page, server, "POST", "/api/tokens", { name, scopes, access });
}

/** The demo's base. */
export async function demoBase(page: Page, server: Server): Promise<{ id: string; name: string }> {
  const { bases } = await ask<{ bases: { id: string; name: string }[] }>(
    page,
    server,
    "GET",
    "/v0/meta/bases",
  );
  const found = bases.find((base) => base.name === "Studio planner");
  if (!found) throw new Error("the demo has its base");
  return found;
}

/** Somebody with an account. */
export interface Person {
  id: string;
  name: string;
  email: string;
  password: string;
}

/** Has `owner` make an account, whose owner signs in with the link in `page` and chooses a password. */
export async function addPerson(
  owner: Page,
  page: Page,
  server: Server,
  name: string,
  instanceOwner = false,
): Promise<Person> {
  const email = `${name.toLowerCase().replace(/\W+/g, ".")}@example.com`;
  const user = await ask<{ id: string }>(owner, server, "POST", "/api/users", { name, email, instanceOwner });
  const { path } = await ask<{ path: string }>(owner, server, "POST", `/api/users/${user.id}/sign-in-link`);
  const password = `long words of ${name}`;
  await page.goto(server.url + path);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/welcome");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(`${server.url}/`);
  return { id: user.id, name, email, password };
}

/** Gives somebody a role on a base or workspace. */
export async function share(owner: Page, server: Server, place: string, email: string, role: string) {
  const kind = place.startsWith("wsp") ? "workspaces" : "bases";
  await ask(owner, server, "POST", `/api/${kind}/${place}/collaborators`, {
    user: email,
    permissionLevel: role,
  });
}
