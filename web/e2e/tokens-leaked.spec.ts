// Journey 2 by keyboard: a token turned up where it should not be.
import { press, tabTo, type } from "./keyboard.ts";
import { expect, LOOKS, look, said, status, test } from "./tokens-world.ts";

for (const one of LOOKS) {
  const where = `${one.colorScheme}, ${one.width} px`;

  test(`leaked token found and deleted by keyboard, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { secret, id } = await world.token({ name: "Leaky" });
    await world.token({ name: "Another" });
    expect(await status(world.shop.orders, secret)).toBe(200);

    await page.goto(`${world.url}/create/tokens`);
    await page.evaluate((text) => navigator.clipboard.writeText(text), secret);
    const box = page.getByLabel("Have a token? Find it here");
    await tabTo(page, box);
    await page.keyboard.press("ControlOrMeta+v");
    await expect(page.getByText("It is “Leaky”: active")).toBeVisible();
    await expect(page.getByText("What you pasted is its current secret.")).toBeVisible();
    // The row that was found has the focus and says so; the pasted text stands nowhere.
    const row = page.getByRole("row").filter({ hasText: "Found: its current secret" });
    await expect(row.getByRole("link", { name: "Leaky" })).toBeFocused();
    await expect(box).toHaveValue("");
    expect(page.url()).not.toContain(secret.slice(-8));

    await press(page, page.getByRole("link", { name: "Delete" }));
    const dialog = page.getByRole("alertdialog", { name: "Delete “Leaky”?" });
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await expect(dialog.getByText(/journey 1\.0 at 127\.0\.0\.1/).first()).toBeVisible();
    // It was used lately: without its name nothing is deleted.
    await press(page, dialog.getByRole("button", { name: "Delete token" }));
    const name = dialog.getByLabel("Name of the token");
    await expect(name).toBeFocused();
    await expect(dialog.getByText("Type the name of the token.")).toBeVisible();
    expect(await status(world.shop.orders, secret)).toBe(200);
    await type(page, name, "Leaky");
    await press(page, dialog.getByRole("button", { name: "Delete token" }));

    await expect(dialog).toBeHidden();
    expect(await status(world.shop.orders, secret)).toBe(401);
    await expect(page.getByText(/^Refused everywhere since \d\d:\d\d:\d\d$/)).toBeVisible();
    await expect(said(page)).toHaveText("Deleted “Leaky”. It is refused everywhere.");
    // The page looks for the first call that feels it, by itself.
    await expect(page.getByText(/^First refused call: .+, by journey 1\.0 at 127\.0\.0\.1\.$/)).toBeVisible({
      timeout: 20_000,
    });
    await expect(page.getByText("Deleted by you.")).toBeVisible();
    expect(await world.api("GET", `/api/tokens/${id}`)).toMatchObject({ state: "revoked" });
  });

  test(`leaked token paused by keyboard, ${where}`, async ({ page, world }) => {
    await look(page, one);
    const { secret } = await world.token({ name: "Leaky" });
    await page.goto(`${world.url}/create/tokens`);
    await page.evaluate((text) => navigator.clipboard.writeText(text), secret);
    await tabTo(page, page.getByLabel("Have a token? Find it here"));
    await page.keyboard.press("ControlOrMeta+v");
    const found = page.getByRole("status").filter({ hasText: "It is “Leaky”: active" });
    await press(page, found.getByRole("button", { name: "Pause" }));
    await expect(page.getByText("“Leaky” is paused: every call with it is refused.").first()).toBeVisible();
    expect(await status(world.shop.orders, secret)).toBe(401);
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "Leaky" }) });
    await expect(row).toContainText("Paused");

    // Found again, what it says is how it is now.
    await tabTo(page, page.getByLabel("Have a token? Find it here"));
    await page.keyboard.press("ControlOrMeta+v");
    await expect(page.getByText("It is “Leaky”: paused")).toBeVisible();

    // The list counts the refused call, which is on its page with the way back.
    await page.reload();
    await press(page, row.getByRole("link", { name: /1 refused in 24 h/ }));
    await expect(
      page.getByText(/journey 1\.0 at 127\.0\.0\.1 used the token while it was paused/),
    ).toBeVisible();
    await press(page, page.getByRole("button", { name: "Resume token" }));
    await expect(page.getByText("Mended since")).toBeVisible();
    expect(await status(world.shop.orders, secret)).toBe(200);
  });
}
