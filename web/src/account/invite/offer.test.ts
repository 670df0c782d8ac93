import { expect, it } from "vitest";
import { ApiError, OfflineError } from "../../api/errors.ts";
import { isEnded, isForAnother, roleOffered, thing } from "./offer.ts";

it("says what is offered", () => {
  expect(thing({ kind: "base", name: "Shop" })).toBe("the base Shop");
  expect(thing({ kind: "workspace", name: "Ops" })).toBe("the workspace Ops");
  expect(roleOffered("edit").title).toBe("Editor");
  expect(roleOffered("edit").meaning).toMatch(/change and delete/);
  expect(roleOffered("wizard")).toEqual({ title: "wizard", meaning: null });
});

it("knows whom it is for", () => {
  expect(isForAnother({ email: null }, "ann@example.com")).toBe(false);
  expect(isForAnother({ email: "ann@example.com" }, "Ann@Example.com")).toBe(false);
  expect(isForAnother({ email: "bob@example.com" }, "ann@example.com")).toBe(true);
});

it("tells an invitation that has ended from trouble that passes", () => {
  expect(isEnded(new ApiError(404, "MODEL_ID_NOT_FOUND", "", null))).toBe(true);
  expect(isEnded(new ApiError(429, "TOO_MANY_REQUESTS", "", null))).toBe(false);
  expect(isEnded(new OfflineError(null))).toBe(false);
});
