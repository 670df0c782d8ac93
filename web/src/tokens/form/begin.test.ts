import { expect, test } from "vitest";
import { begin } from "./begin.ts";
import { days, id, NOW, policy, REACH, SCOPES, token } from "./testing.ts";

const known = { policy: policy(), reach: REACH, scopes: SCOPES.map((scope) => scope.name), now: NOW };

test("an address fills the form and says what it could not use", () => {
  const { draft, byLink, left } = begin(
    {
      name: "Sync",
      scopes: "data.records:read,nonsense:read schema.bases:read",
      bases: `${id("app", 1)},${id("app", 9)}`,
      expires: "30",
    },
    known,
  );
  expect(byLink).toBe(true);
  expect(draft).toMatchObject({
    name: "Sync",
    scopes: ["data.records:read", "schema.bases:read"],
    access: { mode: "specificModelIds", ids: [id("app", 1)] },
    expires: days(30),
  });
  expect(left).toEqual([
    "There is no scope called nonsense:read.",
    `Not shared with you, or not there: ${id("app", 9)}.`,
  ]);
});

test("an address goes no further than the instance allows", () => {
  const rules = policy({
    forbiddenScopes: ["data.records:write"],
    allowEverything: false,
    tokenMaximumDays: 7,
  });
  const { draft, left } = begin(
    { scopes: "data.records:write", bases: "all", expires: "never" },
    { ...known, policy: rules },
  );
  expect(draft).toMatchObject({ scopes: [], access: { mode: "specificModelIds" }, expires: "default" });
  expect(left).toHaveLength(3);
});

test("a template fills scopes, access and life, and says so", () => {
  const { draft, said, byLink } = begin({ template: "read-one" }, known);
  expect(draft.scopes).toEqual(["data.records:read", "schema.bases:read"]);
  expect(said).toContain("no end");
  expect(byLink).toBe(false);
});

test("a template about one base chooses it if there is only one", () => {
  const one = { workspaces: [], shared: REACH.shared };
  const { draft, said } = begin({ template: "form-inbox" }, { ...known, reach: one });
  expect(draft.access.ids).toEqual([id("app", 4)]);
  expect(said).toContain("base Library");
});

test("a duplicate takes over the settings, with as long a life again", () => {
  const copy = token({
    expires: days(60),
    createdTime: days(-30),
    notBefore: days(-10),
    requestsPerSecond: 3,
  });
  const { draft, copied } = begin({ from: copy.id }, { ...known, copy });
  expect(copied).toBe("Report");
  expect(draft).toMatchObject({
    name: "Report copy",
    expires: days(90),
    notBefore: null,
    requestsPerSecond: 3,
  });
});

test("a duplicate leaves out what is not to be had any more", () => {
  const copy = token({
    scopes: ["data.records:read", "data.records:write"],
    access: { mode: "specificModelIds", ids: [id("app", 1), id("app", 9)] },
  });
  const rules = policy({ forbiddenScopes: ["data.records:write"], tokenMaximumDays: 7 });
  const { draft, left } = begin({ from: copy.id }, { ...known, policy: rules, copy });
  expect(draft).toMatchObject({ scopes: ["data.records:read"], expires: "default" });
  expect(draft.access.ids).toEqual([id("app", 1)]);
  expect(left).toHaveLength(2);
});
