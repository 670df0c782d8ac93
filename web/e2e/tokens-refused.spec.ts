// Journey 4 by keyboard: a call is refused, the page says why, one press mends it.
import type { Locator, Page } from "@playwright/test";
import { press } from "./keyboard.ts";
import { expect, LOOKS, look, status, test, type World } from "./tokens-world.ts";

/** A line of Activity by what it says. */
function line(page: Page, text: RegExp): Locator {
  return page.getByRole("region", { name: "Refusals" }).getByRole("listitem").filter({ hasText: text });
}

async function openActivity(page: Page, world: World, id: string): Promise<void> {
  await page.goto(`${world.url}/create/tokens/${id}`);
  await press(page, page.getByRole("link", { name: "Activity" }));
  await page.waitForURL("**?tab=activity");
}

const RECORD = { fields: { Name: "Tea" } };

for (const one of LOOKS) {
  const where = `${one.colorScheme}, ${one.width} px`;

  test(`a missing scope is added by keyboard, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { id, secret } = await world.token();
    const create = () => status(world.shop.orders, secret, "POST", RECORD);
    expect(await create()).toBe(403);
    await openActivity(page, world, id);
    const refusal = line(page, /“Create records” needs data\.records:write\./);
    await expect(refusal).toContainText("Scope missing");
    await press(page, refusal.getByRole("button", { name: "Add data.records:write" }));
    await expect(refusal).toContainText("Mended since");
    await expect(refusal).toBeFocused();
    expect(await create()).toBe(200);
    expect(await world.api("GET", `/api/tokens/${id}`)).toMatchObject({
      scopes: ["data.records:read", "data.records:write"],
    });

    // And the way back.
    await press(page, page.getByRole("button", { name: "Undo" }));
    await expect(refusal).toContainText("Scope missing");
    expect(await create()).toBe(403);
  });

  test(`a base is added to the access by keyboard, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { id, secret } = await world.token();
    expect(await status(world.stock.orders, secret)).toBe(403);
    await openActivity(page, world, id);
    const refusal = line(page, /Base “Stock” is not in this token's access, so “List records” was refused\./);
    await press(page, refusal.getByRole("button", { name: "Add “Stock”" }));
    await expect(page.getByText("Added “Stock”. In force everywhere.").first()).toBeVisible();
    expect(await status(world.stock.orders, secret)).toBe(200);
    await expect(line(page, /Base “Stock” was not in/)).toContainText("Mended since");
  });

  test(`a role that is too low is said, and no button pretends to mend it, ${where}`, async ({
    page,
    world,
  }) => {
    await look(page, one);
    const archive = await world.readOnlyBase("Archive");
    const { id, secret } = await world.token({
      scopes: ["data.records:read", "data.records:write"],
      access: { mode: "specificModelIds", ids: [archive.id] },
    });
    expect(await status(archive.orders, secret)).toBe(200);
    expect(await status(archive.orders, secret, "POST", RECORD)).toBe(403);
    await openActivity(page, world, id);
    const refusal = line(page, /Your role in “Archive” is Read only; “Create records” needs Editor\./);
    await expect(refusal).toContainText("Role too low");
    await expect(refusal.getByRole("button", { name: /Add/ })).toHaveCount(0);
    await press(page, refusal.getByRole("link", { name: "People of “Archive”" }));
    await page.waitForURL(`**/${archive.id}/people`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Archive");
  });
}
