// The API page of a base: made from the base as it is, compared with tokens, tried, downloaded.
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { call } from "./client.ts";
import { enter, expect, type Server, test } from "./server.ts";
import { ask, demoBase, makeToken } from "./session.ts";

interface Field {
  id: string;
  name: string;
  type: string;
  options?: { formula?: string };
}
interface Table {
  id: string;
  name: string;
  fields: Field[];
}
interface Rec {
  id: string;
  fields: Record<string, unknown>;
}

async function schema(page: Page, server: Server, base: string): Promise<Table[]> {
  const path = `/v0/meta/bases/${base}/tables`;
  return (await ask<{ tables: Table[] }>(page, server, "GET", path)).tables;
}

function of<T extends { name: string }>(list: T[], name: string): T {
  const found = list.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is there`);
  return found;
}

/** Opens the page with the demo base's tables. */
async function openDocs(page: Page, server: Server, search = "") {
  await enter(page, server);
  const base = await demoBase(page, server);
  const tables = await schema(page, server, base.id);
  await page.goto(`${server.url}/${base.id}/api/docs${search}`);
  await page.getByRole("heading", { level: 2, name: "Projects" }).waitFor();
  return { base, tables };
}

/** The part of one call: from its heading to the next. */
function part(page: Page, table: Table, name: string): Locator {
  return page.locator("div").filter({ has: page.locator(`> div > #${table.id}-${name}`) });
}

test("a field renamed elsewhere has its new name here, and formulas go on", async ({ page, server }) => {
  const { base, tables } = await openDocs(page, server);
  const projects = of(tables, "Projects");
  const budget = of(projects.fields, "Budget");
  const program = await makeToken(page, server, "Renamer", ["schema.bases:write", "data.records:read"]);
  const first = `${server.url}/v0/${base.id}/Projects?maxRecords=1`;
  const costs = async () => (await call(first, program.token)).json.records as Rec[];
  const before = (await costs())[0]?.fields.Cost;
  expect(before).toBeGreaterThan(0);
  const create = part(page, projects, "create").first();
  await expect(create).toContainText('"Budget"');

  const rename = async (name: string) =>
    call(
      `${server.url}/v0/meta/bases/${base.id}/tables/${projects.id}/fields/${budget.id}`,
      program.token,
      "PATCH",
      { name },
    );
  expect((await rename("Money agreed")).status).toBe(200);
  try {
    // Somebody comes back to this window.
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    const row = page
      .getByRole("table", { name: "fields of Projects" })
      .getByRole("row")
      .filter({ hasText: budget.id });
    await expect(row).toContainText("Money agreed");
    await expect(create).toContainText('"Money agreed"');
    await expect(create).not.toContainText('"Budget"');
    expect((await costs())[0]?.fields.Cost).toBe(before);
    await page.reload();
    await expect(create).toContainText('"Money agreed"');
    await page.goto(`${server.url}/${base.id}?table=${projects.id}`);
    const cost = page.getByRole("table", { name: "Fields of Projects" }).getByRole("row", { name: /^Cost/ });
    await expect(cost).toContainText("ROUND({Money agreed} * (1 - {Margin}), 2)");
  } finally {
    expect((await rename("Budget")).status).toBe(200);
  }
});

test("ids and samples are this base's own", async ({ page, server }) => {
  const { base, tables } = await openDocs(page, server);
  const projects = of(tables, "Projects");
  const fields = page.getByRole("table", { name: "fields of Projects" });
  for (const field of projects.fields) {
    await expect(fields.getByRole("row").filter({ hasText: field.id })).toContainText(field.name);
  }
  const { records } = await ask<{ records: Rec[] }>(
    page,
    server,
    "GET",
    `/v0/${base.id}/${projects.id}?maxRecords=1`,
  );
  await expect(fields.getByRole("row").filter({ hasText: projects.fields[0]?.id })).toContainText(
    String(records[0]?.fields.Name),
  );
  const list = part(page, projects, "list").first();
  await expect(list).toContainText(records[0]?.id ?? "none");
  await expect(list).toContainText("Answer, from this base");
  await expect(list).toContainText(`${server.url}/v0/${base.id}/Projects`);
  await expect(list).toContainText("data.records:read");
});

test("what is chosen stands in the address", async ({ page, server }) => {
  const { tables } = await openDocs(page, server);
  const projects = of(tables, "Projects");
  const create = part(page, projects, "create").first();
  const name = projects.fields[0]?.id ?? "";
  await expect(create).not.toContainText("typecast");
  await page.getByRole("radio", { name: "Id", exact: true }).press("Space");
  await page.getByRole("checkbox", { name: /typecast/ }).press("Space");
  await page.getByRole("button", { name: /Language/ }).click();
  await page.getByRole("option", { name: /Python/ }).click();
  await expect(page).toHaveURL(/ids=1/);
  await expect(page).toHaveURL(/typecast=1/);
  await expect(page).toHaveURL(/lang=python/);
  const asChosen = async () => {
    await expect(create).toContainText("pyairtable");
    await expect(create).toContainText(`"${name}"`);
    await expect(create).toContainText("typecast=True");
    await expect(create).not.toContainText('"Name"');
  };
  await asChosen();
  await page.reload();
  await asChosen();
});

test("a token's scopes are compared with what calls need", async ({ page, server }) => {
  const { base, tables } = await openDocs(page, server);
  const projects = of(tables, "Projects");
  const reader = await makeToken(page, server, "Compared reader", ["data.records:read"], [base.id]);
  await page.reload();
  await page.getByRole("button", { name: /Compare with a token/ }).click();
  await page.getByRole("option", { name: "Compared reader" }).click();
  await expect(page).toHaveURL(new RegExp(`token=${reader.id}`));
  await expect(part(page, projects, "list").first()).toContainText("This token may");
  const create = part(page, projects, "create").first();
  await expect(create).toContainText("Needs data.records:write");
  await create.getByRole("link", { name: "Change the token Compared reader" }).click();
  await page.waitForURL(`**/create/tokens/${reader.id}**`);
});

test("a token for these calls is filled in", async ({ page, server }) => {
  const { base } = await openDocs(page, server);
  await page.getByRole("button", { name: "Create a token for these calls" }).click();
  await page.getByRole("menuitem", { name: "To read and write records" }).click();
  await page.waitForURL("**/create/tokens/new?**");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(`${base.name}: read and write`);
  const scopes = page.getByRole("list", { name: "Chosen scopes" });
  await expect(scopes).toContainText("data.records:read");
  await expect(scopes).toContainText("data.records:write");
  await expect(page.getByRole("checkbox", { name: new RegExp(`^${base.name}`) })).toBeChecked();
});

test("reading is tried at once; writing is asked about and taken back", async ({ page, server }) => {
  const { base, tables } = await openDocs(page, server);
  const clients = of(tables, "Clients");
  const all = async () =>
    (await ask<{ records: Rec[] }>(page, server, "GET", `/v0/${base.id}/${clients.id}`)).records.length;
  const before = await all();

  await test.step("reading", async () => {
    await page.getByRole("button", { name: "Try it: list records of Clients" }).click();
    const form = page.getByRole("form", { name: "Try it: list records of Clients" });
    await form.getByRole("button", { name: "Send GET" }).click();
    const answer = form.getByRole("region", { name: "Answer to list records of Clients" });
    await expect(answer).toContainText("200");
    await expect(answer).toContainText("Harbour & Hearth");
    await answer.getByText(/^\d+ headers$/).click();
    await expect(answer).toContainText("content-type: application/json");
  });

  await page.getByRole("button", { name: "Try it: create records of Clients" }).click();
  const form = page.getByRole("form", { name: "Try it: create records of Clients" });
  const send = form.getByRole("button", { name: "Send POST" });
  const answer = form.getByRole("region", { name: "Answer to create records of Clients" });
  const question = page.getByRole("alertdialog", { name: "Send this POST?" });
  await test.step("what can not be sent is told beside its field", async () => {
    const body = form.getByLabel("Body (JSON)");
    const good = await body.inputValue();
    await body.fill('{"records": [');
    await send.click();
    await expect(body).toBeFocused();
    await expect(body).toHaveAccessibleDescription(/\S/);
    await body.fill(good);
  });
  await test.step("a no sends nothing", async () => {
    await send.click();
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(question).toBeHidden();
    expect(await all()).toBe(before);
  });
  await send.click();
  await expect(question).toContainText(`/v0/${base.id}/Clients`);
  await question.getByRole("button", { name: "Send POST" }).click();
  await expect(question).toBeHidden();
  await expect(answer).toContainText("200");
  expect(await all()).toBe(before + 1);
  await answer.getByRole("button", { name: /^Undo/ }).click();
  await expect(answer.getByText("Undone")).toBeVisible();
  expect(await all()).toBe(before);
});

test("a pasted token sends in its own name and stays in memory", async ({ page, server }) => {
  const { base } = await openDocs(page, server);
  const reader = await makeToken(page, server, "Pasted reader", ["data.records:read"], [base.id]);
  await page.getByLabel("Paste a token to try calls with it").fill(reader.token);
  await page.getByRole("button", { name: "Use this token here" }).click();
  await page.getByRole("button", { name: "Try it: create records of Clients" }).click();
  const form = page.getByRole("form", { name: "Try it: create records of Clients" });
  await expect(form.getByRole("radio", { name: "The pasted token" })).toBeChecked();
  await form.getByRole("button", { name: "Send POST" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Send POST" }).click();
  await expect(form.getByRole("region", { name: /^Answer to/ })).toContainText("403");
  const end = reader.token.split(".")[1] ?? reader.token;
  expect(await page.content()).not.toContain(end);
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]),
  );
  expect(kept).not.toContain(end);
});

test("what is downloaded is whole", async ({ page, server }) => {
  const { base, tables } = await openDocs(page, server);
  const save = async (item: string | RegExp) => {
    await page.getByRole("button", { name: "Download" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    return readFileSync(await (await download).path(), "utf8");
  };
  const document = JSON.parse(await save(/OpenAPI/));
  expect(document.openapi).toBe("3.1.0");
  expect(document.servers).toEqual([{ url: server.url }]);
  for (const table of tables) {
    expect(document.tags.map((tag: { name: string }) => tag.name)).toContain(table.name);
    expect(Object.keys(document.paths)).toContain(`/v0/${base.id}/${table.id}`);
  }
  for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = (reference ?? "").split("/").reduce((at, key) => at?.[key], document);
    expect(found, reference).toBeDefined();
  }
  const markdown = await save(/Markdown/);
  for (const table of tables) {
    expect(markdown).toContain(table.id);
    for (const field of table.fields) expect(markdown).toContain(field.id);
  }
  expect(markdown).not.toMatch(/pat\w{14}\.[0-9a-f]{64}/);
  expect(await save("TypeScript types")).toContain("export interface");
  expect(await save("Rust types")).toContain("pub struct");
});
