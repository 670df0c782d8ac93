import { expect, it } from "vitest";
import { beginWith, firstOwned } from "./welcome.ts";

it("leaves empty what nobody chose", () => {
  expect(beginWith({ name: "Owner", email: "owner@example.com" })).toEqual({ name: "", email: "" });
  expect(beginWith({ name: "Olive", email: "owner@example.com" })).toEqual({ name: "Olive", email: "" });
  expect(beginWith({ name: "ann", email: "ann@example.com" })).toEqual({
    name: "ann",
    email: "ann@example.com",
  });
});

it("finds the workspace that came with the account", () => {
  const one = (id: string, createdTime: string, permissionLevel: string) => ({
    id,
    name: id,
    createdTime,
    permissionLevel,
    baseIds: [],
  });
  const shared = one("wspShared", "2026-01-01T00:00:00.000Z", "create");
  const own = one("wspOwn", "2026-01-02T00:00:00.000Z", "owner");
  const later = one("wspLater", "2026-01-03T00:00:00.000Z", "owner");
  expect(firstOwned([later, shared, own])).toBe(own);
  expect(firstOwned([shared])).toBeNull();
  expect(firstOwned([])).toBeNull();
});
