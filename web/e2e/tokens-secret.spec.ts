// A secret is shown once and is nowhere afterwards.
import type { Page } from "@playwright/test";
import { expect, secretDialog, test } from "./tokens-world.ts";

/** Everything that a page and its browser keep, as one text. */
function keptIn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const fields = [...document.querySelectorAll<HTMLInputElement>("input,textarea")].map((one) => one.value);
    const databases = await indexedDB.databases();
    return JSON.stringify([
      location.href,
      document.title,
      history.state,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      window.name,
      databases,
      await caches.keys(),
      fields,
      document.documentElement.outerHTML,
      performance.getEntriesByType("resource").map((one) => one.name),
    ]);
  });
}

test("a new secret is nowhere after its dialog", async ({ page, world }) => {
  const logged: string[] = [];
  page.on("console", (message) => logged.push(message.text()));
  await page.goto(`${world.url}/create/tokens/new?name=Once&scopes=data.records:read&bases=${world.shop.id}`);
  const answered = page.waitForResponse(
    (response) => response.url() === `${world.url}/api/tokens` && response.request().method() === "POST",
  );
  await page.getByRole("button", { name: "Create token" }).click();
  const answer = await answered;
  expect(answer.headers()["cache-control"]).toContain("no-store");
  const dialog = secretDialog(page);
  const field = dialog.getByLabel("Token", { exact: true });
  const secret = await field.inputValue();
  const end = secret.split(".")[1] ?? "";
  expect(await answer.text()).toContain(end);
  await expect(field).toHaveAttribute("autocomplete", "off");
  await expect(field).toHaveAttribute("readonly");
  expect(page.url()).not.toContain(end);
  expect(await page.title()).not.toContain(end);
  // The probe finds it while it is shown, so that finding nothing later means something.
  expect(await keptIn(page)).toContain(end);

  // Others look at the screen: one press covers it everywhere, snippets too.
  await dialog.getByRole("button", { name: "Hide token" }).click();
  expect(await keptIn(page)).not.toContain(end);
  await dialog.getByRole("button", { name: "Show token" }).click();

  await dialog.getByRole("checkbox", { name: "I have stored it" }).press("Space");
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.waitForURL(/\/create\/tokens\/pat\w{14}$/);
  await expect(page.getByRole("heading", { name: "Once" })).toBeVisible();
  expect(await keptIn(page)).not.toContain(end);

  const id = secret.split(".")[0];
  for (const path of ["/api/tokens", `/api/tokens/${id}`, `/api/tokens/${id}/history`]) {
    const again = await page.request.get(world.url + path);
    expect(again.ok(), path).toBe(true);
    expect(await again.text(), path).not.toContain(end);
    expect(again.headers()["cache-control"], path).toContain("no-store");
  }
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await keptIn(page)).not.toContain(end);
  await page.goForward();
  await expect(page.getByRole("heading", { name: "Once" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Once" })).toBeVisible();
  expect(await keptIn(page)).not.toContain(end);
  expect(logged.join("\n")).not.toContain(end);
});

test("the secret is not lost by Escape, a click outside, or Back", async ({ page, world }) => {
  const { id } = await world.token();
  await page.goto(`${world.url}/create/tokens/${id}`);
  await page.getByRole("link", { name: "Regenerate", exact: true }).click();
  await page
    .getByRole("dialog", { name: "Regenerate token" })
    .getByRole("button", { name: "Regenerate token" })
    .click();
  const dialog = secretDialog(page);
  const field = dialog.getByLabel("Token", { exact: true });
  const secret = await field.inputValue();
  await page.keyboard.press("Escape");
  await expect(dialog.getByText(/^Copy the token first, or tick this/)).toBeVisible();
  await page.mouse.click(5, 5);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog.getByRole("checkbox", { name: "I have stored it" })).toBeFocused();
  const asked: string[] = [];
  page.once("dialog", (question) => {
    asked.push(question.message());
    void question.dismiss();
  });
  await page.evaluate(() => history.back());
  await expect.poll(() => asked).toEqual([expect.stringContaining("has not been copied yet")]);
  await expect(field).toHaveValue(secret);
});
