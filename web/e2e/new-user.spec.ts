// The whole path of somebody new, from the printed link to a secret that was changed.
import { call } from "./client.ts";
import { test as base, expect, firstRun, OWNER, Server } from "./server.ts";

// A first run happens once: this server is used by nothing else.
const test = base.extend<{ fresh: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner wants the pattern
  fresh: async ({}, use) => {
    const server = await Server.start("--demo");
    await use(server);
    await server.stop();
  },
});

test("a new user's first hour", async ({ page, fresh: server }) => {
  test.setTimeout(120_000);
  await test.step("first run", async () => {
    await firstRun(page, server);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });

  let baseId = "";
  await test.step("a base of one's own", async () => {
    await page.getByRole("button", { name: "Create base" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Shop");
    await dialog.getByRole("button", { name: "Create base" }).click();
    await page.waitForURL(/\/app\w{14}/);
    baseId = /app\w{14}/.exec(page.url())?.[0] ?? "";
    await expect(page.getByRole("heading", { name: "Shop" })).toBeVisible();
  });

  let secret = "";
  await test.step("a token with two scopes on one base", async () => {
    await page.getByRole("button", { name: /Profile menu/ }).click();
    await page.getByRole("menuitem", { name: "Builder Hub" }).click();
    await page.waitForURL("**/create/tokens");
    await page.getByRole("link", { name: "Create token" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("Till");
    await page.getByRole("button", { name: "Add scopes" }).click();
    const picker = page.getByRole("dialog", { name: "Add scopes" });
    await picker.getByRole("checkbox", { name: /^data\.records:read/ }).press("Space");
    await picker.getByLabel("Search scopes").fill("PATCH records");
    await picker.getByRole("checkbox", { name: /^data\.records:write/ }).press("Space");
    await picker.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("list", { name: "Chosen scopes" }).getByRole("listitem")).toHaveCount(2);
    await page.getByRole("checkbox", { name: /^Shop/ }).press("Space");
    await page.getByRole("button", { name: "Create token" }).click();
    const dialog = page.getByRole("dialog", { name: "Copy your token now" });
    secret = await dialog.getByLabel("Token", { exact: true }).inputValue();
    expect(secret).toMatch(/^pat\w{14}\.[0-9a-f]{64}$/);
    // A stray Escape or click outside does not lose it.
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    await expect(dialog).toBeVisible();
    await dialog.getByRole("checkbox", { name: "I have stored it" }).press("Space");
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step("the secret is nowhere any more", async () => {
    const end = secret.split(".")[1] ?? "";
    expect(page.url()).not.toContain(end);
    expect(await page.content()).not.toContain(end);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie]),
    );
    expect(kept).not.toContain(end);
    const answer = await page.request.get(`${server.url}/api/tokens`);
    expect(await answer.text()).not.toContain(end);
    await page.goBack();
    await page.goForward();
    expect(await page.content()).not.toContain(end);
  });

  const tables = `${server.url}/v0/${baseId}`;
  await test.step("a real client reads and writes with it", async () => {
    const { tables: list } = await (
      await page.request.get(`${server.url}/v0/meta/bases/${baseId}/tables`)
    ).json();
    const table = encodeURIComponent(list[0].name);
    const made = await call(`${tables}/${table}`, secret, "POST", { fields: { Name: "Tea" } });
    expect(made.status).toBe(200);
    const listed = await call(`${tables}/${table}`, secret);
    expect(JSON.stringify(listed.json)).toContain("Tea");
    const schema = await call(`${server.url}/v0/meta/bases/${baseId}/tables`, secret);
    expect(schema.status).toBe(403);
  });

  await test.step("a refusal on another base is seen and mended", async () => {
    const { bases } = await (await page.request.get(`${server.url}/v0/meta/bases`)).json();
    const other = bases.find((base: { id: string }) => base.id !== baseId);
    const url = `${server.url}/v0/${other.id}/Projects?maxRecords=1`;
    expect((await call(url, secret)).status).toBe(403);
    await page.getByRole("link", { name: "Activity" }).click();
    await page.reload();
    await page
      .getByRole("button", { name: new RegExp(`Add.*${other.name}`) })
      .first()
      .click();
    // Signed in just now, so no password is asked for.
    await expect(async () => expect((await call(url, secret)).status).toBe(200)).toPass();
  });

  await test.step("the secret is changed without an interruption", async () => {
    await page.getByRole("link", { name: "Regenerate" }).click();
    const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
    await dialog.getByRole("radio", { name: /first used/ }).press("Space");
    await dialog.getByRole("button", { name: /Regenerate/ }).click();
    const shown = page.getByRole("dialog", { name: "Copy your token now" });
    const next = await shown.getByLabel("Token", { exact: true }).inputValue();
    expect(next).not.toBe(secret);
    await shown.getByRole("checkbox", { name: "I have stored it" }).press("Space");
    await shown.getByRole("button", { name: "Done" }).click();
    const whoami = `${server.url}/v0/meta/whoami`;
    expect((await call(whoami, secret)).status).toBe(200);
    expect((await call(whoami, next)).status).toBe(200);
    expect((await call(whoami, secret)).status).toBe(401);
    expect((await call(whoami, next)).status).toBe(200);
  });

  await test.step("signing out and in again", async () => {
    await page.getByRole("button", { name: /Profile menu/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    await page.goto(`${server.url}/create/tokens?state=active`);
    await page.waitForURL("**/sign-in?next=**");
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password").fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/create/tokens?state=active");
    await expect(page.getByRole("link", { name: /^Till/ })).toBeVisible();
  });
});
