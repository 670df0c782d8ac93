// Sharing: invitations, roles, removal, and what a base's page shows.
import { call } from "./client.ts";
import { press, type } from "./keyboard.ts";
import { enter, expect, test } from "./server.ts";
import { addPerson, ask, demoBase, makeToken, share } from "./session.ts";

/** Makes an invitation in the dialog and gives its link. */
async function inviteByLink(page: import("@playwright/test").Page, role: string, email?: string) {
  await page.getByRole("button", { name: "Invite by link" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Role/ }).click();
  await page.getByRole("option", { name: new RegExp(`^${role}`) }).click();
  if (email) await dialog.getByLabel("E-mail (optional)").fill(email);
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByRole("textbox", { name: "Invitation link" }).inputValue();
  await page.getByRole("checkbox", { name: "I have stored it" }).press("Space");
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  return link;
}

test("a stranger joins by a link, sees and changes nothing more than the role allows", async ({
  page,
  server,
  elsewhere,
}) => {
  await enter(page, server);
  const base = await demoBase(page, server);
  await page.goto(`${server.url}/${base.id}/people`);
  const link = await inviteByLink(page, "Read only");
  expect(link).toMatch(/\/invite#\S{20,}$/);
  // It is shown once: neither the page nor its address keeps it.
  expect(await page.content()).not.toContain(link.split("#")[1] ?? link);
  await expect(page.getByRole("region", { name: "Pending invitations" })).toContainText(
    "Anyone with the link",
  );

  const stranger = await elsewhere();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("Olive Owner invites you");
  await expect(stranger.getByRole("main")).toContainText(`the base ${base.name}, as Read only`);
  expect(stranger.url()).toBe(`${server.url}/invite`);
  await test.step("pressed too early, it says what is missing", async () => {
    await stranger.getByRole("button", { name: "Create account and join" }).click();
    await expect(stranger.getByLabel("Your name")).toBeFocused();
    await expect(stranger.getByText("Write a name.")).toBeVisible();
  });
  await stranger.getByLabel("Your name").fill("Stan Stranger");
  await stranger.getByLabel("E-mail").fill("stan@example.com");
  await stranger.getByLabel("Password", { exact: true }).fill("a stranger's long words");
  await stranger.getByRole("button", { name: "Create account and join" }).click();
  await stranger.waitForURL(`${server.url}/${base.id}`);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(base.name);
  await expect(stranger.getByText("Your role: Read only.")).toBeVisible();
  await expect(stranger.getByRole("button", { name: "Rename base" })).toHaveCount(0);
  await stranger.getByRole("link", { name: "People", exact: true }).click();
  await expect(stranger.getByText("You can read this list")).toBeVisible();
  await expect(stranger.getByRole("cell", { name: "Read only" })).toBeVisible();
  for (const name of ["Invite by link", "Add someone", /^Remove/, /^Role of/]) {
    await expect(stranger.getByRole("button", { name })).toHaveCount(0);
  }
  // The server holds to it as well.
  const refused = await stranger.request.post(`${server.url}/api/bases/${base.id}/invites`, {
    data: { permissionLevel: "read" },
    headers: { origin: server.url },
  });
  expect(refused.status()).toBe(403);

  await test.step("the used link is refused", async () => {
    const late = await elsewhere();
    await late.goto(link);
    await expect(late.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();
  });
  await page.reload();
  await expect(page.getByRole("region", { name: "Collaborators", exact: true })).toContainText(
    "stan@example.com",
  );
  await expect(page.getByText("No invitation is waiting.")).toBeVisible();
});

test("somebody with an account joins by a link, and nobody else by one for them", async ({
  page,
  server,
  elsewhere,
}) => {
  await enter(page, server);
  const friend = await elsewhere();
  const person = await addPerson(page, friend, server, "Frida Friend");
  const other = await elsewhere();
  await addPerson(page, other, server, "Oscar Other");
  const base = await demoBase(page, server);
  await page.goto(`${server.url}/${base.id}/people`);
  const link = await inviteByLink(page, "Editor", person.email);

  await other.goto(link);
  await expect(other.getByText(`This invitation is for ${person.email}`)).toBeVisible();
  await expect(other.getByRole("button", { name: /^Join/ })).toHaveCount(0);

  await friend.goto(link);
  await friend.getByRole("button", { name: `Join as ${person.name}` }).click();
  await friend.waitForURL(`${server.url}/${base.id}`);
  await expect(friend.getByText("Your role: Editor.")).toBeVisible();
  await friend.goto(server.url);
  await expect(friend.getByRole("region", { name: "Shared with you" })).toContainText(base.name);
});

test("a role is changed, and whoever is removed is out at once, tokens too", async ({
  page,
  server,
  elsewhere,
}) => {
  await enter(page, server);
  const base = await demoBase(page, server);
  const theirs = await elsewhere();
  const person = await addPerson(page, theirs, server, "Rita Removed");
  await share(page, server, base.id, person.email, "edit");
  const token = await makeToken(theirs, server, "Rita's sync", ["data.records:read"], [base.id]);
  const records = `${server.url}/v0/${base.id}/Projects?maxRecords=1`;
  expect((await call(records, token.token)).status).toBe(200);

  await page.goto(`${server.url}/${base.id}/people`);
  const people = page.getByRole("region", { name: "Collaborators", exact: true });
  await people.getByRole("button", { name: /Role of Rita Removed/ }).click();
  await page.getByRole("option", { name: "Commenter" }).click();
  await expect(page.getByText("Rita Removed is now Commenter.").first()).toBeVisible();
  await theirs.goto(`${server.url}/${base.id}`);
  await expect(theirs.getByText("Your role: Commenter.")).toBeVisible();

  await people.getByRole("button", { name: "Remove Rita Removed" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("Rita's sync");
  await expect(dialog).toContainText("One of their tokens stops working here at once.");
  // The address names the dialog: a reload shows the same.
  await page.reload();
  await expect(dialog).toContainText("Rita's sync");
  await dialog.getByRole("button", { name: "Remove collaborator" }).click();
  await expect(dialog).toBeHidden();
  await expect(people).not.toContainText("Rita Removed");
  // A base that is not shared looks like one that is not there.
  expect([403, 404]).toContain((await call(records, token.token)).status);
  await theirs.reload();
  await expect(theirs.getByText("You can not see this base")).toBeVisible();
});

test("the last owner can not go, and is told why", async ({ page, server }) => {
  await enter(page, server);
  const made = await ask<{ id: string }>(page, server, "POST", "/api/workspaces", { name: "Only mine" });
  await page.goto(`${server.url}/workspaces/${made.id}/people`);
  await page.getByRole("button", { name: "Leave" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Leave workspace" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/owner/i);
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: /Role of Olive Owner/ }).click();
  await page.getByRole("option", { name: "Editor" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Become Editor" }).click();
  await expect(page.getByRole("alert")).toContainText(/owner/i);
});

test("a workspace and a base are made and renamed", async ({ page, server }) => {
  await enter(page, server);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Harbour");
  await page.getByRole("dialog").getByRole("button", { name: "Create workspace" }).click();
  const workspace = page.getByRole("region", { name: "Harbour" });
  await expect(workspace).toContainText("Your role: Owner.");

  await workspace.getByRole("button", { name: "Create base in Harbour" }).click();
  const dialog = page.getByRole("dialog", { name: "Create base" });
  await test.step("Back closes the dialog", async () => {
    await page.goBack();
    await expect(dialog).toBeHidden();
    await page.goForward();
    await expect(dialog).toBeVisible();
  });
  await dialog.getByLabel("Name", { exact: true }).fill("");
  await dialog.getByRole("button", { name: "Create base" }).click();
  await expect(dialog.getByText("Give the base a name.")).toBeVisible();
  await dialog.getByLabel("Name", { exact: true }).fill("Boats");
  await dialog.getByRole("button", { name: "Create base" }).click();
  await page.waitForURL(/\/app\w{14}$/);
  await page.getByRole("button", { name: "Rename base" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Ships");
  await page.getByRole("dialog").getByRole("button", { name: "Rename base" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ships");
  await page.goto(server.url);
  await expect(workspace.getByRole("link", { name: "Ships", exact: true })).toBeVisible();
  await workspace.getByRole("button", { name: "Rename the workspace Harbour" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Port");
  await page.getByRole("dialog").getByRole("button", { name: "Rename workspace" }).click();
  await expect(page.getByRole("region", { name: "Port" })).toContainText("Ships");
});

test("a base shows its tables, cells and fields", async ({ page, server }) => {
  await enter(page, server);
  const base = await demoBase(page, server);
  await page.goto(`${server.url}/${base.id}`);
  const tables = page.getByRole("navigation", { name: "Tables" });
  await expect(tables.getByRole("link")).toHaveText(["Clients", "Projects", "Tasks"]);
  await tables.getByRole("link", { name: "Projects" }).click();
  await expect(page).toHaveURL(/table=tbl/);
  const grid = page.getByRole("table", { name: /First records of Projects/ });
  const row = grid.getByRole("row", { name: /Spring menu/ });
  await expect(row).toContainText("Harbour & Hearth");
  await expect(row).toContainText("€8,400.00");
  await expect(row).toContainText("32%");
  await expect(row).toContainText("Photography");
  const fields = page.getByRole("table", { name: "Fields of Projects" });
  await expect(fields.getByRole("row", { name: /^Cost/ })).toContainText(
    "ROUND({Budget} * (1 - {Margin}), 2)",
  );
  await page.reload();
  await expect(tables.getByRole("link", { name: "Projects" })).toHaveAttribute("aria-current", "page");
  await page.setViewportSize({ width: 320, height: 700 });
  await expect(page.getByRole("heading", { level: 3, name: "Spring menu" })).toBeVisible();
});

test("the palette leads anywhere by keyboard", async ({ page, server }) => {
  await enter(page, server);
  const base = await demoBase(page, server);
  await page.goto(`${server.url}/${base.id}`);
  await page.getByRole("heading", { name: base.name }).waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  const box = page.getByRole("combobox", { name: /Search bases/ });
  await expect(box).toBeFocused();
  await page.keyboard.type("proj");
  await expect(page.getByRole("option", { name: /Projects/ }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/table=tbl/);
  await expect(page.getByRole("heading", { level: 2, name: "Projects" })).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await expect(box).toBeFocused();
  await page.keyboard.type("create token");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/create/tokens/new**");

  await page.keyboard.press("ControlOrMeta+k");
  await expect(box).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(box).toBeHidden();
});

test("a workspace is made with the keyboard alone", async ({ page, server }) => {
  await enter(page, server);
  await press(page, page.getByRole("button", { name: "Create workspace" }));
  const dialog = page.getByRole("dialog", { name: "Create workspace" });
  await type(page, dialog.getByLabel("Name"), "By keys");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "By keys" })).toBeVisible();
});
