import { describe, expect, test } from "vitest";
import type { TokenDraft } from "../form/index.ts";
import { differences, merged } from "./conflict.ts";

const base: TokenDraft = {
  name: "Sync",
  note: "",
  scopes: ["data.records:read", "schema.bases:read"],
  access: { mode: "specificModelIds", ids: ["app1", "app2"] },
  expires: null,
  notBefore: null,
  allowedAddresses: [],
  requestsPerSecond: null,
};
const nameOf = (id: string) => id;

describe("differences", () => {
  test("stand to reason by who changed what", () => {
    const theirs = { ...base, name: "Night", note: "Theirs" };
    const mine = { ...base, name: "Day", requestsPerSecond: 5 };
    expect(differences(base, theirs, mine, nameOf).map((one) => [one.field, one.likely, one.both])).toEqual([
      ["name", "theirs", true],
      ["note", "theirs", false],
      ["requestsPerSecond", "mine", false],
    ]);
  });
  test("are none if both did the same, in whatever order", () => {
    const theirs = {
      ...base,
      scopes: [...base.scopes].reverse(),
      access: { ...base.access, ids: ["app2", "app1"] },
    };
    expect(differences(base, theirs, base, nameOf)).toEqual([]);
  });
  test("tell both versions in words", () => {
    const [one] = differences(base, { ...base, access: { mode: "all", ids: [] } }, base, nameOf);
    expect(one).toMatchObject({ mine: "base app1, base app2", theirs: "Everything, now and later" });
  });
});

test("what is chosen goes on top of what is stored", () => {
  const theirs = { ...base, name: "Night", note: "Theirs" };
  const mine = { ...base, name: "Day", scopes: [] };
  expect(merged(theirs, mine, { name: "theirs", scopes: "mine" })).toEqual({ ...theirs, scopes: [] });
  expect(merged(theirs, mine, {})).toEqual(theirs);
});
