import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { details } from "./details.ts";
import { ACTIONS, type Names, tokenNamesIn, what, who } from "./words.ts";

const ANN = "usrAnn00000000000";
const BOB = "usrBob00000000000";
const SHOP = "appShop0000000000";
const OPS = "wspOps00000000000";
const TOKEN = "patSync0000000000";

const known: Record<string, string> = { [ANN]: "Ann", [BOB]: "Bob", [SHOP]: "Shop", [OPS]: "Ops" };
const names: Names = {
  person: (id) => known[id] ?? null,
  place: (id) => known[id] ?? null,
  token: (id) => (id === TOKEN ? "Sync" : null),
};
const entry = (
  action: string,
  subject: string | null,
  detail: unknown = null,
  userId: string | null = ANN,
) => ({
  seq: 1,
  time: "2026-01-31T12:00:00.000Z",
  action,
  userId,
  userName: userId === ANN ? "Ann" : null,
  tokenId: null,
  subject,
  detail,
  address: null,
  client: null,
});

const person = { name: "Bob", active: true, instanceOwner: false };
const CASES: [string, string | null, unknown, string][] = [
  ["signIn.done", "sesA", { by: "password" }, "Signed in by password."],
  ["signIn.done", "sesA", { by: "link" }, "Signed in by a sign-in link."],
  ["signIn.done", "sesA", { by: "invite" }, "Signed in by an invitation."],
  ["signIn.refused", BOB, { by: "password", count: 1 }, "Was refused to sign in as Bob."],
  ["signIn.refused", BOB, { by: "password", count: 3 }, "Was refused to sign in 3 times as Bob."],
  ["signIn.refused", null, { count: 1 }, "Was refused to sign in, for an e-mail that nobody has."],
  ["session.confirmed", "sesA", { by: "password" }, "Confirmed with the password that it is them."],
  ["session.ended", "sesA", null, "Signed a session out."],
  ["signInLink.created", BOB, null, "Made a sign-in link for Bob."],
  ["account.updated", ANN, { passwordChanged: true }, "Changed their own password."],
  [
    "account.updated",
    ANN,
    { before: { name: "A", email: "a@x" }, after: { name: "B", email: "b@x" }, passwordChanged: true },
    "Changed their own name, e-mail and password.",
  ],
  ["account.updated", ANN, { passwordChanged: false }, "Saved their own account as it was."],
  ["user.created", BOB, { instanceOwner: false }, "Added Bob."],
  ["user.created", BOB, { instanceOwner: true }, "Added Bob as an owner of this instance."],
  ["user.created", ANN, { instanceOwner: false }, "Made an account by an invitation."],
  ["user.updated", BOB, { before: person, after: { ...person, active: false } }, "Deactivated Bob."],
  ["user.updated", BOB, { before: { ...person, active: false }, after: person }, "Reactivated Bob."],
  [
    "user.updated",
    BOB,
    { before: person, after: { ...person, instanceOwner: true }, passwordChanged: true },
    "Made Bob an owner of this instance and set a new password for Bob.",
  ],
  [
    "user.updated",
    BOB,
    { before: { ...person, instanceOwner: true }, after: person },
    "Took ownership of this instance from Bob.",
  ],
  ["user.updated", BOB, { before: { ...person, name: "Rob" }, after: person }, "Set the name of Rob to Bob."],
  ["user.updated", BOB, { before: person, after: person }, "Saved Bob as they were."],
  ["token.created", TOKEN, { name: "Sync", scopes: [] }, "Created the token “Sync”."],
  ["token.edited", TOKEN, { before: { name: "Sync" }, after: { name: "Sync" } }, "Changed the token “Sync”."],
  [
    "token.edited",
    TOKEN,
    { before: { name: "Old" }, after: { name: "Sync" } },
    "Changed the token “Sync”, called “Old” before.",
  ],
  ["token.paused", TOKEN, {}, "Paused the token “Sync”."],
  ["token.resumed", TOKEN, {}, "Resumed the token “Sync”."],
  ["token.regenerated", TOKEN, { oldSecretEnds: "never" }, "Gave the token “Sync” a new secret."],
  ["token.oldSecretEnded", TOKEN, null, "Ended the old secret of the token “Sync”."],
  ["token.revoked", TOKEN, {}, "Revoked the token “Sync”."],
  ["token.revoked", TOKEN, { reason: "Leaked. " }, "Revoked the token “Sync”: Leaked."],
  ["token.revoked", "patElse", null, "Revoked the token patElse."],
  ["workspace.created", OPS, { name: "Ops" }, "Created the workspace “Ops”."],
  ["workspace.updated", OPS, { before: "Old", after: "Ops" }, "Renamed the workspace “Old” to “Ops”."],
  ["base.created", SHOP, { name: "Shop", workspace: OPS }, "Created the base “Shop” in the workspace “Ops”."],
  [
    "base.updated",
    SHOP,
    { before: { name: "Old", workspace: OPS }, after: { name: "Shop", workspace: OPS } },
    "Renamed the base “Old” to “Shop”.",
  ],
  [
    "base.updated",
    SHOP,
    { before: { name: "Shop", workspace: "wspElse" }, after: { name: "Shop", workspace: OPS } },
    "Moved the base “Shop” to the workspace “Ops”.",
  ],
  [
    "base.updated",
    SHOP,
    { before: { name: "Old", workspace: "wspElse" }, after: { name: "Shop", workspace: OPS } },
    "Renamed the base “Old” to “Shop” and moved it to the workspace “Ops”.",
  ],
  [
    "collaborator.added",
    SHOP,
    { user: BOB, before: null, after: "edit" },
    "Added Bob to the base “Shop” as Editor.",
  ],
  [
    "collaborator.updated",
    OPS,
    { user: BOB, before: "edit", after: "create" },
    "Changed the role of Bob on the workspace “Ops” from Editor to Creator.",
  ],
  [
    "collaborator.removed",
    OPS,
    { user: BOB, role: "read" },
    "Removed Bob, Read only, from the workspace “Ops”.",
  ],
  [
    "invite.created",
    OPS,
    { invite: "invA", role: "edit", email: "cat@example.com" },
    "Invited cat@example.com to the workspace “Ops” as Editor.",
  ],
  [
    "invite.created",
    SHOP,
    { invite: "invA", role: "read", email: null },
    "Invited whoever has the link to the base “Shop” as Read only.",
  ],
  [
    "invite.used",
    OPS,
    { invite: "invA", role: "edit", user: ANN },
    "Joined the workspace “Ops” as Editor by an invitation.",
  ],
  [
    "invite.revoked",
    OPS,
    { invite: "invA", role: "edit", email: "cat@example.com" },
    "Revoked the invitation of cat@example.com to the workspace “Ops”.",
  ],
  ["settings.updated", null, { before: {}, after: {} }, "Changed the token policy."],
];

describe("what was done", () => {
  it.each(CASES)("%s %s %j", (action, subject, detail, said) => {
    expect(what(entry(action, subject, detail), names)).toBe(said);
  });
  it("is told for every action there is", () => {
    expect(new Set(CASES.map(([action]) => action))).toEqual(new Set(Object.keys(ACTIONS)));
  });
  it("is told as far as it can be where an entry is damaged or newer than this page", () => {
    expect(what(entry("robot.built", "x", { a: 1 }), names)).toBe("robot.built.");
    for (const action of Object.keys(ACTIONS)) {
      for (const detail of [null, 7, "x", [], {}, { before: 1, after: "x" }]) {
        expect(what(entry(action, null, detail, null), names)).toMatch(/^\S.*\.$/);
      }
    }
  });
  it("names every action that the server writes", () => {
    const written = new Set<string>();
    const areas = [...new Set(Object.keys(ACTIONS).map((action) => action.split(".")[0]))].join("|");
    const root = new URL("../../../../crates/app/src/", import.meta.url);
    for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".rs")) continue;
      const source = readFileSync(new URL(file, root), "utf8");
      for (const [, action] of source.matchAll(new RegExp(`"((?:${areas})\\.[a-zA-Z]+)"`, "g"))) {
        written.add(action ?? "");
      }
    }
    expect(written.size).toBeGreaterThan(15);
    expect([...written].filter((action) => !(action in ACTIONS))).toEqual([]);
  });
});

describe("who did it", () => {
  it.each([
    ["token.created", ANN, "Ann"],
    ["token.created", BOB, "Bob"],
    ["token.created", "usrElse", "usrElse"],
    ["token.created", null, "The server's command line"],
    ["signIn.refused", null, "Somebody not signed in"],
  ])("%s by %j", (action, id, said) => {
    expect(who(entry(action, null, null, id), names)).toBe(said);
  });
});

it("takes names of tokens from the newest entry that tells one", () => {
  const found = tokenNamesIn([
    entry("token.paused", "patA", {}),
    entry("token.edited", "patA", { before: { name: "Old" }, after: { name: "New" } }),
    entry("token.created", "patA", { name: "Old" }),
    entry("base.created", "appA", { name: "Shop" }),
  ]);
  expect([...found]).toEqual([["patA", "New"]]);
});

describe("details", () => {
  it("tell what differs", () => {
    const before = { name: "Sync", scopes: ["a:read"], access: { mode: "all" }, paused: false };
    const after = {
      name: "Sync",
      scopes: ["a:read", "a:write"],
      access: { mode: "specificModelIds", ids: [SHOP, "appElse0000000000"] },
      paused: true,
    };
    expect(details({ before, after, reason: "Narrowed" }, names)).toEqual([
      { label: "Scopes", before: "a:read", value: "a:read, a:write" },
      { label: "Access", before: "Everything, now and later", value: "Shop, appElse0000000000" },
      { label: "Paused", before: "No", value: "Yes" },
      { label: "Reason", value: "Narrowed" },
    ]);
  });
  it("tell settings, roles and people in words", () => {
    expect(
      details(
        {
          before: { tokenMaximumDays: null, tokenCreators: { mode: "everyone", userIds: [] } },
          after: { tokenMaximumDays: 90, tokenCreators: { mode: "chosen", userIds: [ANN, BOB] } },
        },
        names,
      ),
    ).toEqual([
      { label: "Longest life, in days", before: "None", value: "90" },
      { label: "Who may create tokens", before: "Everyone", value: "Chosen people: Ann, Bob" },
    ]);
    expect(details({ user: BOB, before: null, after: "edit" }, names)).toEqual([
      { label: "Role", before: "None", value: "Editor" },
      { label: "Person", value: "Bob" },
    ]);
    expect(details({ oldSecretEnds: "atFirstUseOfNext", secretsDropped: 1 }, names)).toEqual([
      { label: "Old secret ends", value: "When the new one is first used" },
      { label: "Unused secrets dropped", value: "1" },
    ]);
  });
  it("tell nothing where there is nothing", () => {
    expect(details(null, names)).toEqual([]);
    expect(details({ passwordChanged: false, email: null }, names)).toEqual([]);
  });
});
