import { expect, test } from "vitest";
import { draftOf, emptyDraft, type TokenDraft } from "./draft.ts";
import { type Circumstances, problemsOf } from "./problems.ts";
import { days, id, NO_REACH, NOW, policy, REACH, token } from "./testing.ts";

const good: TokenDraft = {
  ...emptyDraft(policy()),
  name: "Report",
  scopes: ["data.records:read"],
  access: { mode: "specificModelIds", ids: [id("app", 1)] },
};
const fields = (change: Partial<TokenDraft>, rules = policy(), known: Circumstances = {}) =>
  problemsOf({ ...good, ...change }, rules, { reach: REACH, now: NOW, ...known }).map(
    (problem) => problem.field,
  );

test("a whole draft has no problem", () => {
  expect(fields({})).toEqual([]);
});

test("an empty form misses name, scopes and nothing that its scopes do not need", () => {
  const empty = problemsOf(emptyDraft(policy()), policy(), { reach: REACH });
  expect(empty.map((problem) => problem.part)).toEqual(["name", "scopes"]);
  expect(fields({ access: { mode: "specificModelIds", ids: [] } })).toEqual(["access"]);
  expect(fields({ scopes: ["user.email:read"], access: { mode: "specificModelIds", ids: [] } })).toEqual([]);
});

test("somebody without any base may go on", () => {
  const none = { access: { mode: "specificModelIds" as const, ids: [] } };
  expect(fields(none, policy(), { reach: NO_REACH })).toEqual([]);
});

test("names and notes are counted in characters", () => {
  expect(fields({ name: "  " })).toEqual(["name"]);
  expect(fields({ name: "😀".repeat(200) })).toEqual([]);
  expect(fields({ name: "x".repeat(201), note: "x".repeat(1001) })).toEqual(["name", "note"]);
});

test("the instance's rules are held to", () => {
  const rules = policy({
    forbiddenScopes: ["data.records:read"],
    allowEverything: false,
    tokenMaximumDays: 30,
  });
  expect(fields({ access: { mode: "all", ids: [] } }, rules)).toEqual(["scopes", "access", "expires"]);
  expect(fields({ expires: days(30) }, policy({ tokenMaximumDays: 30 }))).toEqual([]);
  expect(fields({ expires: days(31) }, policy({ tokenMaximumDays: 30 }))).toEqual(["expires"]);
  expect(fields({ expires: "default" }, policy({ tokenMaximumDays: 30 }))).toEqual([]);
});

test("a token that exists keeps what it has", () => {
  const rules = policy({
    forbiddenScopes: ["data.records:read"],
    allowEverything: false,
    tokenMaximumDays: 30,
  });
  const before = draftOf(token({ access: { mode: "all" }, scopes: ["data.records:read"] }));
  expect(problemsOf({ ...before, note: "New" }, rules, { before, reach: REACH })).toEqual([]);
  // Nothing was changed, so nothing can be wrong.
  expect(problemsOf(before, rules, { before, reach: NO_REACH })).toEqual([]);
});

test("a list with something that is not shared any more can not be saved again", () => {
  const before = draftOf(token({ access: { mode: "specificModelIds", ids: [id("app", 9)] } }));
  const known = { before, reach: REACH };
  expect(problemsOf({ ...before, name: "New" }, policy(), known)).toEqual([]);
  const more = { ...before, access: { ...before.access, ids: [id("app", 9), id("app", 1)] } };
  expect(problemsOf(more, policy(), known)).toHaveLength(1);
});

test("ends and starts must be moments that make sense", () => {
  expect(fields({ expires: "" })).toEqual(["expires"]);
  expect(fields({ expires: days(-1) })).toEqual(["expires"]);
  expect(fields({ expires: days(2), notBefore: days(3) })).toEqual(["notBefore"]);
});

test("addresses and rate are checked", () => {
  expect(fields({ allowedAddresses: ["10.0.0.0/8", "here"] })).toEqual(["allowedAddresses"]);
  expect(fields({ allowedAddresses: Array.from({ length: 51 }, (_, at) => `10.0.0.${at}`) })).toEqual([
    "allowedAddresses",
  ]);
  for (const rate of [0, 1.5, 1001, Number.NaN])
    expect(fields({ requestsPerSecond: rate })).toEqual(["requestsPerSecond"]);
  expect(fields({ requestsPerSecond: 1000 })).toEqual([]);
});
