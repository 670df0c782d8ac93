// Without any script, and without a mouse: signing in, getting rid of a token, signing out.
import { call } from "./client.ts";
import { press, tabTo, type } from "./keyboard.ts";
import { enter, expect, OWNER, test } from "./server.ts";
import { makeToken } from "./session.ts";

test("a leaked token is deleted without a script and without a mouse", async ({
  page,
  server,
  elsewhere,
}) => {
  await enter(page, server);
  const leaked = await makeToken(page, server, "Leaked <b>token</b>", ["data.records:read"]);
  const kept = await makeToken(page, server, "Kept token", ["data.records:read"]);
  const whoami = `${server.url}/v0/meta/whoami`;
  expect((await call(whoami, leaked.token)).status).toBe(200);

  const plain = await elsewhere({ javaScriptEnabled: false });
  await plain.goto(`${server.url}/plain/tokens`);
  await plain.waitForURL("**/sign-in?next=**");
  await type(plain, plain.getByLabel("E-mail"), OWNER.email);
  await type(plain, plain.getByLabel("Password"), OWNER.password);
  await plain.keyboard.press("Enter");
  await plain.waitForURL(`${server.url}/plain/tokens`);
  await expect(plain.getByRole("heading", { level: 1 })).toHaveText("Your tokens");
  const row = plain.getByRole("listitem").filter({ hasText: "Leaked <b>token</b>" });
  await expect(row).toContainText(leaked.id);
  await expect(row).toContainText("from 127.0.0.1");
  await press(plain, plain.getByRole("button", { name: "Delete token Leaked <b>token</b>" }));
  await expect(plain.getByRole("status")).toContainText("Leaked <b>token</b> is refused everywhere");
  await expect(row).toHaveCount(0);
  expect((await call(whoami, leaked.token)).status).toBe(401);
  expect((await call(whoami, kept.token)).status).toBe(200);

  await press(plain, plain.getByRole("button", { name: "Sign out" }));
  await plain.waitForURL("**/sign-in");
  await plain.goto(`${server.url}/plain/tokens`);
  await plain.waitForURL("**/sign-in?next=**");
});

test("a wrong password is told without a script", async ({ page, server, elsewhere }) => {
  await enter(page, server);
  const plain = await elsewhere({ javaScriptEnabled: false });
  await plain.goto(`${server.url}/sign-in?next=/plain/tokens`);
  await type(plain, plain.getByLabel("E-mail"), OWNER.email);
  await type(plain, plain.getByLabel("Password"), "not the password");
  await press(plain, plain.getByRole("button", { name: "Sign in" }));
  await expect(plain.getByRole("alert")).toHaveText(
    "E-mail or password is not right. Check both and try again.",
  );
  // What was typed stays, but for the password, and so does where to go.
  await expect(plain.getByLabel("E-mail")).toHaveValue(OWNER.email);
  await expect(plain.getByLabel("Password")).toHaveValue("");
  await expect(plain.getByLabel("Password")).toHaveAccessibleDescription(/not right/);
  await type(plain, plain.getByLabel("Password"), OWNER.password);
  await plain.keyboard.press("Enter");
  await plain.waitForURL(`${server.url}/plain/tokens`);
});

test("a page that needs a script says so, and where to go without", async ({ server, elsewhere }) => {
  const plain = await elsewhere({ javaScriptEnabled: false });
  await plain.goto(`${server.url}/create/tokens`);
  const link = plain.getByRole("link", { name: /tokens/ });
  await tabTo(plain, link);
  await plain.keyboard.press("Enter");
  await plain.waitForURL("**/sign-in?next=**");
});
