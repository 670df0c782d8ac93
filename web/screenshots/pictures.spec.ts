// Pictures of every main screen, light, dark and on a phone, into target/screenshots;
// and those of docs/tokens.md into docs/pictures.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { dialogs, furnish, open, screens, type Things } from "../e2e/screens.ts";
import { expect, firstRun, signIn, test } from "../e2e/server.ts";

const OUT = resolve("../target/screenshots");
const DOCS = resolve("../docs/pictures");

test.describe.configure({ mode: "serial" });

let things: Things;

test("for the guide", async ({ page, server }) => {
  test.setTimeout(120_000);
  mkdirSync(OUT, { recursive: true });
  mkdirSync(DOCS, { recursive: true });
  const picture = (name: string) => page.screenshot({ path: `${DOCS}/${name}.png`, animations: "disabled" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(server.url + server.firstLink);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Your name").waitFor();
  await picture("welcome");
  await page.context().clearCookies();
  server.renewLink(await server.run("user", "sign-in-link", "owner@example.com"));
  await firstRun(page, server);
  things = await furnish(page, server);
  await open(page, server, "/create/tokens");
  await picture("tokens");
  await open(page, server, `/create/tokens/new?template=read-one&name=Website&bases=${things.base}`);
  await picture("new-token");
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("dialog", { name: "Copy your token now" }).waitFor();
  await page.getByRole("button", { name: "Hide token" }).click();
  await picture("secret");
  await page.getByRole("checkbox", { name: "I have stored it" }).press("Space");
  await page.getByRole("button", { name: "Done" }).click();
  await open(page, server, `/create/tokens/${things.token}?tab=activity`);
  await picture("activity");
  await page.setViewportSize({ width: 390, height: 780 });
  await open(page, server, "/create/tokens");
  await picture("tokens-phone");
});

const looks = {
  light: { width: 1280, height: 900, scheme: "light" },
  dark: { width: 1280, height: 900, scheme: "dark" },
  phone: { width: 360, height: 780, scheme: "light" },
} as const;

for (const [look, { width, height, scheme }] of Object.entries(looks)) {
  test(`every screen, ${look}`, async ({ page, server }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, server);
    expect(things).toBeDefined();
    for (const [name, path] of screens(things)) {
      await open(page, server, path);
      await shoot(page, `${name}-${look}`);
    }
    for (const [name, path] of dialogs(things)) {
      await open(page, server, path);
      await shoot(page, `${name}-${look}`, false);
    }
    await page.goto(`${server.url}/plain/tokens`);
    await shoot(page, `plain-tokens-${look}`);
    await page.context().clearCookies();
    await page.goto(`${server.url}/sign-in`);
    await shoot(page, `sign-in-${look}`);
  });
}

async function shoot(page: Page, name: string, fullPage = true) {
  await page.screenshot({ path: `${OUT}/${name}.png`, fullPage, animations: "disabled" });
}
