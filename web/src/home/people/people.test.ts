import { expect, test } from "vitest";
import { emailProblem, may, sortedPeople, withEmail } from "./people.ts";

const person = (userId: string, permissionLevel: string, name = userId) => ({
  userId,
  permissionLevel,
  name,
  email: `${userId}@example.com`,
  createdTime: "2026-01-01T00:00:00.000Z",
  grantedByUserId: null,
});

test("creators and owners manage whoever is not above them", () => {
  expect(may("create", person("a", "edit"))).toEqual({
    roles: ["create", "edit", "comment", "read"],
    remove: true,
  });
  expect(may("create", person("a", "owner"))).toEqual({ roles: [], remove: false });
  expect(may("owner", person("a", "owner")).roles).toHaveLength(5);
  for (const role of ["edit", "comment", "read", null, "unknown"]) {
    expect(may(role, person("a", "read"))).toEqual({ roles: [], remove: false });
  }
});

test("a role that is not known here is left alone", () => {
  expect(may("owner", person("a", "emperor")).remove).toBe(false);
});

test("the reader comes first, then the greatest role", () => {
  const people = [person("a", "read"), person("b", "owner"), person("me", "edit"), person("c", "read", "Aa")];
  expect(sortedPeople(people, "me").map((one) => one.userId)).toEqual(["me", "b", "a", "c"]);
});

test("e-mails are compared without regard to case and space", () => {
  const people = [person("a", "read")];
  expect(withEmail(people, " A@Example.com ")?.userId).toBe("a");
  expect(withEmail(people, "b@example.com")).toBeUndefined();
});

test("what is no e-mail is told", () => {
  expect(emailProblem("a@b.c")).toBeNull();
  expect(emailProblem("  ")).toContain("Write");
  expect(emailProblem("ada")).toContain("@");
});
