import { expect, test } from "vitest";
import { uselessScopes, youLack } from "./lack.ts";
import { CALLS, id, REACH } from "./testing.ts";

const access = (...ids: string[]) => ({ mode: "specificModelIds" as const, ids });

test("nothing lacks where the role is great enough", () => {
  expect(youLack(["data.records:write", "schema.bases:write"], access(id("wsp", 1)), REACH, CALLS)).toEqual(
    [],
  );
});

test("calls that the own role does not cover are named, by place", () => {
  const [lack, ...others] = youLack(
    ["data.records:read", "data.records:write"],
    access(id("app", 4)),
    REACH,
    CALLS,
  );
  expect(others).toEqual([]);
  expect(lack?.places.map((place) => place.name)).toEqual(["Library"]);
  expect(lack?.calls.map((call) => call.id)).toEqual(["updateRecords", "createRecords"]);
  expect(lack?.useless).toEqual(["data.records:write"]);
  expect(lack?.of).toBe(4);
});

test("a workspace is judged by its bases and by itself", () => {
  const lacks = youLack(["schema.bases:write"], access(id("wsp", 2)), REACH, CALLS);
  expect(lacks.map((lack) => [lack.places[0]?.kind, lack.calls.map((call) => call.id)])).toEqual([
    ["workspace", ["createBase"]],
    ["base", ["createTable"]],
  ]);
});

test("everything means all that the person reaches", () => {
  const lacks = youLack(["data.records:write"], { mode: "all", ids: [] }, REACH, CALLS);
  expect(lacks.flatMap((lack) => lack.places.map((place) => place.name))).toEqual(["Library"]);
});

test("a scope is useless only where all its calls are refused", () => {
  const scopes = ["schema.bases:read", "schema.bases:write"];
  expect(uselessScopes({ kind: "base", role: "edit" }, scopes, CALLS)).toEqual(["schema.bases:write"]);
  expect(uselessScopes({ kind: "base", role: "owner" }, scopes, CALLS)).toEqual([]);
});
