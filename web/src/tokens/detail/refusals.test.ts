import { describe, expect, test } from "vitest";
import type { Schemas } from "../../api/client.ts";
import type { Place } from "../form/reach.ts";
import { explain, grouped, type Known } from "./refusals.ts";

const base = `app${"b".repeat(14)}`;
const other = `app${"c".repeat(14)}`;
const workspace = `wsp${"w".repeat(14)}`;
const now = new Date("2026-06-01T12:00:00Z");

const token: Schemas["TokenOut"] = {
  id: `pat${"a".repeat(14)}`,
  userId: `usr${"u".repeat(14)}`,
  name: "Nightly sync",
  scopes: ["data.records:read"],
  access: { mode: "specificModelIds", ids: [other] },
  state: "active",
  createdTime: "2026-05-01T00:00:00.000Z",
  secrets: [],
  note: null,
  notBefore: null,
  allowedAddresses: ["192.0.2.1"],
  requestsPerSecond: null,
  revision: 1,
  revokedTime: null,
  revokedByUserId: null,
  revokeReason: null,
  refusedLastDay: 0,
  unusedScopes: null,
};
const places = new Map<string, Place>([
  [base, { id: base, kind: "base", name: "Shop", role: "read", workspaceId: workspace }],
  [other, { id: other, kind: "base", name: "Stock", role: "create", workspaceId: null }],
  [workspace, { id: workspace, kind: "workspace", name: "Ops", role: "read", workspaceId: null }],
]);

function refusal(parts: Partial<Schemas["RefusalOut"]>): Schemas["RefusalOut"] {
  return {
    time: "2026-06-01T11:00:00.000Z",
    requestId: "req1",
    operation: "listRecords",
    reason: "scope",
    detail: "as the server says",
    resource: null,
    address: "192.0.2.9",
    client: "curl/8",
    scopes: [],
    anyOf: false,
    role: null,
    ...parts,
  };
}

function explained(parts: Partial<Schemas["RefusalOut"]>, known: Partial<Known> = {}) {
  return explain(refusal(parts), { token, places, now, ...known });
}

describe("a missing scope", () => {
  test("says which call needs which scope, and adds that one", () => {
    const { said, fix, settled } = explained({
      operation: "createRecords",
      scopes: ["data.records:write"],
    });
    expect(said).toBe("“Create records” needs data.records:write.");
    expect(fix).toEqual({ kind: "addScopes", scopes: ["data.records:write"] });
    expect(settled).toBe(false);
  });
  test("with any-of, adds the first", () => {
    const { said, fix } = explained({
      scopes: ["schema.bases:read", "workspacesAndBases:read"],
      anyOf: true,
    });
    expect(said).toContain("one of schema.bases:read and workspacesAndBases:read");
    expect(fix).toEqual({ kind: "addScopes", scopes: ["schema.bases:read"] });
  });
  test("with all-of, adds those that are missing and no more", () => {
    const { fix } = explained({ scopes: ["data.records:read", "webhook:manage"] });
    expect(fix).toEqual({ kind: "addScopes", scopes: ["webhook:manage"] });
  });
  test("is settled once the token has what is needed", () => {
    expect(explained({ scopes: ["data.records:read"] })).toMatchObject({
      settled: true,
      fix: null,
      advice: "",
    });
    const any = explained({ scopes: ["schema.bases:read", "data.records:read"], anyOf: true });
    expect(any.settled).toBe(true);
  });
  test("of an old entry that names none is told in the server's words", () => {
    expect(explained({ scopes: [] }).said).toContain("as the server says");
  });
});

describe("something outside the access", () => {
  test("is added by one press", () => {
    const { said, fix } = explained({ reason: "access", resource: base });
    expect(said).toContain("Base “Shop” is not in this token's access");
    expect(fix).toEqual({ kind: "addAccess", id: base, name: "Shop" });
  });
  test("can not be added if it is not the owner's", () => {
    const strange = `app${"z".repeat(14)}`;
    const { said, fix } = explained({ reason: "access", resource: strange });
    expect(said).toContain("does not exist or is not shared with you");
    expect(fix).toBeNull();
  });
  test("is settled by the base, its workspace, or everything", () => {
    const withAccess = (access: Schemas["AccessDoc"]) =>
      explained({ reason: "access", resource: base }, { token: { ...token, access } }).settled;
    expect(withAccess({ mode: "specificModelIds", ids: [base] })).toBe(true);
    expect(withAccess({ mode: "specificModelIds", ids: [workspace] })).toBe(true);
    expect(withAccess({ mode: "all" })).toBe(true);
    expect(withAccess({ mode: "specificModelIds", ids: [other] })).toBe(false);
  });
  test("offers nothing while it is not known what the owner reaches", () => {
    expect(explained({ reason: "access", resource: base }, { places: undefined }).fix).toBeNull();
  });
});

describe("a role that is too low", () => {
  test("says both roles in words and leads to the people", () => {
    const { said, fix } = explained({
      reason: "role",
      resource: base,
      role: "edit",
      operation: "createRecords",
    });
    expect(said).toBe("Your role in “Shop” is Read only; “Create records” needs Editor.");
    expect(fix).toEqual({ kind: "people", id: base, name: "Shop", place: "base" });
  });
  test("of a workspace leads to the workspace's people", () => {
    const { fix } = explained({ reason: "role", resource: workspace, role: "create" });
    expect(fix).toMatchObject({ kind: "people", place: "workspace" });
  });
  test("is settled once the role is enough", () => {
    expect(explained({ reason: "role", resource: other, role: "edit" }).settled).toBe(true);
  });
  test("of the instance names its owners", () => {
    expect(explained({ reason: "role" }).said).toContain("owners of this instance");
  });
});

describe("a token that was not accepted", () => {
  const state = (parts: Partial<Schemas["TokenOut"]>, endedBy: string | null = null) =>
    explained({ reason: "state" }, { token: { ...token, ...parts }, endedBy });
  test("revoked: by whom and when", () => {
    const { said, fix } = state({ state: "revoked", revokedTime: "2026-05-31T10:00:00Z" }, "you");
    expect(said).toMatch(/^curl 8 at 192\.0\.2\.9 used the token, which was revoked by you on .*2026/);
    expect(fix).toBeNull();
  });
  test("expired: when", () => {
    expect(state({ expires: "2026-05-31T10:00:00Z" }).said).toMatch(/after its end on .*2026/);
  });
  test("paused: can be resumed", () => expect(state({ state: "paused" }).fix).toEqual({ kind: "resume" }));
  test("too early", () => {
    expect(state({ notBefore: "2026-07-01T00:00:00Z" }).said).toContain("too early");
  });
  test("owner deactivated", () => {
    expect(state({ state: "ownerDeactivated" }).said).toContain("owner was deactivated");
  });
  test("accepted again: settled, in the server's words", () => {
    expect(state({})).toMatchObject({ settled: true, fix: null });
  });
});

describe("a secret or an address that does not fit", () => {
  test("an old secret: the client is named", () => {
    const { said, fix } = explained({
      reason: "secret",
      detail: "this secret was replaced by a newer one",
    });
    expect(said).toContain("curl 8 at 192.0.2.9 still uses an old secret");
    expect(fix).toEqual({ kind: "regenerate" });
  });
  test("a wrong secret is not the same", () => {
    const { said } = explained({ reason: "secret", detail: "the secret does not belong to this token" });
    expect(said).toContain("never one of its own");
  });
  test("an ended token offers no new secret", () => {
    const ended = { ...token, state: "revoked" };
    expect(explained({ reason: "secret", detail: "" }, { token: ended }).fix).toBeNull();
  });
  test("an address can be added, until it is", () => {
    expect(explained({ reason: "address" }).fix).toEqual({ kind: "addAddress", address: "192.0.2.9" });
    expect(explained({ reason: "address", address: "192.0.2.1" }).settled).toBe(true);
    expect(explained({ reason: "address", address: null }).fix).toBeNull();
    const anywhere = { ...token, allowedAddresses: [] };
    expect(explained({ reason: "address" }, { token: anywhere }).settled).toBe(true);
  });
});

test("what nobody knows is told in the server's words", () => {
  expect(explained({ reason: "weather" }).said).toContain("as the server says");
  expect(explained({ reason: "session", operation: "updateSettings" }).said).toContain("no token can do it");
});

describe("like refusals", () => {
  test("are one line, newest first", () => {
    const groups = grouped([
      refusal({ time: "2026-06-01T10:00:00Z", requestId: "a" }),
      refusal({ time: "2026-06-01T11:00:00Z", requestId: "b" }),
      refusal({ time: "2026-06-01T10:30:00Z", requestId: "c", operation: "getRecord" }),
    ]);
    expect(groups.map((group) => [group.refusal.requestId, group.count, group.since])).toEqual([
      ["b", 2, "2026-06-01T10:00:00Z"],
      ["c", 1, "2026-06-01T10:30:00Z"],
    ]);
  });
  test("of different callers are told apart where the caller is at fault", () => {
    const [one, two] = ["192.0.2.1", "192.0.2.2"];
    const of = (reason: string) =>
      grouped([refusal({ reason, address: one }), refusal({ reason, address: two })]).length;
    expect(of("secret")).toBe(2);
    expect(of("scope")).toBe(1);
  });
});
