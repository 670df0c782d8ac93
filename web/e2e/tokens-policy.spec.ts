// What the owners of an instance allow, as the form says it.
import { expect, secretDialog, test, type World } from "./tokens-world.ts";

async function setPolicy(world: World, policy: Record<string, unknown>): Promise<void> {
  const response = await world.owner.patch(`${world.url}/api/settings`, {
    data: policy,
    headers: { origin: world.url },
  });
  expect(response.ok(), await response.text()).toBe(true);
}

test("a forbidden scope can not be chosen, and the reason is said", async ({ page, world }) => {
  const { id } = await world.token({ scopes: ["data.records:read", "schema.bases:write"] });
  await setPolicy(world, { forbiddenScopes: ["schema.bases:write"] });
  await page.goto(`${world.url}/create/tokens/new?scopes=schema.bases:write,schema.bases:read`);
  await expect(
    page.getByText("The owners of this instance allow no token to have schema.bases:write."),
  ).toBeVisible();
  const chosen = page.getByRole("list", { name: "Chosen scopes" }).getByRole("listitem");
  await expect(chosen).toHaveText([/schema\.bases:read/]);
  await page.getByRole("button", { name: "Add scopes" }).click();
  const box = page.getByRole("dialog", { name: "Add scopes" }).getByRole("checkbox", {
    name: /^schema\.bases:write.*The owners of this instance allow no token to have it\./,
  });
  await expect(box).toBeDisabled();
  await expect(box).not.toBeChecked();

  // A token that has it keeps it.
  await page.goto(`${world.url}/create/tokens/${id}`);
  await expect(chosen.filter({ hasText: "schema.bases:write" })).toContainText("This one keeps it");
  await page.getByLabel("Name", { exact: true }).fill("Kept");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved. In force everywhere.").first()).toBeVisible();
  expect(await world.api("GET", `/api/tokens/${id}`)).toMatchObject({
    name: "Kept",
    scopes: ["data.records:read", "schema.bases:write"],
  });
});

test("the longest life and the widest access are said where they are chosen", async ({ page, world }) => {
  await setPolicy(world, { tokenMaximumDays: 30, allowEverything: false });
  await page.goto(
    `${world.url}/create/tokens/new?name=Short&scopes=data.records:read&bases=${world.shop.id}&expires=90`,
  );
  await expect(page.getByText("On this instance a token lives at most 30 days.")).toBeVisible();
  await expect(
    page.getByText("The link asks for a longer life than this instance allows: at most 30 days."),
  ).toBeVisible();
  const ends = page.getByRole("radiogroup", { name: "Ends" });
  for (const name of [/^No end/, /^90 days/, /^A year/]) {
    await expect(ends.getByRole("radio", { name })).toBeDisabled();
    await expect(ends.getByRole("radio", { name })).toHaveAccessibleName(/at most 30 days\./);
  }
  await expect(ends.getByRole("radio", { name: /30 days$/ }).first()).toBeEnabled();
  const everything = page.getByRole("radio", { name: /^Everything I can reach/ });
  await expect(everything).toBeDisabled();
  await expect(everything).toHaveAccessibleName(/allow no new token to reach everything\./);

  await page.getByRole("button", { name: "Create token" }).click();
  const secret = await secretDialog(page).getByLabel("Token", { exact: true }).inputValue();
  const made = await world.api<{ createdTime: string; expires: string }>(
    "GET",
    `/api/tokens/${secret.split(".")[0]}`,
  );
  const days = (Date.parse(made.expires) - Date.parse(made.createdTime)) / 86_400_000;
  expect(days).toBeLessThanOrEqual(30);
  expect(days).toBeGreaterThan(29.9);
});

test("who may not create tokens is told, and offered no button", async ({ page, world }) => {
  const { id } = await world.token();
  await setPolicy(world, { tokenCreators: { mode: "instanceOwners", userIds: [] } });
  await page.goto(`${world.url}/create/tokens`);
  await expect(page.getByRole("link", { name: "Till" })).toBeVisible();
  await expect(page.getByText(/not allowed|may not create|who may create/i).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Create token" })).toHaveCount(0);
  await page.goto(`${world.url}/create/tokens/new?from=${id}`);
  await expect(page.getByRole("link", { name: "Back to your tokens" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create token" })).toHaveCount(0);
});
