import { describe, expect, it } from "vitest";
import { countFilters, daysProblem, namesWorkspace, queryOf, workspaceOf } from "./filters.ts";
import { accessLines, findPlace, type Place, placeName } from "./places.ts";

const shop: Place = { id: "appShop0000000000", name: "Shop", kind: "base", workspaceId: "wspOps00000000000" };
const shopping: Place = { id: "appShopping000000", name: "Shopping", kind: "base" };
const ops: Place = { id: "wspOps00000000000", name: "Ops", kind: "workspace" };
const places = new Map([shop, shopping, ops].map((place) => [place.id, place]));

describe("what the server is asked for", () => {
  it("is what the address says", () => {
    expect(
      queryOf({
        user: "usrA",
        scope: "data.records:read",
        base: shop.id,
        state: "paused",
        unusedDays: "90",
        olderThanDays: "365",
        search: " sync ",
      }),
    ).toEqual({
      user: "usrA",
      scope: "data.records:read",
      base: shop.id,
      state: "paused",
      unusedDays: 90,
      olderThanDays: 365,
      search: "sync",
    });
  });
  it("leaves out what it would refuse", () => {
    expect(
      queryOf({
        user: "ann",
        base: "Shop",
        state: "happy",
        unusedDays: "0",
        olderThanDays: "many",
        search: " ",
      }),
    ).toEqual({});
  });
  it("filters by a workspace here", () => {
    expect(queryOf({ base: ops.id })).toEqual({});
    expect(workspaceOf({ base: ops.id })).toBe(ops.id);
    expect(workspaceOf({ base: shop.id })).toBeUndefined();
  });
});

it("counts filters beside the search", () => {
  expect(countFilters({ search: "x" })).toBe(0);
  expect(countFilters({ user: "usrA", unusedDays: "90" })).toBe(2);
});

it.each([
  ["", null],
  [" 30 ", null],
  ["0", "Write a whole number of days, 1 or more."],
  ["1.5", "Write a whole number of days, 1 or more."],
  ["-3", "Write a whole number of days, 1 or more."],
  ["99999", "Write at most 36500 days."],
])("days %j", (text, problem) => {
  expect(daysProblem(text)).toBe(problem);
});

it("knows which tokens name a workspace", () => {
  const names = (ids: string[]) => namesWorkspace({ mode: "specificModelIds", ids }, ops.id, places);
  expect(namesWorkspace({ mode: "all" }, ops.id, places)).toBe(true);
  expect(names([ops.id])).toBe(true);
  expect(names([shop.id])).toBe(true);
  expect(names([shopping.id])).toBe(false);
  expect(names([])).toBe(false);
});

describe("a base or workspace that was typed", () => {
  it.each([
    ["", { id: null }],
    [" shop ", { id: shop.id }],
    ["op", { problem: expect.stringContaining("Several match") }],
    ["ops", { id: ops.id }],
    ["shopp", { id: shopping.id }],
    ["appUnknown0000000", { id: "appUnknown0000000" }],
    [`https://example.com/${shop.id}/people`, { id: shop.id }],
    ["nothing", { problem: expect.stringContaining("no base or workspace") }],
  ])("%j", (text, found) => {
    expect(findPlace(text, places)).toEqual(found);
  });
});

it("says what a token reaches", () => {
  expect(accessLines({ mode: "all" }, places)).toEqual(["Everything"]);
  expect(accessLines({ mode: "specificModelIds", ids: [] }, places)).toEqual(["Nothing"]);
  expect(accessLines({ mode: "specificModelIds", ids: [shop.id, ops.id, "appX"] }, places)).toEqual([
    "Workspace Ops and future bases",
    "Base Shop",
    "Base appX",
  ]);
  expect(placeName(shop.id, places)).toBe("base Shop");
  expect(placeName("wspX", places)).toBe("workspace wspX");
});
