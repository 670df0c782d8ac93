import { describe, expect, it } from "vitest";
import type { DocTable } from "./model.ts";
import { idOf } from "./odd.ts";
import { type Ask, addressOf, askOf, tokenProblem } from "./request.ts";
import { changes, readsBefore, undoOf, warning } from "./undo.ts";

const name = { id: idOf("fld", 1), name: "Name", type: "singleLineText" };
const count = { id: idOf("fld", 2), name: "No.", type: "autoNumber" };
const lead = { id: idOf("fld", 3), name: "Lead", type: "singleCollaborator" };
const table: DocTable = {
  id: idOf("tbl", 1),
  name: "A/B",
  primaryFieldId: name.id,
  fields: [name, count, lead],
  views: [],
};
const path = `/v0/${idOf("app", 1)}/A%2FB`;
const [one, two] = [idOf("rec", 1), idOf("rec", 2)];

describe("the request", () => {
  const draft = { path, query: "fields[]=Name\n\nfilterByFormula={A} = 1", body: '{"a": 1}' };
  it("is read from the fields", () => {
    const ask = askOf("GET", draft, false);
    expect(ask).toEqual({
      method: "GET",
      path,
      query: [
        ["fields[]", "Name"],
        ["filterByFormula", "{A} = 1"],
      ],
    });
    expect(addressOf(ask as Ask)).toBe(`${path}?fields%5B%5D=Name&filterByFormula=%7BA%7D+%3D+1`);
    expect(askOf("POST", draft, true)).toMatchObject({ body: { a: 1 } });
  });
  it("never leaves the API of this server", () => {
    for (const wrong of [
      "//other.example/v0/x",
      "https://other.example/v0/x",
      "/v0/../x",
      "/sign-in",
      "v",
      "",
    ]) {
      expect(askOf("GET", { ...draft, path: wrong }, false)).toMatchObject({ field: "path" });
    }
    expect(askOf("GET", { ...draft, path: "/v0/a?b" }, false)).toMatchObject({ field: "path" });
  });
  it("says what is wrong", () => {
    expect(askOf("GET", { ...draft, query: "x" }, false)).toMatchObject({ field: "query" });
    expect(askOf("POST", { ...draft, body: "{" }, true)).toMatchObject({ field: "body" });
  });
});

describe("a pasted token", () => {
  it("is looked at before it is used", () => {
    expect(tokenProblem(`pat${"A".repeat(14)}.${"0".repeat(64)}`)).toBeNull();
    expect(tokenProblem("")).not.toBeNull();
    expect(tokenProblem("pat x")).not.toBeNull();
    expect(tokenProblem("hello")).not.toBeNull();
  });
});

describe("undo", () => {
  it("deletes what was made", () => {
    const ask = { method: "POST", path, query: [], body: { records: [] } } satisfies Ask;
    const undo = undoOf("createRecords", ask, [], { records: [{ id: one }, { id: two }] }, [table]);
    expect(undo?.asks[0]).toMatchObject({ method: "DELETE", path });
    expect(undo?.asks[0]?.query).toEqual([
      ["records[]", one],
      ["records[]", two],
    ]);
    expect(undoOf("createRecords", ask, [], { id: one }, [table])?.words).toBe("Undo: delete the record");
  });
  it("writes back what was there, of the cells that were touched", () => {
    const body = { records: [{ id: one, fields: { Name: "new", Lead: null } }] };
    const ask: Ask = { method: "PATCH", path, query: [], body };
    expect(readsBefore("updateRecords", ask, [table])).toMatchObject([
      { method: "GET", path: `${path}/${one}` },
    ]);
    const person = { id: "usr1", email: "a@example.com", name: "A" };
    const before = [{ id: one, fields: { [name.id]: "old", [lead.id]: person, [count.id]: 3 } }];
    const undo = undoOf("updateRecords", ask, before, { records: [{ id: one, fields: {} }] }, [table]);
    expect(undo?.asks).toEqual([
      {
        method: "PATCH",
        path,
        query: [],
        body: { records: [{ id: one, fields: { [name.id]: "old", [lead.id]: { id: "usr1" } } }] },
      },
    ]);
  });
  it("clears again what was blank, and all that PUT cleared comes back", () => {
    const ask: Ask = { method: "PUT", path, query: [], body: { records: [{ id: one, fields: {} }] } };
    const before = [{ id: one, fields: { [name.id]: "old" } }];
    const undo = undoOf("replaceRecords", ask, before, { records: [{ id: one }] }, [table]);
    expect(undo?.asks[0]?.body).toEqual({
      records: [{ id: one, fields: { [name.id]: "old", [lead.id]: null } }],
    });
  });
  it("takes an upsert back in both of its halves", () => {
    const body = {
      performUpsert: { fieldsToMergeOn: ["Name"] },
      records: [{ fields: { Name: 'a"b' } }, { fields: { Name: "new" } }],
    };
    const ask: Ask = { method: "PATCH", path, query: [], body };
    const [search] = readsBefore("updateRecords", ask, [table]);
    expect(search?.body).toMatchObject({
      filterByFormula: `OR(AND({${name.id}} = "a\\"b"), AND({${name.id}} = "new"))`,
    });
    const answer = { records: [{ id: one }, { id: two }], createdRecords: [two], updatedRecords: [one] };
    const before = [{ records: [{ id: one, fields: { [name.id]: 'a"b' } }] }];
    const undo = undoOf("updateRecords", ask, before, answer, [table]);
    expect(undo?.asks.map((one) => one.method)).toEqual(["PATCH", "DELETE"]);
    expect(undoOf("updateRecords", ask, [], answer, [table])?.but).toBeDefined();
  });
  it("is not offered for what is deleted for good", () => {
    const ask: Ask = { method: "DELETE", path, query: [["records[]", one]] };
    expect(undoOf("deleteRecords", ask, [], { records: [] }, [table])).toBeNull();
    expect(warning("deleteRecords", undefined, true)).toContain("can not be brought back");
    expect(warning("updateRecords", undefined, false)).toContain("can not be undone");
  });
  it("writes an old name back by id", () => {
    const ask: Ask = {
      method: "PATCH",
      path: `/v0/meta/bases/${idOf("app", 1)}/tables/A%2FB/fields/Name`,
      query: [],
      body: { name: "Title" },
    };
    const before = [{ tables: [{ id: table.id, name: "A/B", fields: [{ id: name.id, name: "Name" }] }] }];
    const undo = undoOf("updateField", ask, before, { id: name.id, name: "Title" }, [table]);
    expect(undo?.asks[0]?.path.endsWith(`/${name.id}`)).toBe(true);
    expect(undo?.asks[0]?.body).toEqual({ name: "Name" });
  });
});

describe("changes", () => {
  it("knows calls that only read", () => {
    expect(changes("listRecords", "GET", undefined)).toBe(false);
    expect(changes("listRecordsByPost", "POST", {})).toBe(false);
    expect(changes("changeField", "PATCH", { dryRun: true })).toBe(false);
    expect(changes("updateRecords", "PATCH", {})).toBe(true);
  });
});
