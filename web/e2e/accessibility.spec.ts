// Every screen in both themes at 320, 768 and 1280 px: axe finds nothing, nothing
// scrolls sideways but tables in their own regions, and nothing jumps while loading.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { dialogs, furnish, open, screens, type Things } from "./screens.ts";
import { expect, firstRun, type Server, signIn, test } from "./server.ts";
import { addPerson, ask } from "./session.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let things: Things | undefined;

async function check(page: Page, where: string) {
  const found = await new AxeBuilder({ page })
    .withTags(RULES)
    // React Aria's own region stands beside the page on purpose.
    .exclude("[data-live-announcer]")
    .analyze();
  const said = found.violations.map(
    (one) => `${one.id}: ${one.help}\n    ${one.nodes.map((node) => node.html.slice(0, 200)).join("\n    ")}`,
  );
  expect.soft(said, where).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(wide, `${where} scrolls sideways by`).toBeLessThanOrEqual(0);
  const { shift, shifted } = await page.evaluate(() => {
    const { shift, shifted } = window as unknown as Shifts;
    return { shift, shifted };
  });
  expect.soft(shift, `${where} shifts: ${shifted.join("; ")}`).toBeLessThan(0.05);
}

/** What the page has moved by itself since it was opened. */
interface Shifts {
  shift: number;
  shifted: string[];
}

async function watchShifts(page: Page) {
  await page.addInitScript(() => {
    const seen = window as unknown as Shifts;
    seen.shift = 0;
    seen.shifted = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        seen.shift += entry.value;
        const sources = entry.sources.map(({ node, previousRect, currentRect }) => {
          const name = node instanceof Element ? node.outerHTML.slice(0, 80) : node?.textContent;
          return `${name} from ${previousRect.y}+${previousRect.height} to ${currentRect.y}+${currentRect.height}`;
        });
        seen.shifted.push(`${entry.value.toFixed(3)} by ${sources.join(" and ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What the browser tells about a shift; the types do not know it. */
interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

for (const theme of ["light", "dark"] as const) {
  for (const width of [320, 768, 1280]) {
    test(`every screen, ${theme}, ${width} px`, async ({ page, server }) => {
      test.setTimeout(240_000);
      await watchShifts(page);
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 800 });
      if (things) {
        await page.goto(`${server.url}/sign-in`);
        await check(page, "sign-in");
        await signIn(page, server);
      } else {
        await page.goto(server.url + server.firstLink);
        await check(page, "sign-in-link");
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByLabel("Your name").waitFor();
        await check(page, "welcome");
        await page.context().clearCookies();
        server.renewLink(await server.run("user", "sign-in-link", "owner@example.com"));
        await firstRun(page, server);
        things = await furnish(page, server);
      }
      for (const [name, path] of screens(things)) {
        await open(page, server, path);
        await check(page, name);
      }
      await page.goto(`${server.url}/plain/tokens`);
      await check(page, "plain-tokens");
    });
  }
}

/** What is opened by pressing something. */
function opened(things: Things): [string, string, (page: Page) => Promise<unknown>][] {
  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first();
  return [
    ["profile-menu", "/", (page) => button(page, /^Profile menu/).click()],
    ["palette", "/", (page) => page.keyboard.press("ControlOrMeta+k")],
    ["role-list", `/${things.base}/people`, (page) => button(page, /Role of Ada Archer/).click()],
    ["remove", `/${things.base}/people`, (page) => button(page, "Remove Ada Archer").click()],
    [
      "invite-link",
      `/${things.base}/people?dialog=invite`,
      async (page) => {
        await button(page, "Create link").click();
        await page.getByRole("textbox", { name: "Invitation link" }).waitFor();
      },
    ],
    ["missing-name", "/create/tokens/new", (page) => button(page, "Create token").click()],
    ["scope-picker", "/create/tokens/new", (page) => button(page, "Add scopes").click()],
    [
      "secret",
      `/create/tokens/new?template=read-one&name=Shown&bases=${things.base}`,
      async (page) => {
        await button(page, "Create token").click();
        await page.getByRole("dialog", { name: "Copy your token now" }).waitFor();
      },
    ],
    [
      "user-menu",
      "/admin/people",
      (page) => page.getByRole("button", { name: "Actions for Ada Archer" }).click(),
    ],
    [
      "revoke",
      "/admin/tokens",
      async (page) => {
        await page.getByRole("checkbox", { name: /^Nightly sync/ }).press("Space");
        await button(page, "Revoke 1 token").click();
      },
    ],
    [
      "try-it",
      `/${things.base}/api/docs`,
      async (page) => {
        await page.getByRole("button", { name: "Try it: list records of Clients" }).click();
        await page.getByRole("button", { name: "Send GET" }).click();
        await page.getByRole("region", { name: /^Answer to/ }).waitFor();
      },
    ],
    ["audit-details", "/admin/audit", (page) => page.getByText("Details").first().click()],
  ];
}

for (const [theme, width] of [
  ["light", 320],
  ["dark", 1280],
] as const) {
  test(`dialogs, menus and other people's pages, ${theme}, ${width} px`, async ({
    page,
    server,
    elsewhere,
  }) => {
    test.setTimeout(240_000);
    const look = { colorScheme: theme, viewport: { width, height: 800 } };
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize(look.viewport);
    await watchShifts(page);
    things = await begin(page, server, things);
    for (const [name, path] of dialogs(things)) {
      await open(page, server, path);
      await page.locator("[role=dialog], [role=alertdialog]").waitFor();
      await check(page, name);
    }
    for (const [name, path, act] of opened(things)) {
      await open(page, server, path);
      await act(page);
      await check(page, name);
    }
    const path = await inviteAgain(page, server, things.base);
    const theirs = await elsewhere(look);
    await watchShifts(theirs);
    await theirs.goto(server.url + path);
    await theirs.getByLabel("Your name").waitFor();
    await check(theirs, "invite");
    await theirs.goto(`${server.url}/invite#nothing`);
    await theirs.getByRole("heading", { name: "This invitation does not work" }).waitFor();
    await check(theirs, "invite-ended");
    await addPerson(page, theirs, server, `Una Unknown ${width}`);
    await check(theirs, "empty-home");
    for (const path of ["/create/tokens", "/admin/people", `/${things.base}`]) {
      await open(theirs, server, path);
      await check(theirs, `${path} of somebody else`);
    }
  });
}

/** Signed in, with something to see. */
async function begin(page: Page, server: Server, made: Things | undefined): Promise<Things> {
  if (made) {
    await signIn(page, server);
    return made;
  }
  await firstRun(page, server);
  return furnish(page, server);
}

async function inviteAgain(page: Page, server: Server, base: string): Promise<string> {
  const body = { permissionLevel: "read" };
  return (await ask<{ path: string }>(page, server, "POST", `/api/bases/${base}/invites`, body)).path;
}
