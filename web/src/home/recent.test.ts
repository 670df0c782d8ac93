import { expect, test } from "vitest";
import { parseRecent, recentFirst, withOpened } from "./recent.ts";

test("what was opened comes first, once", () => {
  expect(withOpened(["a", "b"], "b")).toEqual(["b", "a"]);
  expect(withOpened([], "a")).toEqual(["a"]);
  const many = Array.from({ length: 30 }, (_, index) => `id${index}`);
  expect(withOpened(many, "new")).toHaveLength(20);
});

test("whatever the storage holds is read without harm", () => {
  expect(parseRecent(null)).toEqual([]);
  expect(parseRecent("{")).toEqual([]);
  expect(parseRecent('{"a":1}')).toEqual([]);
  expect(parseRecent('["a",1,null,"b"]')).toEqual(["a", "b"]);
});

test("others keep the order they had", () => {
  const items = ["a", "b", "c", "d"].map((id) => ({ id }));
  expect(recentFirst(items, ["c", "x", "a"]).map((item) => item.id)).toEqual(["c", "a", "b", "d"]);
  expect(recentFirst(items, [])).toEqual(items);
});
