import { describe, expect, test } from "vitest";
import type { Reader } from "./dates.ts";
import { cut, isNumeric, type Shape, type Shown, show, webAddress } from "./format.ts";

const reader: Reader = { zone: "Europe/Berlin", locale: "en-US" };
const cell = (type: string, value: unknown, options?: Shape["options"]): Shown =>
  show({ type, options }, value, reader);
const words = (type: string, value: unknown, options?: Shape["options"]) => {
  const shown = cell(type, value, options);
  return "text" in shown ? shown.text : shown.kind;
};

test("an absent cell is blank, an absent check box is not ticked", () => {
  expect(cell("singleLineText", undefined)).toEqual({ kind: "blank" });
  expect(cell("number", null)).toEqual({ kind: "blank" });
  expect(cell("checkbox", undefined)).toEqual({ kind: "check", ticked: false });
  expect(cell("checkbox", true)).toEqual({ kind: "check", ticked: true });
});

test("numbers follow their options", () => {
  expect(words("number", 1234.5, { precision: 2 })).toBe("1,234.50");
  expect(words("number", 0.1, { precision: 0 })).toBe("0");
  expect(words("currency", -5, { precision: 2, symbol: "$" })).toBe("-$5.00");
  expect(words("currency", 1234.5, { precision: 0, symbol: "€" })).toBe("€1,235");
  expect(words("percent", 0.5, { precision: 0 })).toBe("50%");
  expect(words("percent", 0.145, { precision: 1 })).toBe("14.5%");
  expect(words("autoNumber", 12345)).toBe("12345");
  expect(words("count", 0)).toBe("0");
});

test("durations are rounded once, in the smallest unit shown", () => {
  const at = (seconds: number, durationFormat: string) => words("duration", seconds, { durationFormat });
  expect(at(9000, "h:mm")).toBe("2:30");
  expect(at(-5400, "h:mm")).toBe("-1:30");
  expect(at(0, "h:mm")).toBe("0:00");
  expect(at(-1, "h:mm")).toBe("0:00");
  expect(at(3661, "h:mm:ss")).toBe("1:01:01");
  expect(at(59.96, "h:mm:ss.S")).toBe("0:01:00.0");
  expect(at(1.5, "h:mm:ss.SSS")).toBe("0:00:01.500");
  expect(at(61.25, "h:mm:ss.SS")).toBe("0:01:01.25");
});

describe("days and times", () => {
  const day = (name: string) => words("date", "2026-03-04", { dateFormat: { name } });
  test("are written as the field says", () => {
    expect(day("iso")).toBe("2026-03-04");
    expect(day("us")).toBe("3/4/2026");
    expect(day("european")).toBe("4/3/2026");
    expect(day("friendly")).toBe("March 4, 2026");
    expect(day("local")).toBe("3/4/2026");
  });
  test("are on the reader's clocks unless the field names others", () => {
    const at = (timeZone: string, name = "24hour") =>
      words("dateTime", "2026-06-01T22:30:00.000Z", {
        dateFormat: { name: "iso" },
        timeFormat: { name },
        timeZone,
      });
    expect(at("client")).toBe("2026-06-02 00:30");
    expect(at("utc")).toBe("2026-06-01 22:30");
    expect(at("utc", "12hour")).toBe("2026-06-01 10:30pm");
    expect(at("America/New_York")).toBe("2026-06-01 18:30");
    expect(at("client", "12hour")).toBe("2026-06-02 12:30am");
    expect(at("No/Where")).toBe("2026-06-01 22:30");
  });
  test("of records follow their result", () => {
    const result = { type: "date", options: { dateFormat: { name: "us" } } };
    expect(words("createdTime", "2026-03-04", { result })).toBe("3/4/2026");
  });
  test("that are none are shown as they came", () => {
    expect(cell("date", "soon")).toEqual({ kind: "text", text: "soon" });
    expect(cell("dateTime", 7)).toEqual({ kind: "number", text: "7" });
  });
});

test("choices carry their colour", () => {
  const options = { choices: [{ name: "Todo", color: "grayLight2" }] };
  expect(cell("singleSelect", "Todo", options)).toEqual({
    kind: "chips",
    chips: [{ text: "Todo", color: "grayLight2" }],
  });
  expect(cell("multipleSelects", ["Todo", "New"], options)).toMatchObject({
    chips: [{ text: "Todo" }, { text: "New", color: undefined }],
  });
});

test("people, files, records and codes are named", () => {
  expect(cell("createdBy", { id: "usr1", email: "a@b.c", name: "Ada" })).toEqual({
    kind: "people",
    names: ["Ada"],
  });
  expect(cell("multipleCollaborators", [{ id: "usr1", email: "a@b.c" }])).toMatchObject({
    names: ["a@b.c"],
  });
  expect(
    cell("multipleAttachments", [
      { id: "att1", url: "https://x.example/a.png", filename: "a.png" },
      { id: "att2", url: "javascript:alert(1)", filename: "b" },
    ]),
  ).toEqual({
    kind: "files",
    files: [
      { name: "a.png", href: "https://x.example/a.png" },
      { name: "b", href: null },
    ],
  });
  expect(cell("multipleRecordLinks", ["rec1", "rec2"])).toEqual({ kind: "records", ids: ["rec1", "rec2"] });
  expect(words("barcode", { text: "4006381333931", type: "ean13" })).toBe("4006381333931");
  expect(cell("rating", 3, { max: 5, icon: "heart" })).toEqual({
    kind: "rating",
    value: 3,
    max: 5,
    icon: "heart",
  });
});

test("only http, https, mail and telephone become links", () => {
  expect(webAddress("https://x.example/a?b")).toBe("https://x.example/a?b");
  expect(webAddress("x.example/path")).toBe("https://x.example/path");
  for (const bad of [
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "data:text/html,x",
    "file:///a",
    "words",
    "",
  ]) {
    expect(webAddress(bad), bad).toBeNull();
  }
  expect(cell("url", "javascript:alert(1)")).toEqual({ kind: "text", text: "javascript:alert(1)" });
  expect(cell("email", "a@b.c")).toEqual({ kind: "link", text: "a@b.c", href: "mailto:a@b.c" });
  expect(cell("email", "a@b.c?bcc=x@y.z")).toMatchObject({ kind: "text" });
  expect(cell("phoneNumber", "+49 (30) 123-45")).toMatchObject({ href: "tel:+493012345" });
  expect(cell("phoneNumber", "ask Mara")).toMatchObject({ kind: "text" });
});

describe("cells that follow from others", () => {
  test("are shown as their result", () => {
    const result = { type: "currency", options: { precision: 2, symbol: "€" } };
    expect(words("formula", 12, { result })).toBe("€12.00");
    expect(words("rollup", 5400, { result: { type: "duration", options: { durationFormat: "h:mm" } } })).toBe(
      "1:30",
    );
    expect(words("formula", "late", { result: { type: "singleLineText" } })).toBe("late");
    expect(words("formula", "late", { result: null })).toBe("late");
  });
  test("say their errors", () => {
    expect(cell("formula", { error: "#ERROR!" })).toMatchObject({ kind: "error", text: "#ERROR!" });
    expect(cell("rollup", { specialValue: "NaN" })).toMatchObject({ kind: "error", text: "NaN" });
  });
  test("that are lists are put into one where that can be", () => {
    const result = { type: "date", options: { dateFormat: { name: "us" } } };
    expect(cell("multipleLookupValues", ["2026-03-04"], { result })).toMatchObject({ text: "3/4/2026" });
    expect(cell("multipleLookupValues", ["2026-03-04", "2026-03-05"], { result })).toMatchObject({
      kind: "list",
      items: [{ text: "3/4/2026" }, { text: "3/5/2026" }],
    });
    const select = { type: "singleSelect", options: { choices: [{ name: "A", color: "redBright" }] } };
    expect(cell("multipleLookupValues", ["A", "B"], { result: select })).toMatchObject({
      kind: "chips",
      chips: [{ text: "A", color: "redBright" }, { text: "B" }],
    });
    const links = { type: "multipleRecordLinks" };
    expect(cell("multipleLookupValues", ["rec1", "rec2"], { result: links })).toEqual({
      kind: "records",
      ids: ["rec1", "rec2"],
    });
    expect(cell("multipleLookupValues", [{ error: "#ERROR!" }, "rec2"], { result: links })).toMatchObject({
      kind: "list",
      items: [{ kind: "error" }, { kind: "records" }],
    });
    expect(cell("multipleLookupValues", [], { result })).toEqual({ kind: "blank" });
  });
});

test("types that nobody knows yet are shown as well as they can", () => {
  expect(cell("future", "x")).toEqual({ kind: "text", text: "x" });
  expect(cell("future", { a: 1 })).toEqual({ kind: "text", text: '{"a":1}' });
  expect(cell("future", [1, 2])).toMatchObject({ kind: "list" });
  expect(cell("future", true)).toEqual({ kind: "text", text: "Yes" });
});

test("rich text loses its marks, long text its end", () => {
  expect(words("richText", "## Plan\n\n- **bold** [a](https://b.example)\n")).toBe("Plan\n\nbold a");
  expect(words("richText", "See *the walk*, _soon_, not snake_case_name or 2 * 3 * 4")).toBe(
    "See the walk, soon, not snake_case_name or 2 * 3 * 4",
  );
  expect(cut("short", 10)).toBe("short");
  expect(cut("one two three four", 14)).toBe("one two three…");
  expect(cut("abcdefghijklmnop", 5)).toBe("abcde…");
});

test("figures stand at the end of their column", () => {
  expect(isNumeric({ type: "currency" })).toBe(true);
  expect(isNumeric({ type: "formula", options: { result: { type: "number" } } })).toBe(true);
  expect(isNumeric({ type: "multipleLookupValues", options: { result: { type: "number" } } })).toBe(false);
  expect(isNumeric({ type: "date" })).toBe(false);
});
