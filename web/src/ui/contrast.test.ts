import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Every theme of theme.css by its selector: the custom properties that are colours. */
function themes(): Map<string, Map<string, string>> {
  const css = readFileSync(new URL("./theme.css", import.meta.url), "utf8");
  const found = new Map<string, Map<string, string>>();
  for (const [, selector, body] of css.matchAll(/([^{}]+)\{([^{}]*--bg:[^{}]*)\}/g)) {
    const colours = new Map<string, string>();
    for (const [, name, value] of (body ?? "").matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)) {
      colours.set(name ?? "", value ?? "");
    }
    found.set((selector ?? "").trim(), colours);
  }
  return found;
}

/** Contrast as WCAG 2.2 counts it. */
function contrast(a: string, b: string): number {
  const light = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [string, string[]][] = [
  ["--text", ["--bg", "--surface", "--raised", "--hover"]],
  ["--muted", ["--bg", "--surface", "--raised"]],
  ["--accent-text", ["--bg", "--surface", "--raised", "--accent-soft"]],
  ["--danger-text", ["--bg", "--raised", "--danger-soft"]],
  ["--warn-text", ["--bg", "--warn-soft"]],
  ["--good-text", ["--bg", "--good-soft"]],
  ["--on-accent", ["--accent"]],
  ["--on-danger", ["--danger"]],
];
const CONTROLS: [string, string[]][] = [
  ["--control", ["--bg", "--surface", "--raised"]],
  ["--focus", ["--bg", "--surface", "--raised"]],
];

describe.each([...themes()])("%s", (_, colours) => {
  const cases = [
    ...TEXT.flatMap(([over, under]) => under.map((one) => [over, one, 4.5] as const)),
    ...CONTROLS.flatMap(([over, under]) => under.map((one) => [over, one, 3] as const)),
  ];
  it.each(cases)("%s on %s has at least %d", (over, under, least) => {
    expect(contrast(colours.get(over) ?? "", colours.get(under) ?? "")).toBeGreaterThanOrEqual(least);
  });
});

it("finds the light theme and both ways into the dark one", () => {
  expect(themes().size).toBe(3);
  const [, ...dark] = [...themes().values()];
  expect(dark[0]).toEqual(dark[1]);
});
