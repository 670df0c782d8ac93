// Dialogs and states that no address leads to: axe finds nothing in them, and nothing scrolls sideways.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, LOOKS, look, secretDialog, status, test } from "./tokens-world.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function check(page: Page, where: string): Promise<void> {
  // What fades in is looked at when it is there.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
  const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const said = found.violations.map(
    (one) => `${one.id}: ${one.help}\n    ${one.nodes.map((node) => node.html.slice(0, 200)).join("\n    ")}`,
  );
  expect.soft(said, where).toEqual([]);
  const wide = await page.evaluate(() => {
    const dialog = document.querySelector("[role=dialog],[role=alertdialog]");
    const inside = dialog ? dialog.scrollWidth - dialog.clientWidth : 0;
    return Math.max(inside, document.documentElement.scrollWidth - window.innerWidth);
  });
  expect.soft(wide, `${where} scrolls sideways by`).toBeLessThanOrEqual(0);
}

for (const one of LOOKS) {
  const where = `${one.colorScheme}, ${one.width} px`;

  test(`dialogs of a new token, ${where}`, async ({ page, world }) => {
    await look(page, one);
    await page.goto(`${world.url}/create/tokens/new?template=read-one`);
    await page.getByRole("button", { name: "Create token" }).click();
    await expect(page.getByText("2 things to mend", { exact: true })).toBeVisible();
    await check(page, "problems");
    await page.getByRole("button", { name: "Add scopes" }).click();
    const picker = page.getByRole("dialog", { name: "Add scopes" });
    await expect(picker).toBeVisible();
    await check(page, "scope picker");
    await picker.getByLabel("Search scopes").fill("no such thing");
    await check(page, "scope picker without a hit");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect(picker).toBeHidden();
    await page.getByLabel("Name", { exact: true }).fill("Till");
    await page.getByRole("link", { name: "Cancel" }).click();
    const leave = page.getByRole("alertdialog");
    await expect(leave).toBeVisible();
    await check(page, "leaving");
    await leave.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("checkbox", { name: /^Shop/ }).press("Space");
    await page.getByRole("button", { name: "Create token" }).click();
    const dialog = secretDialog(page);
    await dialog.getByRole("button", { name: "Test it" }).click();
    await expect(dialog.getByText(/^It works:/)).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    await check(page, "secret");
    await dialog.getByRole("tab", { name: "MCP client" }).click();
    await check(page, "secret, MCP configuration");
  });

  test(`dialogs of a token that is changed, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { id, secret } = await world.token();
    expect(await status(world.shop.orders, secret)).toBe(200);
    await world.api("POST", `/api/tokens/${id}/regenerate`, {
      oldSecretEnds: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await page.route("**/api/tokens/*", (route) => {
      if (route.request().method() !== "PATCH") return route.fallback();
      const error = { type: "CONFIRMATION_REQUIRED", message: "Confirm with your password first" };
      return route.fulfill({ status: 403, json: { error } });
    });
    await page.goto(`${world.url}/create/tokens/${id}`);
    await page.getByRole("button", { name: "End old now" }).click();
    const end = page.getByRole("alertdialog", { name: "End the old secret now?" });
    await expect(end).toBeVisible();
    await check(page, "ending the old secret");
    await end.getByRole("button", { name: "Cancel" }).click();

    await page.getByRole("checkbox", { name: /^Stock/ }).press("Space");
    await page.getByRole("button", { name: "Save changes" }).click();
    const widening = page.getByRole("dialog", { name: "This lets the token do more" });
    await expect(widening).toBeVisible();
    await check(page, "widening");
    await widening.getByRole("button", { name: "Save and allow more" }).click();
    const confirm = page.getByRole("dialog", { name: "Confirm that it is you" });
    await confirm.getByRole("button", { name: "Confirm" }).click();
    await expect(confirm.getByText("Type your password.")).toBeVisible();
    await check(page, "password");
    await confirm.getByRole("button", { name: "Cancel" }).click();

    await page.unroute("**/api/tokens/*");
    await world.api("PATCH", `/api/tokens/${id}`, { note: "Elsewhere" });
    await page.getByRole("button", { name: "Save changes" }).click();
    await widening.getByRole("button", { name: "Save and allow more" }).click();
    await expect(page.getByRole("dialog", { name: "The token was changed meanwhile" })).toBeVisible();
    await check(page, "changed meanwhile");
  });

  test(`what was found, refused and ended, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const archive = await world.readOnlyBase("Archive");
    const { id, secret } = await world.token({
      access: { mode: "specificModelIds", ids: [world.shop.id, archive.id] },
    });
    await status(world.shop.orders, secret, "POST", { fields: { Name: "x" } });
    await status(world.stock.orders, secret);
    await world.api("PATCH", `/api/tokens/${id}`, { scopes: ["data.records:read", "data.records:write"] });
    await status(archive.orders, secret, "POST", { fields: { Name: "x" } });
    await page.goto(`${world.url}/create/tokens/${id}?tab=activity`);
    await expect(page.getByText("Role too low")).toBeVisible();
    await check(page, "refusals");
    await page.goto(`${world.url}/create/tokens`);
    await page.getByLabel("Have a token? Find it here").fill(secret);
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await expect(page.getByText("It is “Till”: active")).toBeVisible();
    await check(page, "found");
    await world.api("DELETE", `/api/tokens/${id}`);
    await page.goto(`${world.url}/create/tokens?ended=1`);
    await expect(page.getByText("Revoked by you")).toBeVisible();
    await expect(page.getByRole("link", { name: "Create token" })).toHaveCount(1);
    await check(page, "ended");
    await page.goto(`${world.url}/create/tokens/${id}`);
    await expect(page.getByText(/^Refused everywhere since/)).toBeVisible();
    await check(page, "ended token");
  });
}
