/** The colours of choices as pairs of background and text that can be read in either theme. */
export interface Pair {
  background: string;
  text: string;
}

/** One colour in both themes. */
export interface ChipColor {
  light: Pair;
  dark: Pair;
}

const HUES = ["blue", "cyan", "teal", "green", "yellow", "orange", "red", "pink", "purple", "gray"] as const;
const SHADES = ["Light2", "Light1", "Bright", "Dark1"] as const;
type Hue = (typeof HUES)[number];

/** Of each hue: two light ones, a bright one, a dark one, and an ink to write on the light ones. */
const TONES: Record<Hue, [light2: string, light1: string, bright: string, dark1: string, ink: string]> = {
  blue: ["#d1e2ff", "#a0c6ff", "#166ee1", "#0d52ac", "#06274f"],
  cyan: ["#c4ecff", "#88dbff", "#39caff", "#0f68a2", "#04304a"],
  teal: ["#c1f5f0", "#7de5dc", "#01ddd5", "#077074", "#02393a"],
  green: ["#cff5d1", "#9ae095", "#03800d", "#006400", "#043b06"],
  yellow: ["#ffeab6", "#ffd66e", "#ffba05", "#8f5400", "#3f2600"],
  orange: ["#ffe0cc", "#ffb78c", "#c94000", "#aa2d00", "#4a1500"],
  red: ["#ffd4e0", "#ffa6c1", "#d5033a", "#b10f41", "#4c0218"],
  pink: ["#fad2fc", "#f797ef", "#cf049e", "#970e6d", "#470236"],
  purple: ["#e0dafd", "#bfaefc", "#7c37ef", "#5a25ab", "#27104f"],
  gray: ["#e5e9f0", "#c4c7cd", "#616670", "#41454d", "#1d1f25"],
};

/** The page behind dark chips; the dark pairs are mixed with it. */
const NIGHT = "#131518";

/** Bright ones on which white would be too faint. */
const BRIGHT_WITH_INK: readonly Hue[] = ["cyan", "teal", "yellow"];

function channels(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** `share` of the first colour, the rest of the second. */
function mix(color: string, other: string, share: number): string {
  const [a, b] = [channels(color), channels(other)];
  const mixed = a.map((part, index) => Math.round(part * share + (b[index] ?? 0) * (1 - share)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function pairs(hue: Hue, shade: (typeof SHADES)[number]): ChipColor {
  const [light2, light1, bright, dark1, ink] = TONES[hue];
  switch (shade) {
    case "Light2":
      return {
        light: { background: light2, text: ink },
        dark: { background: mix(dark1, NIGHT, 0.5), text: light2 },
      };
    case "Light1":
      return {
        light: { background: light1, text: ink },
        dark: { background: mix(dark1, NIGHT, 0.8), text: light2 },
      };
    case "Bright": {
      const pair = { background: bright, text: BRIGHT_WITH_INK.includes(hue) ? ink : "#ffffff" };
      return { light: pair, dark: pair };
    }
    case "Dark1": {
      const pair = { background: dark1, text: "#ffffff" };
      return { light: pair, dark: pair };
    }
  }
}

/** Every colour that a choice can have, by its name on the wire. */
export const CHIP_COLORS: ReadonlyMap<string, ChipColor> = new Map(
  SHADES.flatMap((shade) => HUES.map((hue) => [`${hue}${shade}`, pairs(hue, shade)] as const)),
);

/** The pairs of a colour; gray for a choice without one and for names that nobody knows. */
export function chipColor(name: string | null | undefined): ChipColor {
  return CHIP_COLORS.get(name ?? "") ?? pairs("gray", "Light2");
}
