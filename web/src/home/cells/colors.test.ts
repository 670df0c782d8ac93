import { expect, test } from "vitest";
import { CHIP_COLORS, chipColor } from "./colors.ts";

/** WCAG 2.2: relative luminance and contrast. */
function luminance(color: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test("every colour of a choice is there", () => {
  expect(CHIP_COLORS.size).toBe(40);
  expect(chipColor("blueLight2")).not.toEqual(chipColor("grayLight2"));
  expect(chipColor("blue")).toEqual(chipColor("grayLight2"));
  expect(chipColor(undefined)).toEqual(chipColor("grayLight2"));
});

test("text on every colour has a contrast of 4.5 in both themes", () => {
  for (const [name, { light, dark }] of CHIP_COLORS) {
    for (const [theme, pair] of Object.entries({ light, dark })) {
      expect(pair.background).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrast(pair.background, pair.text), `${name} in ${theme}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});
