import { expect, it } from "vitest";
import { ago } from "./times.ts";

it.each([
  [0, "just now"],
  [-59, "just now"],
  [30, "in a moment"],
  [-60, "1 minute ago"],
  [-3 * 3600, "3 hours ago"],
  [-86_400, "yesterday"],
  [2 * 86_400, "in 2 days"],
  [7 * 86_400 - 1, "in 7 days"],
  [-400 * 86_400, "last year"],
])("%d seconds from now is %s", (seconds, words) => {
  const now = Date.UTC(2026, 0, 31, 12);
  expect(ago(new Date(now + seconds * 1000), now)).toBe(words);
});
