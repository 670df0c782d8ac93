import { expect, it } from "vitest";
import { alsoShown, MANY } from "./shown.ts";

const tables = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `tbl${index}` }));

it("shows all tables of a small base, also those made later", () => {
  const two = alsoShown(new Set(), tables(2));
  expect([...two]).toEqual(["tbl0", "tbl1"]);
  expect([...alsoShown(two, tables(3))]).toEqual(["tbl0", "tbl1", "tbl2"]);
});

it("shows of a large base what was asked for", () => {
  const asked = new Set(["tbl3"]);
  expect(alsoShown(asked, tables(MANY + 1))).toBe(asked);
});

it("hides nothing when a base grows beyond a small one", () => {
  const all = alsoShown(new Set(), tables(MANY));
  const grown = alsoShown(all, tables(MANY + 1));
  expect(grown).toBe(all);
  expect(grown.size).toBe(MANY);
});

it("comes to rest", () => {
  const all = alsoShown(new Set(), tables(4));
  expect(alsoShown(all, tables(4))).toBe(all);
});
