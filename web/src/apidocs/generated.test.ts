import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import type { Doc } from "./doc.ts";
import { callsIn } from "./doc.ts";
import { markdownOf } from "./markdown.ts";
import { fileName, Names, pascal, snake, tableKey, typeNames } from "./names.ts";
import { oddBase, TEST_OPERATIONS } from "./odd.ts";
import { openapiOf } from "./openapi.ts";
import { docOf } from "./page.ts";
import { rustOf } from "./rustTypes.ts";
import { examplesOf, fieldRows, shortened } from "./samples.ts";
import { typescriptOf } from "./types.ts";

const base = oddBase();
const settings = { ids: false, typecast: false, lang: "curl" as const };

describe("names", () => {
  it("are never given twice, however they collide", () => {
    const names = [...typeNames(base.tables).values()];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
    const taken = new Names(["A2"]);
    expect([taken.take("A"), taken.take("A"), taken.take("A")]).toEqual(["A", "A3", "A4"]);
  });
  it("follow the habits of the language", () => {
    expect(pascal("client since", "T")).toBe("ClientSince");
    expect(pascal("家", "Table")).toBe("Table");
    expect(pascal("2nd", "Table")).toBe("Table2nd");
    expect(snake("Client since", "field")).toBe("client_since");
    expect(snake("type", "field")).toBe("type_");
    expect(snake("Größe", "field")).toBe("gro_e");
    expect(fileName("Studio planner", ".md")).toBe("studio-planner.md");
    expect(fileName("家", ".md")).toBe("base.md");
  });
  it("become ids where a path could not carry them", () => {
    const dots = base.tables.find((table) => table.name === "..");
    const like = base.tables.find((table) => table.name === "tblXXXXXXXXXXXXXX");
    if (!dots || !like) throw new Error("they are there");
    expect(tableKey(dots, false)).toBe(dots.id);
    expect(tableKey(like, false)).toBe(like.id);
  });
});

describe("TypeScript types", () => {
  it.each([false, true])("compile, with ids %s", (ids) => {
    const source = typescriptOf(base, ids);
    const file = ts.createSourceFile("types.ts", source, ts.ScriptTarget.ES2022, true);
    const { diagnostics } = ts.transpileModule(source, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    const declared = file.statements.filter(ts.isInterfaceDeclaration).map((one) => one.name.text);
    expect(new Set(declared).size).toBe(declared.length);
  });
});

describe("Rust types", () => {
  it("have no member, type or variant twice and no keyword as a name", () => {
    const source = rustOf(base, false);
    const types = [...source.matchAll(/^pub (?:struct|enum) (\w+)/gm)].map(([, name]) => name);
    expect(new Set(types).size).toBe(types.length);
    for (const [, body = ""] of source.matchAll(/^pub struct \w+ \{\n([\s\S]*?)^\}/gm)) {
      const members = [...body.matchAll(/^ {4}pub (\w+):/gm)].map(([, name]) => name);
      expect(new Set(members).size).toBe(members.length);
      expect(members).not.toContain("type");
      expect(members).not.toContain("self");
    }
  });
});

describe("the OpenAPI document", () => {
  it.each([false, true])(
    "is valid and has every table, with ids %s",
    async (ids) => {
      const document = openapiOf(base, ids, TEST_OPERATIONS);
      // The tool that reads it here trips over a bare % in a name; nothing forbids one.
      const types = astToString(await openapiTS(JSON.stringify(document).replaceAll("%", "percent")));
      for (const table of base.tables) expect(types).toContain(`/v0/${base.id}/${table.id}`);
      const names = JSON.stringify(document).match(/"operationId":"[^"]+"/g) ?? [];
      expect(new Set(names).size).toBe(names.length);
    },
    60_000,
  );
});

describe("the Markdown copy", () => {
  const doc: Doc = docOf(base, settings, TEST_OPERATIONS);
  const markdown = markdownOf(doc, base.origin, settings);

  it("holds every call of the page and no token", () => {
    expect(markdown.match(/^Needs: /gm)?.length).toBe(callsIn(doc.parts).length);
    expect(markdown).toContain("YOUR_TOKEN");
  });
  it("keeps its fences whole, whatever the names hold", () => {
    let open: string | null = null;
    for (const line of markdown.split("\n")) {
      const ticks = /^(`{3,})/.exec(line)?.[1];
      if (open === null && ticks) open = ticks;
      else if (open !== null && line === open) open = null;
      else if (open !== null && ticks) expect(ticks.length).toBeLessThan(open.length);
    }
    expect(open).toBeNull();
  });
  it("escapes what would be taken for Markdown", () => {
    expect(markdown).toContain("# API of Odd \\*/ base");
    expect(markdown).not.toMatch(/^## \.\.\n.*<script/m);
  });
});

describe("samples", () => {
  it("are made up and marked for an empty table", () => {
    const empty = base.tables.at(-1);
    if (!empty) throw new Error("there is one");
    expect(examplesOf(base, empty).madeUp).toBe(true);
    expect(fieldRows(base, empty).every((row) => row.sample.madeUp)).toBe(true);
  });
  it("are those of the base where there are some", () => {
    const [table] = base.tables;
    if (!table) throw new Error("there is one");
    const [first] = fieldRows(base, table);
    expect(first?.sample.madeUp).toBe(false);
    expect(fieldRows(base, table).find((row) => row.field.type === "formula")?.write).toBeNull();
  });
  it("are cut where they would fill the page", () => {
    expect(shortened({ a: "x".repeat(1000) }).cut).toBe(true);
    expect(shortened({ a: [1, 2] })).toEqual({ value: { a: [1, 2] }, cut: false });
  });
});
