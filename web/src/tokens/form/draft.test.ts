import { expect, test } from "vitest";
import { draftOf, draftToEdit, draftToNewToken, emptyDraft, sameDraft, widens } from "./draft.ts";
import { id, policy, REACH, token } from "./testing.ts";

const before = draftOf(token({ note: "Runs at night.", allowedAddresses: ["10.0.0.0/8"] }));

test("an empty form has no end, unless the instance sets one", () => {
  expect(emptyDraft(policy()).expires).toBeNull();
  expect(emptyDraft(policy({ tokenDefaultDays: 90 })).expires).toBe("default");
  expect(emptyDraft(policy({ tokenMaximumDays: 30 })).expires).toBe("default");
});

test("a new token names its end, or leaves it to the instance", () => {
  const draft = { ...emptyDraft(policy()), name: " Report ", scopes: ["data.records:read"] };
  expect(draftToNewToken(draft)).toEqual({
    name: "Report",
    scopes: ["data.records:read"],
    access: { mode: "specificModelIds", ids: [] },
    expires: null,
  });
  expect(draftToNewToken({ ...draft, expires: "default" })).not.toHaveProperty("expires");
  expect(draftToNewToken({ ...draft, access: { mode: "all", ids: [] } }).access).toEqual({ mode: "all" });
});

test("an edit holds only what differs", () => {
  expect(draftToEdit(before, before)).toEqual({});
  expect(draftToEdit(before, { ...before, name: "Report 2" })).toEqual({ name: "Report 2" });
  expect(draftToEdit(before, { ...before, note: " " })).toEqual({ note: null });
  expect(draftToEdit(before, { ...before, allowedAddresses: [] })).toEqual({ allowedAddresses: [] });
  expect(draftToEdit(before, { ...before, requestsPerSecond: 5 })).toEqual({ requestsPerSecond: 5 });
});

test("another order of scopes or bases is no change", () => {
  const two = { ...before, scopes: ["a:read", "b:read"], access: { ...before.access, ids: ["x", "y"] } };
  const turned = { ...two, scopes: ["b:read", "a:read"], access: { ...two.access, ids: ["y", "x"] } };
  expect(sameDraft(two, turned)).toBe(true);
});

test("what gets wider is named; what gets narrower is not", () => {
  expect(widens(before, { ...before, scopes: [], allowedAddresses: ["10.1.0.0/16"] }).any).toBe(false);
  expect(widens(before, { ...before, scopes: ["data.records:read", "data.records:write"] })).toMatchObject({
    scopes: ["data.records:write"],
    any: true,
  });
  expect(widens(before, { ...before, access: { mode: "all", ids: [] } })).toMatchObject({
    everything: true,
    any: true,
  });
  expect(widens(before, { ...before, allowedAddresses: [] })).toMatchObject({ anywhere: true, any: true });
  expect(widens(before, { ...before, allowedAddresses: ["10.0.0.1", "::1"] }).addresses).toEqual(["::1"]);
  const open = { ...before, allowedAddresses: [] };
  expect(widens(open, { ...open, allowedAddresses: ["::1"] }).any).toBe(false);
});

test("a base of a workspace that is in the list is no widening; a workspace is more than its bases", () => {
  const ops = { ...before, access: { mode: "specificModelIds" as const, ids: [id("wsp", 1)] } };
  const base = { ...before, access: { mode: "specificModelIds" as const, ids: [id("app", 1)] } };
  expect(widens(ops, base, REACH).any).toBe(false);
  expect(widens(base, ops, REACH).access).toEqual([id("wsp", 1)]);
  expect(widens({ ...before, access: { mode: "all", ids: [] } }, ops, REACH).any).toBe(false);
});
