// Every screen in both themes at 320, 768 and 1280 px: axe finds nothing, nothing
// scrolls sideways but tables in their own regions, and nothing jumps while loading.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { furnish, open, screens, type Things } from "./screens.ts";
import { expect, firstRun, signIn, test } from "./server.ts";

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
