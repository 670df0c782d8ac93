// Compares the date functions of formulas with moment on inputs drawn at random.
//
//   BASEKEY=target/debug/basekey node compat/formula/dates.mjs [--seed N] [--count N] [--kind NAME] [--all]
//
// The packages are those of compat/node (npm ci there). Prints the first 30
// differences, or with --all every one, and ends with 1 if there are any.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

// What a text without an offset means must not depend on where this runs.
process.env.TZ = "UTC";
const { cases, moment } = await import("./draw.mjs");
moment.suppressDeprecationWarnings = true;

const { values: options } = parseArgs({
  options: { seed: { type: "string" }, count: { type: "string" }, kind: { type: "string" }, all: { type: "boolean" } },
});
const seed = Number(options.seed ?? 20240229);
const count = Number(options.count ?? 20000);
const basekey = process.env.BASEKEY ?? process.env.BASEKEY_BIN;
if (!basekey) throw new Error("BASEKEY names the program to compare with moment");

// What we do otherwise, and why. A difference is passed over if it fits.
const KNOWN = [
  {
    why: "what a format with a year in it misses in the text is not taken from the present day, so that stored results stay right",
    fits: (one, got) => {
      const format = one.fields.F?.value.replace(/\[[^[\]]*\]/g, "") ?? "";
      return one.readsToday && got.value?.error !== undefined && /[YyGgXxlN]|L(?!T)/.test(format);
    },
  },
];

function same(expect, got) {
  if (got.error !== undefined) return false;
  const value = got.value;
  if (expect?.error) return value?.error !== undefined;
  if (expect === "" || expect === null) return value === "" || value === null;
  return value === expect;
}

const drawn = cases(seed, count).filter((one) => !options.kind || one.id.startsWith(`${options.kind}-`));
const folder = mkdtempSync(join(tmpdir(), "basekey-dates-"));
let lines;
try {
  const file = join(folder, "cases.json");
  writeFileSync(file, JSON.stringify(drawn));
  lines = execFileSync(basekey, ["formula", "eval", "--cases", file], { encoding: "utf8", maxBuffer: 1 << 30 });
} finally {
  rmSync(folder, { recursive: true });
}
const given = new Map(lines.trim().split("\n").map((line) => JSON.parse(line)).map((one) => [one.id, one]));

const different = [];
const passed = new Map();
for (const one of drawn) {
  const got = given.get(one.id) ?? { error: "nothing was printed" };
  if (same(one.expect, got)) continue;
  const known = KNOWN.find(({ fits }) => fits(one, got));
  if (known) passed.set(known.why, (passed.get(known.why) ?? 0) + 1);
  else different.push([one, got]);
}

const shown = (value) => JSON.stringify(value);
for (const [one, got] of options.all ? different : different.slice(0, 30)) {
  const cells = Object.entries(one.fields).map(([name, cell]) => `${name} = ${shown(cell.value)}`);
  console.log(`${one.id}: ${one.formula} where ${cells.join(", ")}\n  moment:  ${shown(one.expect)}\n  basekey: ${shown(got.error ?? got.value)}`);
}
for (const [why, times] of passed) console.log(`${times} passed over: ${why}`);
console.log(`seed ${seed}: ${drawn.length} cases, ${different.length} differences`);
process.exitCode = different.length > 0 ? 1 : 0;
