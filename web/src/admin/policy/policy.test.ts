import { describe, expect, it } from "vitest";
import type { Schemas } from "../../api/client.ts";
import { breaking, changesOf, draftOf, isSame, problemsOf, undoOf } from "./policy.ts";

const open: Schemas["SettingsOut"] = {
  tokenDefaultDays: null,
  tokenMaximumDays: null,
  forbiddenScopes: [],
  allowEverything: true,
  tokenCreators: { mode: "everyone", userIds: [] },
};
const strict: Schemas["SettingsOut"] = {
  tokenDefaultDays: 30,
  tokenMaximumDays: 90,
  forbiddenScopes: ["tokens:manage", "schema.bases:write"],
  allowEverything: false,
  tokenCreators: { mode: "chosen", userIds: ["usrA"] },
};

it("begins with what is in force", () => {
  expect(draftOf(open)).toMatchObject({ maximum: null, standard: null, mode: "everyone" });
  expect(draftOf(strict)).toMatchObject({ maximum: "90", standard: "30", mode: "chosen", userIds: ["usrA"] });
  expect(isSame(open, draftOf(open))).toBe(true);
  expect(isSame(strict, draftOf(strict))).toBe(true);
});

describe("lengths", () => {
  it.each([
    [null, null, null, null],
    ["90", "90", null, null],
    ["90", null, null, null],
    [null, "9000", null, null],
    ["", "30", "Write a number of days.", null],
    ["90", "", null, "Write a number of days."],
    ["0", "30", "Write a whole number of days, 1 or more.", null],
    ["30", "31", null, "This is longer than the longest life. Write at most 30."],
  ])("longest %j, if none is chosen %j", (maximum, standard, first, second) => {
    expect(problemsOf({ ...draftOf(open), maximum, standard })).toEqual({ maximum: first, standard: second });
  });
});

describe("what is sent", () => {
  it("is what changed, and nothing else", () => {
    expect(changesOf(open, { ...draftOf(open), maximum: " 90 " })).toEqual({ tokenMaximumDays: 90 });
    expect(changesOf(strict, { ...draftOf(strict), maximum: null })).toEqual({ tokenMaximumDays: null });
    expect(
      changesOf(strict, { ...draftOf(strict), forbidden: ["schema.bases:write", "tokens:manage"] }),
    ).toEqual({});
    expect(changesOf(strict, draftOf(open))).toEqual({
      tokenMaximumDays: null,
      tokenDefaultDays: null,
      forbiddenScopes: [],
      allowEverything: true,
      tokenCreators: { mode: "everyone", userIds: [] },
    });
  });
  it("can be taken back", () => {
    const changes = changesOf(open, draftOf(strict));
    expect(undoOf(open, changes)).toEqual(open);
    expect(undoOf(strict, { tokenMaximumDays: null })).toEqual({ tokenMaximumDays: 90 });
  });
});

describe("what would break the policy", () => {
  const now = new Date("2026-06-30T00:00:00.000Z");
  const token = (more: Partial<Schemas["InstanceTokenOut"]>) =>
    ({
      id: "patA",
      state: "active",
      scopes: ["data.records:read"],
      access: { mode: "specificModelIds", ids: [] },
      createdTime: "2026-06-01T00:00:00.000Z",
      expires: "2026-07-01T00:00:00.000Z",
      notBefore: null,
      owner: { id: "usrB", name: "Bob", email: "bob@example.com" },
      ...more,
    }) as Schemas["InstanceTokenOut"];
  const user = (id: string, instanceOwner: boolean) => ({ id, instanceOwner }) as Schemas["UserOut"];
  const users = [user("usrA", true), user("usrB", false)];
  const count = (draft: Partial<ReturnType<typeof draftOf>>, ...tokens: Schemas["InstanceTokenOut"][]) =>
    breaking({ ...draftOf(open), ...draft }, tokens, users, now);

  it("is nothing while everything is allowed", () => {
    expect(count({}, token({ expires: null, access: { mode: "all" } }))).toEqual({
      life: 0,
      old: 0,
      scopes: new Map(),
      everything: 0,
      creators: 0,
    });
  });
  it("counts lives that are too long", () => {
    const endless = token({ expires: null });
    const old = token({ expires: null, createdTime: "2026-01-01T00:00:00.000Z" });
    const found = count({ maximum: "90" }, token({}), endless, old);
    expect([found.life, found.old]).toEqual([2, 1]);
    expect(count({ maximum: "many" }, endless).life).toBe(0);
    expect(count({ maximum: "30" }, token({})).life).toBe(0);
  });
  it("counts scopes, access and owners", () => {
    const wide = token({
      access: { mode: "all" },
      owner: { id: "usrA", name: "Ann", email: "ann@example.com" },
    });
    const found = count(
      { forbidden: ["data.records:read", "tokens:manage"], allowEverything: false, mode: "instanceOwners" },
      wide,
      token({}),
    );
    expect([...found.scopes]).toEqual([
      ["data.records:read", 2],
      ["tokens:manage", 0],
    ]);
    expect([found.everything, found.creators]).toEqual([1, 1]);
    expect(count({ mode: "chosen", userIds: ["usrB"] }, wide, token({})).creators).toBe(1);
  });
  it("leaves out what has ended", () => {
    const ended = token({ state: "revoked", access: { mode: "all" }, expires: null });
    const found = count({ maximum: "1", allowEverything: false, mode: "chosen" }, ended);
    expect([found.life, found.everything, found.creators]).toEqual([0, 0, 0]);
  });
});
