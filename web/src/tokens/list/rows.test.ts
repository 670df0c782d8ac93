import { expect, test } from "vitest";
import { days, id, NOW, REACH, token } from "../form/testing.ts";
import { endedWords, filterRows, rowsOf, searchRows, sortRows } from "./rows.ts";

const rows = rowsOf(
  [
    token({ name: "Report", createdTime: days(-3) }),
    token({
      name: "ant",
      createdTime: days(-2),
      scopes: ["schema.bases:write", "data.records:read"],
      access: { mode: "specificModelIds", ids: [id("wsp", 2)] },
      lastUsed: null,
      expires: days(3),
    }),
    token({ name: "Zoo", createdTime: days(-1), access: { mode: "all" }, state: "paused" }),
  ],
  REACH,
  NOW,
);
const names = (list: typeof rows) => list.map((row) => row.token.name);

test("tokens are found by name, scope, last four and by what they reach", () => {
  expect(names(searchRows(rows, "report", REACH))).toEqual(["Report"]);
  expect(names(searchRows(rows, "schema.bases:write", REACH))).toEqual(["ant"]);
  expect(names(searchRows(rows, "ab12", REACH))).toHaveLength(3);
  // Fair lies in the workspace of the second, and the third reaches everything.
  expect(names(searchRows(rows, "fair", REACH))).toEqual(["ant", "Zoo"]);
  expect(names(searchRows(rows, "shop records:read", REACH))).toEqual(["Report", "Zoo"]);
  expect(names(searchRows(rows, "nothing", REACH))).toEqual([]);
});

test("states filter, also those that add to another", () => {
  expect(names(filterRows(rows, "active"))).toEqual(["Report", "ant"]);
  expect(names(filterRows(rows, "expiresSoon"))).toEqual(["ant"]);
  expect(names(filterRows(rows, "paused"))).toEqual(["Zoo"]);
  expect(names(filterRows(rows, undefined))).toHaveLength(3);
});

test("every column sorts both ways; what is absent comes last", () => {
  expect(names(sortRows(rows))).toEqual(["Zoo", "ant", "Report"]);
  expect(names(sortRows(rows, "name"))).toEqual(["ant", "Report", "Zoo"]);
  expect(names(sortRows(rows, "-name"))).toEqual(["Zoo", "Report", "ant"]);
  expect(names(sortRows(rows, "expires"))[0]).toBe("ant");
  expect(names(sortRows(rows, "-expires"))[0]).toBe("ant");
  expect(names(sortRows(rows, "used"))[2]).toBe("ant");
  expect(names(sortRows(rows, "-scopes"))[0]).toBe("ant");
  expect(names(sortRows(rows, "-access"))[0]).toBe("Zoo");
  expect(names(sortRows(rows, "state"))[0]).toBe("Zoo");
  expect(names(sortRows(rows, "no such column"))).toEqual(names(sortRows(rows)));
});

test("an ended token says by whom and why", () => {
  const ended = (change: Parameters<typeof token>[0]) => {
    const [row] = rowsOf([token(change)], REACH, NOW);
    return row && endedWords(row, id("usr", 1));
  };
  expect(ended({ state: "expired" })).toBe("Its end came");
  expect(ended({ state: "revoked", revokedByUserId: id("usr", 1), revokeReason: "Leaked" })).toBe(
    "Revoked by you: Leaked",
  );
  expect(ended({ state: "revoked", revokedByUserId: id("usr", 2) })).toBe(
    "Revoked by an owner of this instance",
  );
});
