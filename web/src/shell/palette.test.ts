import { expect, test } from "vitest";
import { type Entry, ranked, score } from "./palette.ts";

const entry = (name: string, kind = "Base", more: Partial<Entry> = {}): Entry => ({
  id: `${kind} ${name}`,
  name,
  kind,
  order: 0,
  atOnce: true,
  ...more,
});
const names = (entries: Entry[], query: string) => ranked(entries, query).map((one) => one.name);

test("without a query the offered ones come in their order", () => {
  const entries = [
    entry("B", "Base", { order: 2 }),
    entry("A", "Base", { order: 1 }),
    entry("Token", "Token", { atOnce: false }),
  ];
  expect(names(entries, "  ")).toEqual(["A", "B"]);
});

test("exact before beginning, beginning of a word before its middle, name before kind", () => {
  const entries = [
    entry("Workshop"),
    entry("Old shop"),
    entry("Shopping"),
    entry("Shop"),
    entry("Stock", "Table in Shop"),
  ];
  expect(names(entries, "shop")).toEqual(["Shop", "Shopping", "Old shop", "Workshop", "Stock"]);
});

test("a bonus lifts what fits, and nothing else", () => {
  const entries = [entry("Token policy"), entry("Create token", "Action", { bonus: 10 })];
  expect(names(entries, "tok")).toEqual(["Create token", "Token policy"]);
  expect(names(entries, "policy")).toEqual(["Token policy"]);
});

test("every word must fit; words in a row are better", () => {
  const entries = [entry("Tracker of projects"), entry("Project tracker"), entry("Projects")];
  expect(names(entries, "project tracker")).toEqual(["Project tracker", "Tracker of projects"]);
  expect(names(entries, "project zebra")).toEqual([]);
});

test("the table of one base is found by both names", () => {
  const entries = [entry("Orders", "Table in Shop"), entry("Orders", "Table in Café")];
  expect(ranked(entries, "orders cafe").map((one) => one.kind)).toEqual(["Table in Café"]);
});

test("a pasted id finds what it names", () => {
  const entries = [
    entry("Shop", "Base", { also: "appAbc123" }),
    entry("Other", "Base", { also: "appAbc124" }),
  ];
  expect(names(entries, "appAbc123")).toEqual(["Shop"]);
});

test("letters with gaps find names, from three letters on", () => {
  expect(score(entry("Project tracker"), "pjt")).toBeGreaterThan(0);
  expect(score(entry("Project tracker"), "pt")).toBe(0);
  expect(score(entry("Project tracker"), "tjp")).toBe(0);
});

test("case and accents do not matter", () => {
  expect(names([entry("Été")], "ete")).toEqual(["Été"]);
});

test("the list has an end, and equal ones keep their order", () => {
  const many = Array.from({ length: 50 }, (_, index) => entry(`Base ${index}`, "Base", { order: index }));
  expect(ranked(many, "base", 10)).toHaveLength(10);
  expect(ranked(many, "base")[0]?.name).toBe("Base 0");
});
