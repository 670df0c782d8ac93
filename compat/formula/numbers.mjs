// Compares operators and functions of numbers with JavaScript, with exact
// decimals, and with a spreadsheet's functions where their rules are the same.
//
//   BASEKEY=target/debug/basekey node compat/formula/numbers.mjs [--seed N] [--count N]
//
// The packages are those of compat/node (npm ci there).

import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { Draw } from "./draw.mjs";
import { compare, shown } from "./given.mjs";

const require = createRequire(new URL("../node/package.json", import.meta.url));
const sheet = require("@formulajs/formulajs");

const { values: options } = parseArgs({ options: { seed: { type: "string" }, count: { type: "string" } } });
const seed = Number(options.seed ?? 1);
const count = Number(options.count ?? 20000);
const draw = new Draw(seed);

function number() {
  const roll = draw.unit();
  if (roll < 0.1) return draw.one([0, 1, -1, 0.5, -0.5, 2.5, -2.5, 1.005, 0.1, 1e15, 1e16, 9007199254740991, 1e21, 1e-7]);
  if (roll < 0.4) return draw.whole(-200, 200);
  if (roll < 0.7) return draw.whole(-100000, 100000) / draw.one([10, 100, 1000]);
  if (roll < 0.8) return draw.whole(-1000000, 1000000) * draw.one([1, 10, 1000, 1e6]);
  if (roll < 0.9) return (draw.unit() - 0.5) * 10 ** draw.whole(-8, 12);
  return draw.whole(-4000, 4000) / 8;
}

// A number as a sign, digits and a power of ten, without loss.
function decimal(of) {
  const [digits, exponent] = Math.abs(of).toExponential().split("e");
  const [whole, fraction = ""] = digits.split(".");
  return [of < 0, BigInt(whole + fraction), Number(exponent) - fraction.length];
}

// Rounds the decimal that a number is written as, exactly.
function rounded(of, places, how) {
  const [negative, digits, exponent] = decimal(of);
  const dropped = -places - exponent;
  if (dropped <= 0) return of;
  const unit = 10n ** BigInt(dropped);
  const [down, rest] = [digits / unit, digits % unit];
  const up = {
    up: rest > 0n,
    down: false,
    // A tie goes towards the greater number.
    nearest: negative ? rest * 2n > unit : rest * 2n >= unit,
  }[how];
  const kept = down + (up ? 1n : 0n);
  return Number(`${negative ? "-" : ""}${kept}e${-places}`);
}

// A number as a text; nothing to compare for those of which two texts are as
// short and as near.
function text(of) {
  return Math.abs(of) >= 2 ** 49 && of % 1 !== 0 ? undefined : String(of + 0);
}

// Each: the formula over {A}, {B} and {C}, and what it gives.
const FORMULAS = [
  ["{A} + {B}", (a, b) => a + b],
  ["{A} - {B}", (a, b) => a - b],
  ["{A} * {B}", (a, b) => a * b],
  ["{A} / {B}", (a, b) => a / b],
  ["-{A} * {B} + {C}", (a, b, c) => -a * b + c],
  ["{A} - {B} - {C}", (a, b, c) => a - b - c],
  ["{A} / {B} * {C}", (a, b, c) => (a / b) * c],
  ["{A} < {B}", (a, b) => Number(a < b)],
  ["{A} >= {B}", (a, b) => Number(a >= b)],
  ["{A} = {B}", (a, b) => Number(a === b)],
  ["{A} != {B}", (a, b) => Number(a !== b)],
  ['{A} & ""', (a) => text(a)],
  ['{A} * {B} & ""', (a, b) => text(a * b)],
  ['{A} / {B} & "x"', (a, b) => text(a / b) && `${text(a / b)}x`],
  ["LEN({A})", (a) => text(a)?.length],
  ['VALUE({A} & "")', (a) => a],
  ["ABS({A})", Math.abs],
  ["INT({A})", Math.floor],
  ["EXP({A} / 100)", (a) => Math.exp(a / 100)],
  ["SQRT({A})", Math.sqrt],
  ["POWER({A}, {B})", (a, b) => a ** b],
  ["POWER(ABS({A}), {B} / 100)", (a, b) => Math.abs(a) ** (b / 100)],
  ["LOG({A})", Math.log10],
  ["LOG({A}, 2)", Math.log2],
  ["LOG({A}, {B})", (a, b) => Math.log(a) / Math.log(b)],
  ["ROUND({A}, {P})", (a, b, c, p) => rounded(a, p, "nearest")],
  ["ROUNDUP({A}, {P})", (a, b, c, p) => rounded(a, p, "up")],
  ["ROUNDDOWN({A}, {P})", (a, b, c, p) => rounded(a, p, "down")],
  ["ROUND({A})", Math.round],
  ["ROUNDDOWN({A})", Math.trunc],
  ["FLOOR({A})", Math.floor],
  ["CEILING({A})", Math.ceil],
  ["SUM({A}, {B}, {C})", (a, b, c) => a + b + c],
  ["AVERAGE({A}, {B}, {C})", (a, b, c) => (a + b + c) / 3],
  ["MAX({A}, {B}, {C})", (a, b, c) => Math.max(a, b, c)],
  ["MIN({A}, {B}, {C})", (a, b, c) => Math.min(a, b, c)],
  ['COUNT({A}, "", {B}, "x")', () => 2],
  ["IF({A}, 1, 2)", (a) => (a ? 1 : 2)],
  ["AND({A}, {B})", (a, b) => Number(Boolean(a && b))],
  ["OR({A}, {B})", (a, b) => Number(Boolean(a || b))],
  ["XOR({A}, {B}, {C})", (a, b, c) => (Boolean(a) + Boolean(b) + Boolean(c)) % 2],
  ["NOT({A})", (a) => Number(!a)],
  ["EVEN({A})", sheet.EVEN],
  ["ODD({A})", sheet.ODD],
  // With a divisor of 0 a spreadsheet has an error.
  ["MOD({A}, {B})", (a, b) => (b === 0 ? NaN : remainder(a, b))],
  ["CEILING({A}, {S})", (a, b, c, p, s) => multiple(a, s, "up")],
  ["FLOOR({A}, {S})", (a, b, c, p, s) => multiple(a, s, "down")],
];

// Exact: the remainder of doubles has no error, the sum has one rounding.
function remainder(a, b) {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

// The next multiple of a step, both as the decimals that they are written as.
function multiple(of, step, how) {
  const [negative, digits, exponent] = decimal(of);
  const [, stepDigits, stepExponent] = decimal(step);
  const power = Math.min(exponent, stepExponent);
  const value = digits * 10n ** BigInt(exponent - power) * (negative ? -1n : 1n);
  const unit = stepDigits * 10n ** BigInt(stepExponent - power);
  let steps = value / unit;
  const rest = value % unit;
  if (how === "up" && rest > 0n) steps += 1n;
  if (how === "down" && rest < 0n) steps -= 1n;
  return Number(`${steps * unit}e${power}`);
}

// The spreadsheet's own, for as much as its rules are the same.
for (const [a, s] of [[7, 3], [2.5, 0.5], [-7, 3]]) {
  if (sheet.FLOOR.MATH(a, s) !== multiple(a, s, "down")) throw new Error(`the floor of ${a} and ${s}`);
  if (sheet.CEILING.MATH(a, s) !== multiple(a, s, "up")) throw new Error(`the ceiling of ${a} and ${s}`);
}

const cases = [];
for (let at = 0; at < count; at += 1) {
  const [formula, gives] = FORMULAS[at % FORMULAS.length];
  const [a, b, c] = [number(), number(), number()];
  const p = draw.whole(-4, 6);
  const s = draw.one([1, 2, 3, 5, 10, 100, 0.1, 0.2, 0.25, 0.5, 0.01, 0.05, 1.5, 7]);
  const result = gives(a, b, c, p, s);
  if (result === undefined) continue;
  const field = (value) => ({ type: "number", value });
  cases.push({
    id: `numbers-${seed}-${at}`,
    formula,
    fields: { A: field(a), B: field(b), C: field(c), P: field(p), S: field(s) },
    expect: typeof result === "number" ? shown(result) : result,
  });
}
compare(`numbers, seed ${seed}`, cases);
