import { describe, expect, it } from "vitest";
import { cell, csv } from "./csv.ts";

it("writes a header, rows and their ends", () => {
  expect(
    csv(
      ["Name", "Age"],
      [
        ["Ann", 3],
        ["Bob", null],
      ],
    ),
  ).toBe("\uFEFFName,Age\r\nAnn,3\r\nBob,\r\n");
  expect(csv(["Name"], [])).toBe("\uFEFFName\r\n");
});

describe("a cell", () => {
  it.each([
    ["plain", "plain"],
    ["", ""],
    [null, ""],
    [undefined, ""],
    [-5, "-5"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["two\r\nlines", '"two\r\nlines"'],
  ])("%j", (value, text) => {
    expect(cell(value)).toBe(text);
  });

  it.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1+1",
    "\t=1+1",
    "\rx",
    "\nx",
    "＝1+1",
    "＠x",
    '=HYPERLINK("http://example.com","x")',
  ])("%j is no formula", (value) => {
    const text = cell(value);
    expect(text.replace(/^"/, "").startsWith("'")).toBe(true);
  });
});
