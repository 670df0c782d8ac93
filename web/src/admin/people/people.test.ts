import { expect, it } from "vitest";
import { countPeople, isLastOwner, searchPeople, sortPeople } from "./people.ts";

const user = (id: string, name: string, more = {}) => ({
  id,
  name,
  email: `${id}@example.com`,
  active: true,
  instanceOwner: false,
  hasPassword: true,
  createdTime: "2026-01-01T00:00:00.000Z",
  ...more,
});
const ann = user("ann", "Ann Archer", { instanceOwner: true });
const bob = user("bob", "Bob Baker");
const cat = user("cat", "Cat Cooper", { active: false, instanceOwner: true });

it("finds people by every word of the search", () => {
  expect(searchPeople([ann, bob], "  ")).toEqual([ann, bob]);
  expect(searchPeople([ann, bob], "archer")).toEqual([ann]);
  expect(searchPeople([ann, bob], "BOB example")).toEqual([bob]);
  expect(searchPeople([ann, bob], "bob archer")).toEqual([]);
});

it("lists those first who can sign in", () => {
  expect(sortPeople([cat, bob, ann])).toEqual([ann, bob, cat]);
});

it("keeps the last owner who can sign in", () => {
  expect(isLastOwner([ann, bob, cat], ann)).toBe(true);
  expect(isLastOwner([ann, { ...cat, active: true }], ann)).toBe(false);
  expect(isLastOwner([ann, bob], bob)).toBe(false);
});

it("counts", () => {
  expect([countPeople(0), countPeople(1), countPeople(2)]).toEqual(["0 people", "1 person", "2 people"]);
});
