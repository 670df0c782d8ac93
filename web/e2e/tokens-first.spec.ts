// Journey 1 by keyboard: from an empty list to a call that is answered.
import { call } from "./client.ts";
import { press, tabTo, type } from "./keyboard.ts";
import { clipboard, expect, LOOKS, look, said, secretDialog, test } from "./tokens-world.ts";

for (const one of LOOKS) {
  test(`first token by keyboard, ${one.colorScheme}, ${one.width} px`, async ({ page, world }) => {
    await look(page, one);
    await page.goto(`${world.url}/create/tokens`);
    await expect(page.getByText("A token lets a script use your bases.")).toBeVisible();
    const templates = page.getByRole("navigation", { name: "Begin with a template" });
    await press(page, templates.getByRole("link", { name: /^Read one base/ }));

    await page.waitForURL(/\/create\/tokens\/new\?/);
    // After a change of page the heading has the focus, so that it is read.
    await expect(page.getByRole("heading", { level: 1, name: "New token" })).toBeFocused();
    await expect(page.getByText(/^Read one base sets: scopes data\.records:read and/)).toBeVisible();
    await type(page, page.getByLabel("Name", { exact: true }), "Till");
    const chosen = page.getByRole("list", { name: "Chosen scopes" }).getByRole("listitem");
    await expect(chosen).toHaveCount(2);
    await press(page, page.getByRole("checkbox", { name: /^Shop/ }), "Space");
    await expect(page.getByRole("checkbox", { name: /^Shop/ })).toBeChecked();
    await expect(said(page)).toHaveText(/1 base chosen\./);
    const summary = page.getByRole("region", { name: "Summary" });
    await expect(summary).toContainText("May read records of base Shop.");
    await expect(summary).toContainText("Has no end.");
    await press(page, page.getByRole("button", { name: "Create token" }));

    const dialog = secretDialog(page);
    await expect(dialog).toBeVisible();
    await press(page, dialog.getByRole("button", { name: "Copy token" }));
    await expect(dialog.getByRole("button", { name: "Copied" })).toBeFocused();
    await expect(said(page)).toHaveText(/Copied token\./);
    const secret = await clipboard(page);
    expect(secret).toMatch(/^pat\w{14}\.[0-9a-f]{64}$/);
    await expect(dialog.getByRole("checkbox", { name: "I have stored it" })).toBeChecked();

    await press(page, dialog.getByRole("button", { name: "Test it" }));
    await expect(dialog.getByText(/^It works:/)).toBeVisible();
    await press(page, dialog.getByRole("button", { name: "Copy curl command" }));
    await expect(said(page)).toHaveText(/Copied curl command\./);
    const curl = await clipboard(page);
    const address = /^curl "([^"]+)" -H "Authorization: Bearer ([^"]+)"$/.exec(curl);
    expect(address?.[2]).toBe(secret);
    await press(page, dialog.getByRole("button", { name: "Done" }));
    await expect(dialog).toBeHidden();
    await page.waitForURL(/\/create\/tokens\/pat\w{14}$/);
    await expect(page.getByRole("heading", { level: 1, name: "Till" })).toBeFocused();

    // What the curl command asks is answered to a plain client.
    const records = await call(address?.[1] ?? "", secret);
    expect(records.status).toBe(200);
    expect(records.json.records).toEqual(expect.any(Array));
    expect((await call(world.shop.orders, secret, "POST", { fields: { Name: "x" } })).status).toBe(403);
    expect((await call(world.stock.orders, secret)).status).toBe(403);

    await press(page, page.getByRole("link", { name: "Personal access tokens" }).first());
    await page.waitForURL("**/create/tokens");
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "Till" }) });
    await expect(row).toContainText("Base Shop");
    await expect(row).toContainText(secret.slice(-4));
    await tabTo(page, row.getByRole("link", { name: "Till" }));
  });
}
