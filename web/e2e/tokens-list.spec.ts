// The list of tokens: finding, sorting, filtering, and what has ended.
import { crc32 } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test, type World } from "./tokens-world.ts";

const only = (id: string) => ({ mode: "specificModelIds", ids: [id] });

/** The names in the first table, from top to bottom. */
const names = (page: Page) =>
  page.getByRole("table", { name: "Your tokens" }).getByRole("rowheader").getByRole("link");

async function fill(world: World) {
  const alpha = await world.token({ name: "alpha report" });
  const beta = await world.token({
    name: "Beta sync",
    scopes: ["schema.bases:read"],
    access: only(world.stock.id),
  });
  const gamma = await world.token({ name: "Gamma", access: only(world.workspace) });
  await world.api("POST", `/api/tokens/${beta.id}/pause`);
  return { alpha, beta, gamma };
}

test("search finds by name, base, scope and last four, and stays in the address", async ({ page, world }) => {
  const { alpha } = await fill(world);
  await page.goto(`${world.url}/create/tokens`);
  await expect(names(page)).toHaveText(["Gamma", "Beta sync", "alpha report"]);
  const search = page.getByLabel("Search tokens");
  await search.fill("REPORT");
  await expect(names(page)).toHaveText(["alpha report"]);
  await expect(page.getByRole("status").filter({ hasText: "1 of 3 tokens." })).toBeAttached();
  await search.fill("stock");
  // A token on the whole workspace reaches the base too.
  await expect(names(page)).toHaveText(["Gamma", "Beta sync"]);
  await page.waitForURL("**/create/tokens?search=stock");
  await page.reload();
  await expect(search).toHaveValue("stock");
  await expect(names(page)).toHaveText(["Gamma", "Beta sync"]);
  await search.fill("schema.bases");
  await expect(names(page)).toHaveText(["Beta sync"]);
  await search.fill(alpha.secret.slice(-4));
  await expect(names(page).filter({ hasText: "alpha report" })).toBeVisible();
  await search.fill("no such token");
  await expect(page.getByText("No token matches.")).toBeVisible();
  await page.getByRole("button", { name: "Show all tokens" }).click();
  await expect(names(page)).toHaveCount(3);
  await page.waitForURL(/\/create\/tokens$/);
});

test("sort and filter stand in the address and hold after a reload", async ({ page, world }) => {
  await fill(world);
  await page.goto(`${world.url}/create/tokens`);
  const header = page.getByRole("columnheader", { name: /^Token/ });
  await header.getByRole("button").click();
  await expect(names(page)).toHaveText(["alpha report", "Beta sync", "Gamma"]);
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  await header.getByRole("button").click();
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await page.waitForURL("**?sort=-name");
  await page.reload();
  await expect(names(page)).toHaveText(["Gamma", "Beta sync", "alpha report"]);
  await expect(header).toHaveAttribute("aria-sort", "descending");

  await page.getByRole("button", { name: /State/ }).first().click();
  await page.getByRole("option", { name: "Active" }).click();
  await expect(names(page)).toHaveText(["Gamma", "alpha report"]);
  await page.reload();
  await expect(names(page)).toHaveText(["Gamma", "alpha report"]);
  expect(new URL(page.url()).searchParams.get("state")).toBe("active");
  expect(new URL(page.url()).searchParams.get("sort")).toBe("-name");
  await page.goto(`${world.url}/create/tokens?state=paused`);
  await expect(names(page)).toHaveText(["Beta sync"]);
});

test("single keys search and create, but not while somebody types", async ({ page, world }) => {
  await fill(world);
  await page.goto(`${world.url}/create/tokens`);
  await expect(names(page)).toHaveCount(3);
  await page.keyboard.press("/");
  const search = page.getByLabel("Search tokens");
  await expect(search).toBeFocused();
  await page.keyboard.type("c/");
  await expect(search).toHaveValue("c/");
  await search.fill("");
  await page.getByRole("heading", { level: 1 }).focus();
  await page.getByRole("button", { name: "Turn single keys off" }).click();
  await page.keyboard.press("c");
  await page.getByRole("button", { name: "Turn single keys on" }).click();
  expect(new URL(page.url()).pathname).toBe("/create/tokens");
  await page.keyboard.press("c");
  await page.waitForURL("**/create/tokens/new");
  await expect(page.getByRole("heading", { level: 1, name: "New token" })).toBeVisible();
});

test("expired and deleted tokens stand under Ended, with who and how", async ({ page, world }) => {
  await world.token({ name: "Lives" });
  const deleted = await world.token({ name: "Deleted one" });
  await world.api("DELETE", `/api/tokens/${deleted.id}`);
  const expired = await world.token({
    name: "Short one",
    expires: new Date(Date.now() + 1_000).toISOString(),
  });
  await expect.poll(async () => (await world.api("GET", `/api/tokens/${expired.id}`)).state).toBe("expired");

  await page.goto(`${world.url}/create/tokens`);
  await expect(names(page)).toHaveText(["Lives"]);
  const section = page.getByRole("region", { name: "Ended (2)" });
  const ended = section.getByRole("rowheader").getByRole("link");
  await expect(ended).toHaveCount(0);
  await section.getByRole("button", { name: "Show ended" }).click();
  await expect(ended).toHaveText(["Short one", "Deleted one"]);
  await page.waitForURL("**?ended=1");
  await page.reload();
  const row = (name: string) => section.getByRole("row").filter({ hasText: name });
  await expect(row("Short one")).toContainText("Its end came");
  await expect(row("Short one")).toContainText("Expired");
  await expect(row("Deleted one")).toContainText("Revoked by you");

  // Pasting a secret that has ended brings its row out.
  await section.getByRole("button", { name: "Hide ended" }).click();
  await expect(ended).toHaveCount(0);
  await page.getByLabel("Have a token? Find it here").fill(deleted.secret);
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByText("It is “Deleted one”: revoked")).toBeVisible();
  await expect(ended.filter({ hasText: "Deleted one" })).toBeFocused();

  // What has ended can be looked at and duplicated, not changed.
  await ended.filter({ hasText: "Short one" }).click();
  await expect(page.getByText(/^Refused everywhere since/)).toBeVisible();
  await expect(page.getByText(/^It reached its end\./)).toBeVisible();
  await expect(page.getByRole("link", { name: "Regenerate" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Save changes" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Duplicate token" })).toBeVisible();
});

test("a text that is no current secret of one's own is told apart", async ({ page, world }) => {
  const { id, secret } = await world.token();
  await page.goto(`${world.url}/create/tokens`);
  const find = async (text: string) => {
    await page.getByLabel("Have a token? Find it here").fill(text);
    await page.getByRole("button", { name: "Find", exact: true }).click();
  };
  // Whole, with its checksum, but never made by the server.
  const covered = `${id}.${"0".repeat(56)}`;
  await find(covered + crc32(covered).toString(16).padStart(8, "0"));
  await expect(page.getByText(/The id belongs to this token, but the secret is none of its/)).toBeVisible();
  const owner = await world.owner.post(`${world.url}/api/tokens`, {
    data: { name: "Of the owner", scopes: ["data.records:read"], access: { mode: "all" } },
    headers: { origin: world.url },
  });
  await find((await owner.json()).token);
  await expect(page.getByText("None of your tokens")).toBeVisible();
  // A copy of one's own that was cut off is not taken for somebody else's.
  await find(secret.slice(0, -6));
  await expect(page.getByText("That is no whole token")).toBeVisible();
  await expect(page.getByText("None of your tokens")).toBeHidden();
  await page.getByLabel("Search tokens").fill(id);
  await expect(names(page)).toHaveText(["Till"]);
});
