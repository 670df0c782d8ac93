import { describe, expect, test } from "vitest";
import { apart } from "./apart.ts";
import { firstBaseOf } from "./firstBase.ts";
import { said } from "./whoAmI.ts";

const token = {
  id: `pat${"a".repeat(14)}`,
  userId: `usr${"u".repeat(14)}`,
  name: "Nightly sync",
  scopes: [],
  access: { mode: "specificModelIds", ids: [] },
  state: "active",
  createdTime: "2026-05-01T00:00:00.000Z",
  secrets: [],
  note: null,
  notBefore: null,
  allowedAddresses: [] as string[],
  requestsPerSecond: null,
  revision: 1,
  revokedTime: null,
  revokedByUserId: null,
  revokeReason: null,
  refusedLastDay: 0,
  unusedScopes: null,
};

test("the secret is taken out of the answer, whose rest stays", () => {
  const made = apart({ ...token, token: "the text" });
  expect(made.secret).toBe("the text");
  expect(made.token).toEqual(token);
  expect(JSON.stringify(made.token)).not.toContain("the text");
  expect(apart(token).secret).toBeNull();
  expect(apart({ ...token, token: null }).secret).toBeNull();
});

describe("what came of testing a token", () => {
  const now = Date.parse("2026-06-01T00:00:00Z");
  test("it works", () => expect(said(200, token, now)).toMatch(/^It works/));
  test("refused: paused, too early, from elsewhere, or else", () => {
    expect(said(401, { ...token, state: "paused" }, now)).toContain("paused");
    expect(said(401, { ...token, notBefore: "2026-07-01T00:00:00Z" }, now)).toContain("not valid yet");
    expect(said(401, { ...token, allowedAddresses: ["192.0.2.1"] }, now)).toContain("address");
    expect(said(401, token, now)).toContain("changed or ended");
  });
  test("passing troubles are not the token's fault", () => {
    expect(said(429, token, now)).toContain("is fine");
    expect(said(503, token, now)).toContain("right now");
    expect(said(418, token, now)).toContain("418");
  });
});

describe("the base that snippets read from", () => {
  const base = (id: string) => ({ id, name: `Base ${id}`, permissionLevel: "edit" });
  const reach = {
    workspaces: [
      {
        workspace: { id: "wsp1", name: "Ops", createdTime: "", baseIds: ["app1", "app2"] },
        bases: [base("app1"), base("app2")],
      },
      { workspace: { id: "wsp2", name: "Empty", createdTime: "", baseIds: [] }, bases: [] },
    ],
    shared: [base("app3")],
  };
  const of = (ids: string[]) => firstBaseOf({ mode: "specificModelIds", ids }, reach)?.id;
  test("is the first that is named", () => expect(of(["app3", "app1"])).toBe("app3"));
  test("is the first of a workspace that is named", () => expect(of(["wsp1"])).toBe("app1"));
  test("passes over what is empty or not shared any more", () => {
    expect(of(["wsp2", "app9", "app2"])).toBe("app2");
  });
  test("is any if everything is allowed, and none if nothing is", () => {
    expect(firstBaseOf({ mode: "all" }, reach)?.id).toBe("app1");
    expect(of([])).toBeUndefined();
    expect(firstBaseOf({ mode: "all" }, undefined)).toBeNull();
  });
});
