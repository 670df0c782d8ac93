// Changing a token: confirming, two windows, limits, pausing.
import type { Page } from "@playwright/test";
import { expect, PERSON, status, test } from "./tokens-world.ts";

const save = (page: Page) => page.getByRole("button", { name: "Save changes" }).click();
const saved = (page: Page) => page.getByText("Saved. In force everywhere.").first();

async function tick(page: Page, scope: RegExp): Promise<void> {
  await page.getByRole("button", { name: "Add scopes" }).click();
  const picker = page.getByRole("dialog", { name: "Add scopes" });
  await picker.getByRole("checkbox", { name: scope }).press("Space");
  await picker.getByRole("button", { name: "Done" }).click();
}

/** Answers edits of tokens as the server does to an old session, until the password was accepted. */
async function ageSession(page: Page): Promise<void> {
  let confirmed = false;
  page.on("response", (response) => {
    if (response.url().endsWith("/api/session/confirm") && response.ok()) confirmed = true;
  });
  await page.route("**/api/tokens/*", (route) => {
    if (confirmed || route.request().method() !== "PATCH") return route.fallback();
    const error = { type: "CONFIRMATION_REQUIRED", message: "Confirm with your password first" };
    return route.fulfill({ status: 403, json: { error } });
  });
}

test("widening from an old session asks for the password", async ({ page, world }) => {
  const { id, secret } = await world.token();
  const create = () => status(world.shop.orders, secret, "POST", { fields: { Name: "x" } });
  await ageSession(page);
  await page.goto(`${world.url}/create/tokens/${id}`);
  await tick(page, /^data\.records:write/);
  await page.getByRole("checkbox", { name: /^Stock/ }).press("Space");
  await save(page);
  const widening = page.getByRole("dialog", { name: "This lets the token do more" });
  await expect(widening.getByRole("listitem")).toHaveText(["data.records:write", /Stock/]);
  await widening.getByRole("button", { name: "Save and allow more" }).click();

  const confirm = page.getByRole("dialog", { name: "Confirm that it is you" });
  const password = confirm.getByLabel("Your password");
  await expect(password).toBeFocused();
  await confirm.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Nothing was saved.")).toBeVisible();
  expect(await create()).toBe(403);

  await save(page);
  await widening.getByRole("button", { name: "Save and allow more" }).click();
  await password.fill("not the password");
  await confirm.getByRole("button", { name: "Confirm" }).click();
  await expect(confirm.getByText("That is not your password. Type it again.")).toBeVisible();
  await expect(password).toBeFocused();
  await password.fill(PERSON.password);
  await password.press("Enter");
  await expect(saved(page)).toBeVisible();
  await expect(confirm).toBeHidden();
  expect(await create()).toBe(200);
  expect(await status(world.stock.orders, secret)).toBe(200);
});

test("narrowing asks for nothing, and holds at once", async ({ page, world }) => {
  const { id, secret } = await world.token({
    scopes: ["data.records:read", "schema.bases:read"],
    access: { mode: "specificModelIds", ids: [world.shop.id, world.stock.id] },
  });
  const schema = `${world.url}/v0/meta/bases/${world.shop.id}/tables`;
  expect(await status(schema, secret)).toBe(200);
  await page.goto(`${world.url}/create/tokens/${id}`);
  await page.getByRole("button", { name: "Remove schema.bases:read" }).click();
  await page.getByRole("checkbox", { name: /^Stock/ }).press("Space");
  await save(page);
  await expect(saved(page)).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await status(schema, secret)).toBe(403);
  expect(await status(world.stock.orders, secret)).toBe(403);
  expect(await status(world.shop.orders, secret)).toBe(200);

  await page.getByRole("link", { name: "History" }).click();
  const entry = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { level: 3 }) })
    .first();
  await expect(entry).toContainText("schema.bases:read");
  await expect(entry).toContainText("Stock");
});

test("two windows change one token: both versions are shown, one chooses", async ({ page, world }) => {
  const { id } = await world.token();
  const address = `${world.url}/create/tokens/${id}`;
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill("Mine");

  const other = await page.context().newPage();
  await other.goto(address);
  await other.getByLabel("Name", { exact: true }).fill("Theirs");
  await other.getByLabel("Note (optional)").fill("By the other window");
  await save(other);
  await expect(saved(other)).toBeVisible();
  await other.close();

  await save(page);
  const conflict = page.getByRole("dialog", { name: "The token was changed meanwhile" });
  const name = conflict.getByRole("radiogroup", { name: "Name" });
  await expect(name).toContainText("Changed in both.");
  await expect(name.getByRole("radio", { name: /^Saved now.*Theirs/ })).toBeChecked();
  const note = conflict.getByRole("radiogroup", { name: "Note" });
  await expect(note.getByRole("radio", { name: /^Saved now.*By the other window/ })).toBeChecked();
  expect(await world.api("GET", `/api/tokens/${id}`)).toMatchObject({ name: "Theirs" });
  await name.getByRole("radio", { name: /^Yours.*Mine/ }).press("Space");
  await conflict.getByRole("button", { name: "Use what is chosen" }).click();
  await expect(page.getByLabel("Note (optional)")).toHaveValue("By the other window");
  await save(page);
  await expect(saved(page)).toBeVisible();
  expect(await world.api("GET", `/api/tokens/${id}`)).toMatchObject({
    name: "Mine",
    note: "By the other window",
  });
});

test("allowed addresses are saved and in force; Activity offers to add the caller's", async ({
  page,
  world,
}) => {
  const { id, secret } = await world.token();
  await page.goto(`${world.url}/create/tokens/${id}`);
  await page.getByText("More: allowed addresses, start, requests per second").click();
  const addresses = page.getByLabel("Allowed addresses");
  await addresses.fill("10.0.0.0/99");
  await save(page);
  await page.getByRole("link", { name: /^Not an IP address or network: 10\.0\.0\.0\/99\./ }).click();
  await expect(addresses).toBeFocused();
  await addresses.fill("10.0.0.0/8");
  await save(page);
  await expect(saved(page)).toBeVisible();
  expect(await status(world.shop.orders, secret)).toBe(401);
  await page.reload();
  await expect(addresses).toHaveValue("10.0.0.0/8");

  await page.getByRole("link", { name: "Activity" }).click();
  const refusal = page
    .getByRole("listitem")
    .filter({ hasText: /called from 127\.0\.0\.1, which is not one of/ });
  await expect(refusal).toContainText("Wrong address");
  await refusal.getByRole("button", { name: "Add 127.0.0.1" }).click();
  await expect(page.getByText("Added 127.0.0.1. In force everywhere.").first()).toBeVisible();
  expect(await status(world.shop.orders, secret)).toBe(200);
  expect(await world.api("GET", `/api/tokens/${id}`)).toMatchObject({
    allowedAddresses: ["10.0.0.0/8", "127.0.0.1"],
  });
});

test("a rate limit is saved, in force, and told where calls came too fast", async ({ page, world }) => {
  const { id, secret } = await world.token();
  await page.goto(`${world.url}/create/tokens/${id}`);
  await page.getByText("More: allowed addresses, start, requests per second").click();
  const rate = page.getByLabel("Requests per second");
  await rate.fill("0");
  await save(page);
  await expect(rate).toHaveAccessibleDescription(/Write a whole number from 1 to 1000/);
  await rate.fill("1");
  await save(page);
  await expect(saved(page)).toBeVisible();
  const calls = await Promise.all(Array.from({ length: 20 }, () => status(world.shop.orders, secret)));
  expect(new Set(calls)).toEqual(new Set([200, 429]));
  await page.reload();
  await expect(rate).toHaveValue("1");
  await page.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByText("Some calls came too fast (429)")).toBeVisible();
  await expect(page.getByText(/The limit of this token is 1 request a second/)).toBeVisible();
});

test("a pause holds at once and can be undone", async ({ page, world }) => {
  const { id, secret } = await world.token();
  await page.goto(`${world.url}/create/tokens/${id}`);
  await page.getByRole("button", { name: "Pause" }).click();
  const toasts = page.getByRole("region", { name: "What was done" });
  await expect(toasts).toContainText("Paused “Till”. It is refused everywhere.");
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  expect(await status(world.shop.orders, secret)).toBe(401);
  await toasts.getByRole("button", { name: "Undo" }).click();
  await expect(toasts).toContainText("Resumed. It is accepted again.");
  expect(await status(world.shop.orders, secret)).toBe(200);

  // From the list as well.
  await page.goto(`${world.url}/create/tokens`);
  await page.getByRole("button", { name: "Actions for Till" }).click();
  await page.getByRole("menuitem", { name: "Pause" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Till" })).toContainText("Paused");
  expect(await status(world.shop.orders, secret)).toBe(401);
  await toasts.getByRole("button", { name: "Undo" }).click();
  await expect(toasts).toContainText("“Till” is accepted again.");
  expect(await status(world.shop.orders, secret)).toBe(200);
});
