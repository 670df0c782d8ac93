// The form that makes a token: what a link may do, leaving, mending, choosing scopes.
import type { Page } from "@playwright/test";
import { expect, said, secretDialog, status, test, type World } from "./tokens-world.ts";

const NEW = "/create/tokens/new";

/** Counts what the page sends to make tokens. */
function countCreates(page: Page): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/api/tokens") count += 1;
  });
  return () => count;
}

async function tokens(world: World): Promise<{ id: string; name: string }[]> {
  return (await world.api<{ tokens: { id: string; name: string }[] }>("GET", "/api/tokens")).tokens;
}

test("a link fills the form in, says so, and never submits", async ({ page, world }) => {
  const creates = countCreates(page);
  const query = new URLSearchParams({
    name: "From a link",
    scopes: "data.records:read,no.such:scope",
    bases: `${world.shop.id},appAAAAAAAAAAAAAA`,
    expires: "7",
  });
  await page.goto(`${world.url}${NEW}?${query}`);
  await expect(page.getByText("A link filled this form in")).toBeVisible();
  await expect(page.getByText("Nothing happens until you press “Create token”.")).toBeVisible();
  await expect(page.getByText("There is no scope called no.such:scope.")).toBeVisible();
  await expect(page.getByText("Not shared with you, or not there: appAAAAAAAAAAAAAA.")).toBeVisible();
  const name = page.getByLabel("Name", { exact: true });
  await expect(name).toHaveValue("From a link");
  await expect(page.getByRole("checkbox", { name: /^Shop/ })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: /^Stock/ })).not.toBeChecked();
  await expect(page.getByRole("radio", { name: "7 days" })).toBeChecked();

  // Neither loading it again nor Enter in a field creates anything.
  await page.reload();
  await name.press("Enter");
  await page.waitForLoadState("networkidle");
  expect(creates()).toBe(0);
  expect(await tokens(world)).toEqual([]);

  await page.getByRole("button", { name: "Create token" }).click();
  await expect(secretDialog(page)).toBeVisible();
  expect(creates()).toBe(1);
  expect(await tokens(world)).toMatchObject([{ name: "From a link" }]);
});

test("leaving a changed form asks once, and an untouched one does not", async ({ page, world }) => {
  await page.goto(`${world.url}/create/tokens`);
  const question = page.getByRole("alertdialog", { name: "Leave without creating the token?" });
  const begin = page.getByRole("main").getByRole("link", { name: "Create token" });
  const cancel = page.getByRole("link", { name: "Cancel" });
  await begin.click();
  await page.waitForURL(`**${NEW}`);
  await cancel.click();
  await page.waitForURL("**/create/tokens");

  await begin.click();
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Half done");
  await cancel.click();
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  await expect(name).toHaveValue("Half done");
  expect(new URL(page.url()).pathname).toBe(NEW);

  // The browser's own question stands before the window is closed.
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(name).toHaveValue("Half done");

  await page.goBack();
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Leave" }).click();
  await page.waitForURL("**/create/tokens");
  await expect(question).toBeHidden();
  expect(await tokens(world)).toEqual([]);
});

test("leaving changed settings asks too", async ({ page, world }) => {
  const { id } = await world.token();
  await page.goto(`${world.url}/create/tokens/${id}`);
  await page.getByLabel("Name", { exact: true }).fill("Changed");
  await page.getByRole("link", { name: "Activity" }).click();
  const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay here" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Changed");
  await page.getByRole("link", { name: "Activity" }).click();
  await question.getByRole("button", { name: "Leave" }).click();
  await page.waitForURL("**?tab=activity");
  await expect(question).toBeHidden();
  expect(await world.api("GET", `/api/tokens/${id}`)).toMatchObject({ name: "Till" });
});

test("Create pressed too early lists what is missing and moves the focus there", async ({ page, world }) => {
  const creates = countCreates(page);
  await page.goto(`${world.url}${NEW}`);
  const create = page.getByRole("button", { name: "Create token" });
  await create.click();
  const focused = page.locator(":focus");
  await expect(focused).toContainText("2 things to mend");
  await expect(focused.getByRole("link")).toHaveText(["Give the token a name.", /^Add at least one scope/]);
  await expect(said(page)).toHaveText("2 things to mend.");

  const name = page.getByLabel("Name", { exact: true });
  const add = page.getByRole("button", { name: "Add scopes" });
  await focused.getByRole("link", { name: "Give the token a name." }).press("Enter");
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/Give the token a name\./);
  await expect(add).toHaveAccessibleDescription(/Add at least one scope/);
  await name.fill("Till");
  await expect(page.getByText("One thing to mend")).toBeVisible();
  await expect(name).toBeFocused();
  await expect(name).not.toHaveAttribute("aria-invalid", "true");
  await page.getByRole("link", { name: /^Add at least one scope/ }).press("Enter");
  await expect(add).toBeFocused();

  // A scope about records needs a base: the next try says so.
  await add.press("Enter");
  await page.getByRole("checkbox", { name: /^data\.records:read/ }).press("Space");
  await page.keyboard.press("Escape");
  await create.click();
  await expect(focused).toContainText("One thing to mend");
  await focused.getByRole("link", { name: "Choose at least one base or workspace." }).press("Enter");
  await expect(page.getByRole("radio", { name: /^Chosen bases and workspaces/ })).toBeFocused();
  expect(creates()).toBe(0);
});

test("the scope picker finds by call, by meaning, and says when there is nothing", async ({
  page,
  world,
}) => {
  await page.goto(`${world.url}${NEW}`);
  const trigger = page.getByRole("button", { name: "Add scopes" });
  await expect(trigger).toHaveAttribute("aria-expanded", "false");
  await trigger.click();
  const picker = page.getByRole("dialog", { name: "Add scopes" });
  const search = picker.getByLabel("Search scopes");
  const box = (name: string) => picker.getByRole("checkbox", { name: new RegExp(`^${name}`) });
  await expect(search).toBeFocused();

  await search.fill("PATCH records");
  await expect(box("data.records:write")).toBeVisible();
  await expect(box("data.records:write")).toHaveAccessibleName(/PATCH \/v0\//);
  await expect(box("data.records:read")).toHaveCount(0);
  await search.fill("comments on records");
  await expect(box("data.recordComments:read")).toBeVisible();
  await expect(box("data.records:write")).toHaveCount(0);
  await search.fill("no such thing");
  await expect(picker.getByText("Nothing called “no such thing”.")).toBeVisible();
  await expect(
    picker.getByText(/There are these groups: Record data and comments, Base schema/),
  ).toBeVisible();
  await picker.getByRole("button", { name: "Show all scopes" }).click();

  // The box of a group has three states; every tick counts at once, and Escape keeps them.
  const group = picker.getByRole("group", { name: "Base schema" });
  const whole = group.getByRole("checkbox", { name: "Base schema" });
  await box("schema.bases:write").press("Space");
  expect(await whole.evaluate((input: HTMLInputElement) => input.indeterminate)).toBe(true);
  await whole.press("Space");
  await expect(box("schema.bases:read")).toBeChecked();
  await expect(whole).toBeChecked();
  await whole.press("Space");
  await expect(box("schema.bases:write")).not.toBeChecked();
  await box("data.records:write").press("Space");
  await expect(picker.getByText("1 scope chosen")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(picker).toBeHidden();
  await expect(trigger).toBeFocused();
  const chosen = page.getByRole("list", { name: "Chosen scopes" }).getByRole("listitem");
  await expect(chosen).toHaveText([/data\.records:write/]);

  // Writing alone is seldom meant.
  await expect(
    page.getByText(/With data\.records:write, most tools also need data\.records:read\./),
  ).toBeVisible();
  await page.getByRole("button", { name: "Add data.records:read" }).click();
  await expect(chosen).toHaveText([/data\.records:read/, /data\.records:write/]);
  await page.getByRole("button", { name: "Remove data.records:read" }).press("Enter");
  await expect(chosen).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Remove data.records:write" })).toBeFocused();
});

test("a duplicate has the same settings and a secret of its own", async ({ page, world }) => {
  const { id, secret } = await world.token({
    name: "Till",
    scopes: ["data.records:read", "schema.bases:read"],
    requestsPerSecond: 50,
    note: "At the door",
  });
  await page.goto(`${world.url}/create/tokens/${id}`);
  await page.getByRole("link", { name: "Duplicate" }).click();
  await expect(page.getByText(/^Filled in from the token “Till”\./)).toBeVisible();
  await expect(page.getByText("A link filled this form in")).toHaveCount(0);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Till copy");
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = secretDialog(page);
  const copy = await dialog.getByLabel("Token", { exact: true }).inputValue();
  await dialog.getByRole("checkbox", { name: "I have stored it" }).press("Space");
  await dialog.getByRole("button", { name: "Done" }).click();
  const copyId = copy.split(".")[0] ?? "";
  await page.waitForURL(`**/create/tokens/${copyId}`);
  expect(copyId).not.toBe(id);
  const settings = ({ scopes, access, requestsPerSecond, note, expires }: Record<string, unknown>) => ({
    scopes,
    access,
    requestsPerSecond,
    note,
    expires,
  });
  expect(settings(await world.api("GET", `/api/tokens/${copyId}`))).toEqual(
    settings(await world.api("GET", `/api/tokens/${id}`)),
  );
  expect(await status(world.shop.orders, secret)).toBe(200);
  expect(await status(world.shop.orders, copy)).toBe(200);
});
