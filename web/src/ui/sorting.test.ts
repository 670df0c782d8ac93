import { expect, it } from "vitest";
import { sortedBy, sortings } from "./sorting.ts";

it("tells the column and the direction", () => {
  expect(sortedBy("name")).toEqual({ by: "name", down: false });
  expect(sortedBy("-name")).toEqual({ by: "name", down: true });
  expect(sortedBy(undefined)).toEqual({ by: undefined, down: false });
});

it("offers both ways for each column that can be sorted", () => {
  const columns = [
    { id: "name", label: "Token", sortable: true },
    { id: "why", label: "By whom" },
    { id: "used", label: "Last used", sortable: true },
  ];
  expect(sortings(columns)).toEqual([
    { value: "name", label: "Token, ascending" },
    { value: "-name", label: "Token, descending" },
    { value: "used", label: "Last used, ascending" },
    { value: "-used", label: "Last used, descending" },
  ]);
});
