import { expect, test } from "vitest";
import type { BasesByWorkspace } from "../api/queries.ts";
import { countBases, matches, shownReach } from "./search.ts";

const base = (id: string, name: string) => ({ id, name, permissionLevel: "edit" });
const workspace = (id: string, name: string) => ({
  id,
  name,
  createdTime: "2026-01-01T00:00:00.000Z",
  permissionLevel: "owner",
  baseIds: [],
});
const reach: BasesByWorkspace = {
  workspaces: [
    { workspace: workspace("wsp1", "Café"), bases: [base("app1", "Menu"), base("app2", "Shifts")] },
    { workspace: workspace("wsp2", "Home"), bases: [] },
  ],
  shared: [base("app3", "Menu of others")],
};

test("every word must be somewhere, in any case and without accents", () => {
  expect(matches("cafe menu", "Menu", "Café")).toBe(true);
  expect(matches("cafe wine", "Menu", "Café")).toBe(false);
  expect(matches("", "Menu")).toBe(true);
});

test("without a query everything is there, opened ones first", () => {
  const shown = shownReach(reach, " ", ["app2"]);
  expect(shown.workspaces).toHaveLength(2);
  expect(shown.workspaces[0]?.bases.map((one) => one.id)).toEqual(["app2", "app1"]);
  expect(countBases(shown)).toBe(3);
  // The workspace's owner is its bases' owner, whatever the list of bases says.
  expect(shown.workspaces[0]?.bases[0]?.permissionLevel).toBe("owner");
  expect(shown.shared[0]?.permissionLevel).toBe("edit");
});

test("a query leaves out what does not match", () => {
  const menu = shownReach(reach, "menu", []);
  expect(menu.workspaces.map((one) => one.workspace.id)).toEqual(["wsp1"]);
  expect(countBases(menu)).toBe(2);
  expect(shownReach(reach, "app3", []).shared).toHaveLength(1);
  // The workspace's name brings its bases, and an empty one as well.
  expect(shownReach(reach, "cafe", []).workspaces[0]?.bases).toHaveLength(2);
  expect(shownReach(reach, "home", []).workspaces.map((one) => one.workspace.id)).toEqual(["wsp2"]);
});
