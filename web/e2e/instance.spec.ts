// What owners of the instance do: people, all tokens, the policy, the audit log.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { call } from "./client.ts";
import { enter, expect, type Server, test } from "./server.ts";
import { addPerson, ask, makeToken } from "./session.ts";

/** Rows of a CSV file as RFC 4180 has them. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.filter((row) => row.length > 1);
}

async function choose(page: Page, label: string, option: string | RegExp) {
  await page
    .locator("details")
    .getByRole("button", { name: new RegExp(`${label}$`) })
    .click();
  await page.getByRole("option", { name: option }).click();
}

async function saved(page: Page, button: string | RegExp): Promise<string> {
  const download = page.waitForEvent("download");
  await page
    .getByRole("button", { name: button })
    .or(page.getByRole("link", { name: button }))
    .click();
  return readFileSync(await (await download).path(), "utf8");
}

/** Somebody with two tokens, and the page of the first. */
async function withTokens(owner: Page, theirs: Page, server: Server, name: string) {
  const person = await addPerson(owner, theirs, server, name);
  const one = await makeToken(theirs, server, `${name}: import`, ["data.records:write"]);
  const two = await makeToken(theirs, server, `${name}: export`, ["data.records:read"]);
  return { person, one, two };
}

test("a person is added, signs in by the link, and is deactivated", async ({ page, server, elsewhere }) => {
  await enter(page, server, "/admin/people");
  await page.getByRole("button", { name: "Add person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add person" }).click();
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused();
  await expect(dialog.getByText("Write a name.")).toBeVisible();
  await dialog.getByLabel("Name", { exact: true }).fill("Nina New");
  await dialog.getByLabel("E-mail").fill("nina@example.com");
  await dialog.getByRole("button", { name: "Add person" }).click();
  await expect(page.getByRole("dialog", { name: "Nina New was added" })).toBeVisible();
  await page.getByRole("button", { name: "Create sign-in link" }).click();
  const link = await page.getByRole("textbox", { name: "Sign-in link for Nina New" }).inputValue();
  expect(page.url()).not.toContain(link.split("=")[1] ?? link);
  await page.getByRole("checkbox", { name: "I have stored it" }).press("Space");
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: /Nina New/ });
  await expect(row).toContainText("No password yet");

  const theirs = await elsewhere();
  await theirs.goto(link);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await theirs.waitForURL("**/welcome");
  await expect(theirs.getByLabel("Your name")).toHaveValue("Nina New");
  await theirs.getByLabel("Password", { exact: true }).fill("long words of Nina");
  await theirs.getByRole("button", { name: "Create account" }).click();
  await theirs.waitForURL(`${server.url}/`);
  const token = await makeToken(theirs, server, "Nina's token", ["data.records:read"]);
  const again = await elsewhere();
  await again.goto(link);
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again.getByRole("heading", { name: "This link does not work" })).toBeVisible();

  await page.reload();
  await expect(row).not.toContainText("No password yet");
  await page.getByRole("button", { name: "Actions for Nina New" }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Nina's token");
  await page.getByRole("alertdialog").getByRole("button", { name: "Deactivate person" }).click();
  await expect(row).toContainText("Deactivated");
  expect((await call(`${server.url}/v0/meta/whoami`, token.token)).status).toBe(401);
  await theirs.reload();
  await theirs.waitForURL("**/sign-in**");
});

test("tokens of all people are found, revoked together with a reason, and their owner is told", async ({
  page,
  server,
  elsewhere,
}) => {
  await enter(page, server, "/admin/tokens");
  const theirs = await elsewhere();
  const { person, one, two } = await withTokens(page, theirs, server, "Rob Revoked");
  await page.reload();
  const table = page.getByRole("table", { name: "Tokens of all people" });
  await expect(table).toContainText("First token");

  await choose(page, "Owner", /Rob Revoked/);
  await expect(page).toHaveURL(new RegExp(`user=${person.id}`));
  await expect(table).not.toContainText("First token");
  await expect(table.locator("tbody tr")).toHaveCount(2);
  await choose(page, "Scope", "data.records:write");
  await expect(table.locator("tbody tr")).toHaveCount(1);
  await expect(table).toContainText("Rob Revoked: import");
  await page.reload();
  await expect(table.locator("tbody tr")).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(two.token.slice(-4));
  await expect(table.locator("tbody tr")).toHaveCount(1);
  await expect(table).toContainText("Rob Revoked: export");
  await page.getByRole("searchbox", { name: "Search tokens" }).fill("Rob Revoked");
  await expect(table.locator("tbody tr")).toHaveCount(2);

  const rows = parseCsv(await saved(page, "Export CSV"));
  expect(rows).toHaveLength(3);
  expect(JSON.stringify(rows)).toContain(one.id);
  expect(JSON.stringify(rows)).not.toContain(one.token.split(".")[1]);

  await page.getByRole("checkbox", { name: /Choose all shown/ }).press("Space");
  await page.getByRole("button", { name: "Revoke 2 tokens" }).first().click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("Rob Revoked: import of Rob Revoked");
  await dialog.getByLabel("Reason (optional)").fill("Seen in a public repository");
  await dialog.getByRole("button", { name: "Revoke 2 tokens" }).click();
  await expect(page.getByText("2 tokens revoked. They are refused from now on.").first()).toBeVisible();
  await expect(dialog).toBeHidden();
  for (const { token } of [one, two]) {
    expect((await call(`${server.url}/v0/meta/whoami`, token)).status).toBe(401);
  }

  await theirs.goto(`${server.url}/create/tokens/${one.id}`);
  await expect(theirs.getByRole("main")).toContainText(/Refused everywhere since \d\d:\d\d:\d\d/);
  await expect(theirs.getByRole("main")).toContainText("Deleted by Olive Owner.");
  await expect(theirs.getByRole("main")).toContainText("Reason: Seen in a public repository");
});

test("the audit log is filtered and goes into a file", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const { one } = await withTokens(page, await elsewhere(), server, "Al Audited");
  const reason = '=SUM("a,b")\nsecond line';
  await ask(page, server, "POST", "/api/instance/tokens/revoke", { tokenIds: [one.id], reason });
  await page.goto(`${server.url}/admin/audit`);
  const log = page.getByRole("table", { name: "Audit log" });
  await expect(log).toContainText("Signed in");
  await choose(page, "What", "Token revoked");
  await expect(page).toHaveURL(/action=token.revoked/);
  await expect(log).not.toContainText("Signed in");
  const entry = log.getByRole("row").filter({ hasText: "Al Audited: import" });
  await expect(entry).toContainText("Olive Owner");
  await entry.getByText("Details").click();
  await expect(entry).toContainText(one.id);

  const [head, ...rows] = parseCsv(await saved(page, "Download CSV"));
  const column = (name: string) => head?.indexOf(name) ?? -1;
  for (const row of rows) {
    expect(row).toHaveLength(head?.length ?? 0);
    expect(row[column("action")]).toBe("token.revoked");
  }
  const found = rows.find((row) => row.includes(one.id));
  expect(found?.join("\n")).toContain("second line");
  // No cell may begin like a formula when a spreadsheet opens the file.
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+@\t\r]/);
  expect(JSON.stringify(rows)).not.toContain(one.token.split(".")[1]);

  await page.getByLabel("Last day").fill("2020-01-01");
  await page.getByLabel("Last day").press("Enter");
  await expect(page.getByText("No entry is like this.")).toBeVisible();
  await page.getByRole("button", { name: "Show all entries" }).click();
  await expect(log).toContainText("Signed in");
});

test("the policy is saved, holds for new tokens, and is taken back", async ({ page, server }) => {
  await enter(page, server, "/admin/policy");
  const save = page.getByRole("button", { name: "Save policy" });
  const longest = page.getByRole("radiogroup", { name: "Longest life" });
  await longest.getByRole("radio", { name: /A number of days/ }).press("Space");
  await page.getByLabel("Longest life in days").fill("many");
  await save.click();
  await expect(page.getByLabel("Longest life in days")).toBeFocused();
  await expect(page.getByLabel("Longest life in days")).toHaveAccessibleDescription(/\S/);
  await page.getByLabel("Longest life in days").fill("30");
  await page.getByRole("checkbox", { name: "schema.bases:write" }).press("Space");
  await page.getByRole("checkbox", { name: "Tokens may reach everything" }).press("Space");
  await test.step("it is not left by accident", async () => {
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Stay here" }).click();
  });
  await save.click();
  await expect(page.getByText("Token policy saved.").first()).toBeVisible();
  const undo = page.getByRole("button", { name: "Undo" });

  const form = await page.context().newPage();
  await form.goto(
    `${server.url}/create/tokens/new?name=Wide&scopes=schema.bases:write,data.records:read&bases=all`,
  );
  await expect(form.getByRole("list", { name: "Chosen scopes" })).not.toContainText("schema.bases:write");
  await expect(form.getByRole("main")).toContainText("schema.bases:write");
  await form.getByRole("button", { name: "Add scopes" }).click();
  await expect(form.getByRole("checkbox", { name: /^schema\.bases:write/ })).toBeDisabled();
  await form.getByRole("button", { name: "Done" }).click();
  await expect(
    form
      .getByRole("radio", { name: /30 days/ })
      .or(form.getByText(/30 days/))
      .first(),
  ).toBeVisible();
  await form.close();
  const create = (body: object) =>
    page.request.post(`${server.url}/api/tokens`, { data: body, headers: { origin: server.url } });
  const all = { mode: "all" };
  expect((await create({ name: "a", scopes: ["data.records:read"], access: all })).status()).toBe(422);
  const { bases } = await ask<{ bases: { id: string }[] }>(page, server, "GET", "/v0/meta/bases");
  const access = { mode: "specificModelIds", ids: [bases[0]?.id] };
  expect((await create({ name: "b", scopes: ["schema.bases:write"], access })).status()).toBe(422);
  const made = await create({ name: "c", scopes: ["data.records:read"], access });
  expect(made.status()).toBe(200);
  const days = (new Date((await made.json()).expires).getTime() - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(29);
  expect(days).toBeLessThanOrEqual(30);

  await undo.click();
  await expect(page.getByText("Token policy as before.").first()).toBeVisible();
  await expect(longest.getByRole("radio", { name: /No limit/ })).toBeChecked();
  expect((await create({ name: "d", scopes: ["schema.bases:write"], access: all })).status()).toBe(200);
});

test("whoever may not create tokens is told so", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const theirs = await elsewhere();
  await addPerson(page, theirs, server, "Nell Notoken");
  await ask(page, server, "PATCH", "/api/settings", {
    tokenCreators: { mode: "instanceOwners", userIds: [] },
  });
  try {
    for (const path of ["/create/tokens", "/create/tokens/new"]) {
      await theirs.goto(server.url + path);
      await expect(theirs.getByText("You can not create tokens here")).toBeVisible();
      await expect(theirs.getByRole("button", { name: "Create token" })).toHaveCount(0);
    }
  } finally {
    await ask(page, server, "PATCH", "/api/settings", { tokenCreators: { mode: "everyone", userIds: [] } });
  }
});

test("people who do not own the instance may not see its pages", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const theirs = await elsewhere();
  await addPerson(page, theirs, server, "Norm Normal");
  for (const path of ["/admin/people", "/admin/tokens", "/admin/policy", "/admin/audit"]) {
    await theirs.goto(server.url + path);
    await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("For instance owners");
    await expect(theirs.getByText("You may not see this page")).toBeVisible();
  }
  await expect(theirs.getByRole("navigation", { name: "Builder Hub" })).not.toContainText("Audit log");
  for (const path of [
    "/api/users",
    "/api/instance/tokens",
    "/api/settings",
    "/api/audit",
    "/api/audit/export",
  ]) {
    expect((await theirs.request.get(server.url + path)).status(), path).toBe(403);
  }
});
