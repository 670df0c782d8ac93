import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Both themes of theme.css: the custom properties that are pairs of colours. */
function themes(): Map<string, Map<string, string>> {
  const css = readFileSync(new URL("./theme.css", import.meta.url), "utf8");
  const light = new Map<string, string>();
  const dark = new Map<string, string>();
  for (const [, name = "", one = "", other = ""] of css.matchAll(
    /(--[\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g,
  )) {
    light.set(name, one);
    dark.set(name, other);
  }
  return new Map([
    ["light", light],
    ["dark", dark],
  ]);
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
