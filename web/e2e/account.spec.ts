// One's own account: password, sessions, theme, signing in and out.
import type { Page } from "@playwright/test";
import { enter, expect, OWNER, Server, signIn, test } from "./server.ts";
import { addPerson, ask, type Person } from "./session.ts";

/** Fills in the sign-in form of the page that is shown. */
async function tryToSignIn(page: Page, email: string, password: string) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Opens an item of the menu at the top right. */
async function fromMenu(page: Page, item: string | RegExp) {
  await page.getByRole("button", { name: /^Profile menu of/ }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a new password ends the other sessions", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const person = await addPerson(page, await elsewhere(), server, "Pat Password");
  const there = await elsewhere();
  await signIn(there, server, "/account", person);
  const here = await elsewhere();
  await signIn(here, server, "/account", person);
  const section = here.getByRole("region", { name: "Password", exact: true });
  const change = section.getByRole("button", { name: "Change password" });
  await section.getByLabel("Current password", { exact: true }).fill("something else");
  await section.getByLabel("New password", { exact: true }).fill("short");
  await change.click();
  await expect(section.getByText("A password has at least 8 characters. This one has 5.")).toBeVisible();
  await expect(section.getByLabel("New password", { exact: true })).toBeFocused();
  const next = "another few long words";
  await section.getByLabel("New password", { exact: true }).fill(next);
  await change.click();
  await expect(section.getByText("This is not your password.")).toBeVisible();
  await section.getByLabel("Current password", { exact: true }).fill(person.password);
  await change.click();
  await expect(
    here.getByText("Password changed. Your other sessions were signed out.").first(),
  ).toBeVisible();
  await here.reload();
  await expect(here.getByRole("heading", { level: 1 })).toHaveText("Account");

  await there.reload();
  await there.waitForURL("**/sign-in?next=**");
  await tryToSignIn(there, person.email, person.password);
  await expect(there.getByRole("alert")).toContainText("E-mail or password is not right.");
  await tryToSignIn(there, person.email, next);
  await there.waitForURL(`${server.url}/account`);
});

test("a session is ended from elsewhere; what was typed there stays", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const here = await elsewhere();
  const person = await addPerson(page, here, server, "Sid Sessions");
  const there = await elsewhere({
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  await signIn(there, server, "/account", person);
  const name = there.getByRole("textbox", { name: "Your name" });
  await name.fill("Sidney Sessions");

  await here.goto(`${server.url}/account`);
  const sessions = here.getByRole("table", { name: "Your sessions" });
  await expect(sessions.getByRole("row").filter({ hasText: "This session" })).toHaveCount(1);
  const other = sessions.getByRole("row").filter({ hasText: "Firefox" });
  await other.getByRole("button", { name: /^Sign out Firefox/ }).click();
  await expect(other).toHaveCount(0);

  await there.getByRole("button", { name: "Save name" }).click();
  const dialog = there.getByRole("alertdialog", { name: "You were signed out" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("link", { name: /Sign in again in a new tab/ })).toHaveAttribute(
    "target",
    "_blank",
  );
  // Not while nobody has signed in.
  await dialog.getByRole("button", { name: "I have signed in, go on" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  const tab = await there.context().newPage();
  await signIn(tab, server, "/", person);
  await dialog.getByRole("button", { name: "I have signed in, go on" }).click();
  await expect(dialog).toBeHidden();
  await expect(name).toHaveValue("Sidney Sessions");
  await there.getByRole("button", { name: "Save name" }).click();
  await expect
    .poll(async () => (await ask<Person>(there, server, "GET", "/api/account")).name)
    .toBe("Sidney Sessions");
});

test("all other sessions are ended at once", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const here = await elsewhere();
  const person = await addPerson(page, here, server, "Olga Others");
  for (let count = 0; count < 2; count++) await signIn(await elsewhere(), server, "/", person);
  await here.goto(`${server.url}/account`);
  await here.getByRole("button", { name: "Sign out all 2 others" }).click();
  await here.getByRole("alertdialog").getByRole("button", { name: "Sign out others" }).click();
  await expect(here.getByRole("table", { name: "Your sessions" }).locator("tbody tr")).toHaveCount(1);
  const { sessions } = await ask<{ sessions: unknown[] }>(here, server, "GET", "/api/sessions");
  expect(sessions).toHaveLength(1);
});

test("the theme is remembered and stands before the first paint", async ({ page, server }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await enter(page, server, "/account");
  await page.getByRole("radio", { name: "Dark", exact: true }).press("Space");
  const root = page.locator("html");
  await expect(root).toHaveAttribute("data-theme", "dark");
  const dark = await root.evaluate((html) => getComputedStyle(html).backgroundColor);

  await page.addInitScript(() => {
    const seen = window as unknown as { themed?: number };
    new MutationObserver(() => {
      seen.themed ??= document.documentElement?.dataset.theme ? performance.now() : undefined;
    }).observe(document, { subtree: true, attributes: true, childList: true });
  });
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expect(root).toHaveAttribute("data-theme", "dark");
  expect(await root.evaluate((html) => getComputedStyle(html).backgroundColor)).toBe(dark);
  const times = await page.evaluate(() => ({
    themed: (window as unknown as { themed?: number }).themed,
    painted: performance.getEntriesByName("first-paint")[0]?.startTime,
  }));
  expect(times.themed).toBeDefined();
  expect(times.painted).toBeDefined();
  expect(times.themed ?? 0).toBeLessThanOrEqual(times.painted ?? 0);

  // The menu at the top knows it too, and gives the choice back to the device.
  await fromMenu(page, "Theme: dark");
  await expect(root).not.toHaveAttribute("data-theme");
  await expect(page.getByRole("radio", { name: "As this device" })).toBeChecked();
});

test("single-key shortcuts are turned off for the list of tokens", async ({ page, server }) => {
  await enter(page, server, "/create/tokens");
  const search = page.getByRole("searchbox", { name: "Search tokens" });
  await search.waitFor();
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.goto(`${server.url}/account`);
  await page.getByRole("checkbox", { name: /Single-key shortcuts/ }).press("Space");
  await page.goto(`${server.url}/create/tokens`);
  await search.waitFor();
  await expect(page.getByText("Single keys are turned off.")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.press("c");
  await expect(search).not.toBeFocused();
  await expect(page).toHaveURL(`${server.url}/create/tokens`);
});

test("signing out leaves nothing to go back to", async ({ page, server }) => {
  await enter(page, server, "/account");
  await fromMenu(page, "Sign out");
  await page.waitForURL("**/sign-in");
  await page.goBack();
  await page.waitForURL("**/sign-in**");
  await expect(page.getByText(OWNER.email, { exact: true })).toHaveCount(0);
});

test("after signing in only our own pages are gone to", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const own = await elsewhere();
  await own.goto(`${server.url}/create/tokens?state=active&sort=-name`);
  await own.waitForURL("**/sign-in?next=**");
  await tryToSignIn(own, OWNER.email, OWNER.password);
  await own.waitForURL(`${server.url}/create/tokens?state=active&sort=-name`);
  for (const next of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
  ]) {
    const lured = await elsewhere();
    await lured.goto(`${server.url}/sign-in?next=${encodeURIComponent(next)}`);
    await tryToSignIn(lured, OWNER.email, OWNER.password);
    await expect(lured).toHaveURL(`${server.url}/`);
  }
});

test("guessing is slowed, and whoever is slowed is told", async ({ page, elsewhere }) => {
  test.setTimeout(90_000);
  // Of its own: the others on this server must not wait.
  const server = await Server.start("--demo");
  try {
    await enter(page, server);
    const guesser = await elsewhere();
    await guesser.goto(`${server.url}/sign-in`);
    const guess = () =>
      guesser.request.post(`${server.url}/sign-in`, {
        form: { email: OWNER.email, password: "a guess" },
        headers: { origin: server.url },
      });
    await expect(async () => expect((await guess()).status()).not.toBe(401)).toPass({ intervals: [0] });
    await tryToSignIn(guesser, OWNER.email, "another guess");
    await expect(guesser.getByRole("alert")).toContainText(/too many|wait|later/i);
    await expect(guesser.getByLabel("E-mail")).toHaveValue(OWNER.email);
    // Whoever is signed in already goes on.
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your bases");
  } finally {
    await server.stop();
  }
});
