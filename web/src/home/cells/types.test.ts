import { expect, test } from "vitest";
import { fieldDetail, headerWords, type NamedTable, typeWords } from "./types.ts";

const reader = { zone: "Europe/Berlin" };
const field = (id: string, name: string, type: string, options?: object) => ({ id, name, type, options });
const id = (letter: string) => `fld${letter.repeat(14)}`;

const projects: NamedTable = {
  id: "tblP",
  name: "Projects",
  primaryFieldId: id("a"),
  fields: [field(id("a"), "Name", "singleLineText"), field(id("b"), "Budget", "currency")],
};
const tasks: NamedTable = {
  id: "tblT",
  name: "Tasks",
  primaryFieldId: id("c"),
  fields: [
    field(id("c"), "Task", "singleLineText"),
    field(id("d"), "Project", "multipleRecordLinks", { linkedTableId: "tblP" }),
  ],
};
const tables = [projects, tasks];

test("types are words", () => {
  expect(typeWords("multipleSelects")).toBe("Multiple select");
  expect(typeWords("future")).toBe("future");
});

test("a header names a clock that is not the reader's", () => {
  const at = (timeZone: string) => headerWords({ type: "dateTime", options: { timeZone } }, reader);
  expect(at("client")).toBe("Date and time");
  expect(at("Europe/Berlin")).toBe("Date and time");
  expect(at("utc")).toBe("Date and time (UTC)");
  expect(headerWords({ type: "formula", options: { result: { type: "currency" } } }, reader)).toBe(
    "Formula: currency",
  );
  const made = {
    type: "createdTime",
    options: { result: { type: "dateTime", options: { timeZone: "utc" } } },
  };
  expect(headerWords(made, reader)).toBe("Created time (UTC)");
});

test("details name fields and tables, not ids", () => {
  const detail = (type: string, options: object) =>
    fieldDetail(field(id("e"), "New", type, options), tasks, tables);
  expect(detail("multipleRecordLinks", { linkedTableId: "tblP" })).toBe("To the table Projects.");
  expect(detail("formula", { formula: `LEN({${id("c")}})`, isValid: true })).toBe("LEN({Task})");
  expect(
    detail("rollup", { formula: "SUM(values)", recordLinkFieldId: id("d"), fieldIdInLinkedTable: id("b") }),
  ).toBe("SUM(values) of Budget through Project.");
  expect(detail("multipleLookupValues", { recordLinkFieldId: id("d"), fieldIdInLinkedTable: id("b") })).toBe(
    "Budget through Project.",
  );
  expect(detail("multipleLookupValues", { recordLinkFieldId: null, isValid: false })).toContain(
    "Does not work",
  );
  expect(detail("count", { recordLinkFieldId: id("d") })).toBe("How many records Project links to.");
  expect(detail("currency", { precision: 2, symbol: "€" })).toBe("€, 2 decimals");
  expect(detail("number", { precision: 0 })).toBe("Whole numbers");
});
