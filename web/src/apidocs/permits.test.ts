import { describe, expect, it } from "vitest";
import type { Operation } from "../api/operations.ts";
import { TEST_OPERATIONS } from "./odd.ts";
import { type Standing, scopesFor, scopeWords, standingOf, verdict } from "./permits.ts";

const BASE = "appAAAAAAAAAAAAA1";
const at: Standing = { baseId: BASE, workspaceId: "wspAAAAAAAAAAAAA1", role: "create" };

function operation(id: string): Operation {
  const found = TEST_OPERATIONS.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
}

function token(more: object = {}) {
  return {
    scopes: ["data.records:read"],
    access: { mode: "specificModelIds", ids: [BASE] },
    state: "active",
    expires: null,
    notBefore: null,
    ...more,
  };
}

describe("verdict", () => {
  it("says what the server would say", () => {
    expect(verdict(token(), operation("listRecords"), at).words).toBe("This token may");
    expect(verdict(token(), operation("createRecords"), at)).toMatchObject({
      may: false,
      lacks: "scope",
      words: "Needs data.records:write",
      scopes: ["data.records:write"],
    });
    const elsewhere = token({ access: { mode: "specificModelIds", ids: ["appBBBBBBBBBBBBBB"] } });
    expect(verdict(elsewhere, operation("listRecords"), at).words).toBe("Base not in its access");
    expect(verdict(token({ state: "paused" }), operation("listRecords"), at).words).toBe(
      "This token is paused",
    );
  });
  it("knows workspaces, everything, alternatives and roles", () => {
    const whole = token({ access: { mode: "specificModelIds", ids: ["wspAAAAAAAAAAAAA1"] } });
    expect(verdict(whole, operation("listRecords"), at).may).toBe(true);
    const all = token({ access: { mode: "all" }, scopes: ["workspacesAndBases:read", "data.records:write"] });
    expect(verdict(all, operation("getBaseCollaborators"), at).may).toBe(true);
    expect(verdict(token(), operation("getBaseCollaborators"), at).words).toBe(
      "Needs schema.bases:read or workspacesAndBases:read",
    );
    expect(verdict(all, operation("createRecords"), { ...at, role: "read" })).toMatchObject({
      lacks: "role",
    });
    expect(verdict(all, operation("createRecords"), { ...at, role: undefined }).may).toBe(true);
  });
  it("asks for no access where a call is about no base", () => {
    const elsewhere = token({ access: { mode: "specificModelIds", ids: [] } });
    expect(verdict(elsewhere, operation("whoAmI"), at).may).toBe(true);
  });
});

describe("scopes", () => {
  it("are the least that open the calls", () => {
    expect(scopesFor([operation("listRecords"), operation("getBaseCollaborators")])).toEqual([
      "data.records:read",
      "schema.bases:read",
    ]);
    expect(scopeWords(operation("createRecords"))).toBe("data.records:write");
  });
});

describe("standingOf", () => {
  it("finds a base in its workspace, or alone", () => {
    const base = { id: BASE, name: "B", permissionLevel: "edit" };
    const workspace = { id: "wsp1", name: "W", createdTime: "", baseIds: [BASE] };
    expect(standingOf(BASE, { workspaces: [{ workspace, bases: [base] }], shared: [] })).toEqual({
      baseId: BASE,
      workspaceId: "wsp1",
      role: "edit",
    });
    expect(standingOf(BASE, { workspaces: [], shared: [base] }).role).toBe("edit");
    expect(standingOf(BASE, undefined).role).toBeUndefined();
  });
});
