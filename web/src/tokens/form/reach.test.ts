import { expect, test } from "vitest";
import { countRows, covered, firstRows, idsIn, lost, searchReach } from "./reach.ts";
import { id, REACH } from "./testing.ts";

const names = (reach: typeof REACH) => [
  ...reach.workspaces.flatMap(({ workspace, bases }) => [workspace.name, ...bases.map((base) => base.name)]),
  ...reach.shared.map((base) => base.name),
];

test("ids are found in addresses and lists", () => {
  const text = `https://example.com/${id("app", 1)}/${id("tbl", 1)} ${id("wsp", 2)},${id("app", 1)}`;
  expect(idsIn(text)).toEqual([id("app", 1), id("wsp", 2)]);
  expect(idsIn("app and wsp")).toEqual([]);
});

test("the tree is searched by name and by id; a workspace that matches keeps its bases", () => {
  expect(names(searchReach("shop", REACH))).toEqual(["Ops", "Shop"]);
  expect(names(searchReach("ops", REACH))).toEqual(["Ops", "Shop", "Stock"]);
  expect(names(searchReach(`${id("app", 3)} ${id("app", 4)}`, REACH))).toEqual(["Events", "Fair", "Library"]);
  expect(names(searchReach("zebra", REACH))).toEqual([]);
});

test("a long tree is shown from its beginning", () => {
  expect(countRows(REACH)).toBe(6);
  expect(names(firstRows(REACH, 2))).toEqual(["Ops", "Shop"]);
  expect(names(firstRows(REACH, 4))).toEqual(["Ops", "Shop", "Stock", "Events"]);
  expect(names(firstRows(REACH, 50))).toHaveLength(6);
});

test("a workspace covers its bases; what is not shared is lost", () => {
  const access = { mode: "specificModelIds", ids: [id("wsp", 1), id("app", 9)] };
  expect(covered(access, REACH).map((place) => place.name)).toEqual(["Ops", "Shop", "Stock"]);
  expect(lost(access.ids, REACH)).toEqual([id("app", 9)]);
  expect(covered({ mode: "all" }, REACH)).toHaveLength(6);
});
