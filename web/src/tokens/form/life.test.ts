import { expect, test } from "vitest";
import { choiceOf, dayOf, defaultEnd, endOfDay, minuteOf, momentOf, policyWords } from "./life.ts";
import { days, NOW, policy } from "./testing.ts";

test("an end is recognised as what was chosen", () => {
  expect(choiceOf(null, NOW)).toBe("never");
  expect(choiceOf("default", NOW)).toBe("default");
  expect(choiceOf(days(30), NOW)).toBe("30");
  expect(choiceOf(days(31), NOW)).toBe("date");
  expect(choiceOf(days(30), NOW, days(30))).toBe("keep");
  expect(choiceOf(null, NOW, null)).toBe("never");
});

test("the last day counts whole, in the viewer's zone", () => {
  const end = endOfDay("2026-08-31");
  expect(new Date(end).getHours()).toBe(23);
  expect(dayOf(end)).toBe("2026-08-31");
  expect(endOfDay("")).toBe("");
  expect(dayOf("")).toBe("");
  // Typed digit by digit, a year is short for a while; the field must not jump.
  expect(dayOf(endOfDay("0002-08-31"))).toBe("0002-08-31");
});

test("a start goes there and back", () => {
  expect(minuteOf(momentOf("2026-08-31T14:05"))).toBe("2026-08-31T14:05");
  expect(momentOf("")).toBeNull();
  expect(minuteOf(null)).toBe("");
});

test("what the instance sets is told, never hidden", () => {
  expect(policyWords(policy())).toBe("");
  expect(policyWords(policy({ tokenDefaultDays: 90 }))).toBe(
    "On this instance a token lives 90 days unless you choose otherwise.",
  );
  expect(policyWords(policy({ tokenDefaultDays: 30, tokenMaximumDays: 90 }))).toBe(
    "On this instance a token lives at most 90 days, and 30 days unless you choose otherwise.",
  );
  expect(defaultEnd(policy({ tokenMaximumDays: 7 }), NOW)).toBe(days(7));
  expect(defaultEnd(policy(), NOW)).toBeNull();
});
