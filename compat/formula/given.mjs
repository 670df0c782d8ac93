// Runs cases through `basekey formula eval`, and tells what is different.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// What basekey gives for cases, by id.
function given(cases) {
  const basekey = process.env.BASEKEY;
  if (!basekey) throw new Error("BASEKEY names the program to compare with");
  const folder = mkdtempSync(join(tmpdir(), "basekey-formulas-"));
  try {
    const file = join(folder, "cases.json");
    writeFileSync(file, JSON.stringify(cases));
    const lines = execFileSync(basekey, ["formula", "eval", "--cases", file], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
    return new Map(lines.trim().split("\n").map((line) => JSON.parse(line)).map((one) => [one.id, one]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// A number as a result shows it.
export function shown(number) {
  return Number.isFinite(number) ? number + 0 : { specialValue: String(number) };
}

function same(expect, got) {
  if (got === undefined || got.error !== undefined) return false;
  const value = got.value;
  if (typeof expect === "number" && typeof value === "number") {
    return Math.abs(expect - value) <= 1e-12 * Math.abs(expect);
  }
  if (expect === "" || expect === null) return value === "" || value === null;
  if (expect?.error) return value?.error !== undefined;
  return JSON.stringify(expect) === JSON.stringify(value);
}

// Prints the first differences and ends with 1 if there are any.
export function compare(what, cases) {
  const results = given(cases);
  const different = cases.filter((one) => !same(one.expect, results.get(one.id)));
  for (const one of different.slice(0, 30)) {
    const cells = Object.entries(one.fields).map(([name, cell]) => `${name} = ${JSON.stringify(cell.value)}`);
    const got = results.get(one.id);
    console.log(`${one.formula} where ${cells.join(", ")}`);
    console.log(`  expected: ${JSON.stringify(one.expect)}\n  basekey:  ${JSON.stringify(got?.error ?? got?.value)}`);
  }
  console.log(`${what}: ${cases.length} cases, ${different.length} differences`);
  if (different.length > 0) process.exitCode = 1;
}
