import { expect, test } from "vitest";
import { atLeast, greater, rolesUpTo, roleWords } from "./roles.ts";

test("roles are compared in their order", () => {
  expect(atLeast("owner", "create")).toBe(true);
  expect(atLeast("create", "create")).toBe(true);
  expect(atLeast("edit", "create")).toBe(false);
  expect(atLeast(null, "read")).toBe(false);
  expect(atLeast("emperor", "read")).toBe(false);
});

test("nobody is offered a role above their own", () => {
  expect(rolesUpTo("create")).toEqual(["create", "edit", "comment", "read"]);
  expect(rolesUpTo("read")).toEqual(["read"]);
  expect(rolesUpTo(undefined)).toEqual([]);
});

test("roles are words, unknown ones as they came", () => {
  expect(roleWords("read")).toBe("Read only");
  expect(roleWords("emperor")).toBe("emperor");
  expect(roleWords(null)).toBe("No role");
});

test("of two roles the greater one counts", () => {
  expect(greater("create", "owner")).toBe("owner");
  expect(greater("edit", "read")).toBe("edit");
  expect(greater("read", null)).toBe("read");
  expect(greater(null, "read")).toBe("read");
});
