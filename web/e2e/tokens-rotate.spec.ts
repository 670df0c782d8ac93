// Journey 3 by keyboard: a new secret, and nothing stops meanwhile.
import type { Page } from "@playwright/test";
import { press } from "./keyboard.ts";
import { choose, clipboard, expect, LOOKS, look, secretDialog, status, test } from "./tokens-world.ts";

/** Regenerates the token whose page is open, and gives the new secret. */
async function regenerate(page: Page, end: RegExp): Promise<string> {
  await press(page, page.getByRole("link", { name: "Regenerate", exact: true }));
  const dialog = page.getByRole("dialog", { name: "Regenerate token" });
  await expect(dialog.getByText(/journey 1\.0 at 127\.0\.0\.1/)).toBeVisible();
  await choose(page, dialog.getByRole("radiogroup", { name: "When does the old secret end?" }), end);
  await press(page, dialog.getByRole("button", { name: "Regenerate token" }));
  const shown = secretDialog(page);
  await press(page, shown.getByRole("button", { name: "Copy token" }));
  await expect(shown.getByRole("button", { name: "Copied" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(shown).toBeHidden();
  return clipboard(page);
}

for (const one of LOOKS) {
  const where = `${one.colorScheme}, ${one.width} px`;

  test(`the old secret ends at first use of the new, by keyboard, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { id, secret: old } = await world.token();
    expect(await status(world.shop.orders, old)).toBe(200);
    await page.goto(`${world.url}/create/tokens/${id}`);

    const next = await regenerate(page, /When the new secret is first used/);
    expect(next).not.toBe(old);
    expect(next.split(".")[0]).toBe(id);
    const bar = page.getByText("Two secrets are accepted");
    await expect(bar).toBeVisible();
    await expect(page.getByText(`The old one (…${old.slice(-4)}) ends`)).toContainText(
      `The new one (…${next.slice(-4)})`,
    );
    // Nothing stops: the old one works until the new one is used, and then never again.
    expect(await status(world.shop.orders, old)).toBe(200);
    expect(await status(world.shop.orders, old)).toBe(200);
    expect(await status(world.shop.orders, next)).toBe(200);
    expect(await status(world.shop.orders, old)).toBe(401);
    expect(await status(world.shop.orders, next)).toBe(200);
    await press(page, page.getByRole("link", { name: "Activity" }));
    await page.reload();
    await expect(bar).toBeHidden();
    await expect(page.getByText(/journey 1\.0 at 127\.0\.0\.1 still uses an old secret/)).toBeVisible();
  });

  test(`the old secret is ended by hand, by keyboard, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { id, secret: old } = await world.token();
    expect(await status(world.shop.orders, old)).toBe(200);
    await page.goto(`${world.url}/create/tokens/${id}`);

    const next = await regenerate(page, /In 24 hours/);
    for (const secret of [old, next, old, next]) expect(await status(world.shop.orders, secret)).toBe(200);
    await press(page, page.getByRole("button", { name: "End old now" }));
    const dialog = page.getByRole("alertdialog", { name: "End the old secret now?" });
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await press(page, dialog.getByRole("button", { name: "End old secret" }));
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Two secrets are accepted")).toBeHidden();
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    expect(await status(world.shop.orders, old)).toBe(401);
    expect(await status(world.shop.orders, next)).toBe(200);
  });

  test(`after a leak the old secret ends at once, by keyboard, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { id, secret: old } = await world.token();
    expect(await status(world.shop.orders, old)).toBe(200);
    await page.goto(`${world.url}/create/tokens/${id}`);
    const next = await regenerate(page, /^Now/);
    expect(await status(world.shop.orders, old)).toBe(401);
    expect(await status(world.shop.orders, next)).toBe(200);
    await expect(page.getByText("Two secrets are accepted")).toBeHidden();
  });
}
