import { expect, test } from "vitest";
import { callsOf, callsOpened, changesData, companionsMissing, needsBase, searchScopes } from "./scopes.ts";
import { CALLS, id, SCOPES } from "./testing.ts";

const opened = (...scopes: string[]) => callsOpened(scopes, CALLS).map((call) => call.id);
const found = (query: string) => searchScopes(query, SCOPES, CALLS).map((hit) => hit.scope.name);

test("a call is open if all its scopes are there, or one of those of which one is enough", () => {
  expect(opened("data.records:read")).toEqual(["listRecords", "getRecord"]);
  expect(opened("data.records:write")).not.toContain("importRecords");
  expect(opened("data.records:write", "schema.bases:write")).toContain("importRecords");
  expect(opened("workspacesAndBases:read")).toEqual(["getBaseCollaborators"]);
  // Calls without a scope are open to every token and say nothing about a choice.
  expect(opened()).toEqual([]);
});

test("the calls of a scope are those that it has a part in", () => {
  expect(callsOf("schema.bases:write", CALLS).map((call) => call.id)).toEqual([
    "importRecords",
    "createBase",
    "createTable",
  ]);
});

test("scopes are found by name and by meaning", () => {
  expect(found("records:read")).toEqual(["data.records:read"]);
  expect(found("e-mail")).toEqual(["user.email:read"]);
  expect(found("DELETE records")).toEqual(["data.records:write"]);
  expect(found("")).toHaveLength(SCOPES.length);
  expect(found("nothing like it")).toEqual([]);
});

test("scopes are found by the call", () => {
  expect(found("PATCH records")).toEqual(["data.records:write"]);
  expect(found("/v0/meta/bases")).toEqual([
    "schema.bases:read",
    "schema.bases:write",
    "workspacesAndBases:read",
  ]);
  expect(found("post /v0/meta/bases")).toEqual(["schema.bases:write"]);
  expect(searchScopes("PATCH records", SCOPES, CALLS)[0]?.calls.map((call) => call.id)).toEqual([
    "updateRecords",
  ]);
});

test("scopes are found by an address copied from a script", () => {
  const table = `https://example.com/v0/${id("app", 1)}/Orders`;
  expect(found(`GET ${table}?maxRecords=3`)).toEqual(["data.records:read"]);
  expect(found(`GET ${table}/${id("rec", 1)}`)).toEqual(["data.records:read"]);
  expect(found(`POST ${table}`)).toEqual(["data.records:write"]);
  expect(found("/v0/meta/whoami")).toEqual([]);
});

test("writing without reading is advised against, unless the instance forbids reading", () => {
  expect(companionsMissing(["data.records:write"]).map((one) => one.missing)).toEqual(["data.records:read"]);
  expect(companionsMissing(["data.records:write", "data.records:read"])).toEqual([]);
  expect(companionsMissing(["data.records:write"], ["data.records:read"])).toEqual([]);
  expect(companionsMissing(["webhook:manage"])[0]?.missing).toBe("data.records:read");
});

test("reading changes nothing; managing does", () => {
  expect(changesData("data.records:read")).toBe(false);
  expect(changesData("data.records:write")).toBe(true);
  expect(changesData("webhook:manage")).toBe(true);
});

test("calls about oneself need no base", () => {
  expect(needsBase(["user.email:read", "tokens:manage"])).toBe(false);
  expect(needsBase(["user.email:read", "data.records:read"])).toBe(true);
});
