import { describe, expect, it } from "vitest";
import { ApiError } from "../api/errors.ts";
import { nameProblem, passwordProblem, refusedField, sentence } from "./problems.ts";

describe("passwords", () => {
  it.each([
    ["", "Choose a password."],
    ["1234567", "A password has at least 8 characters. This one has 7."],
    ["12345678", null],
    ["        ", null],
    ["x".repeat(256), null],
    ["x".repeat(257), "A password has at most 256 characters. This one has 257."],
    ["🔑".repeat(8), null],
    ["🔑".repeat(7), "A password has at least 8 characters. This one has 7."],
  ])("%j", (password, said) => {
    expect(passwordProblem(password)).toBe(said);
  });
});

it("a name has 1 to 100 characters", () => {
  expect(nameProblem("  ")).toBe("Write a name.");
  expect(nameProblem(" Ann ")).toBeNull();
  expect(nameProblem("x".repeat(100))).toBeNull();
  expect(nameProblem("x".repeat(101))).toBe("A name has at most 100 characters.");
});

describe("what the server refused", () => {
  const refusal = (message: string, status = 422) =>
    new ApiError(status, "INVALID_REQUEST_UNKNOWN", message, null);
  it.each([
    ["currentPassword is not your password", "currentPassword", "This is not your password."],
    [
      "there is already a user with this e-mail address",
      "email",
      "There is already an account with this e-mail address.",
    ],
    ["this is not an e-mail address", "email", "This is not an e-mail address."],
    ["a password has 8 to 256 characters", "password", "A password has 8 to 256 characters."],
    ["a name has 1 to 100 characters", "name", "A name has 1 to 100 characters."],
  ])("%s", (message, field, text) => {
    expect(refusedField(refusal(message))).toEqual({ field, text });
  });
  it("is about no field if it is something else", () => {
    expect(refusedField(refusal("the instance is on fire"))).toBeNull();
    expect(refusedField(refusal("Invalid request: unknown field `email`"))).toBeNull();
    expect(refusedField(refusal("your password was changed meanwhile; try again", 503))).toBeNull();
    expect(refusedField(new Error("no connection"))).toBeNull();
  });
  it("is no wrong password if the session has ended: the guard says so", () => {
    const ended = new ApiError(401, "AUTHENTICATION_REQUIRED", "Authentication required: no password", null);
    expect(refusedField(ended)).toBeNull();
  });
});

it("makes sentences", () => {
  expect(sentence("a name is missing")).toBe("A name is missing.");
  expect(sentence("Done.")).toBe("Done.");
  expect(sentence("")).toBe("");
});
