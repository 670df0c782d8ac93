// Compares functions of texts and lists with JavaScript's own.
//
//   BASEKEY=target/debug/basekey node compat/formula/texts.mjs [--seed N] [--count N]
//
// The packages are those of compat/node (npm ci there).

import { parseArgs } from "node:util";
import { Draw } from "./draw.mjs";
import { compare } from "./given.mjs";

const { values: options } = parseArgs({ options: { seed: { type: "string" }, count: { type: "string" } } });
const seed = Number(options.seed ?? 1);
const count = Number(options.count ?? 20000);
const draw = new Draw(seed);

const LETTERS = [..."aabbcABC xyz01,.-_!'()*~%&+/?=", "é", "É", "ß", "ŉ", "ǆ", "İ", "ı", "Σ", "ς", "σ", "日", "本"];
const RARE = ["😀", "𝒳", "e\u0301", "\u00a0", "\t", "\n", "\u2028", "\ufeff", "\u0085", "\u200b", "\uffff", "ﬁ", "\ue000"];

function text(longest = 10) {
  let made = "";
  const length = draw.whole(0, longest);
  for (let at = 0; at < length; at += 1) made += draw.one(draw.chance(0.15) ? RARE : LETTERS);
  return made;
}

// Without the halves of characters, which no text may have.
function whole(made) {
  return made.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
}

function encoded(made) {
  const more = (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(made).replace(/[!'()*]/g, more);
}

// All occurrences, or the one of a number.
function substituted(of, old, made, only) {
  if (old === "") return of;
  const parts = of.split(old);
  if (only === undefined) return parts.join(made);
  if (only < 1 || only >= parts.length) return of;
  return parts.slice(0, only).join(old) + made + parts.slice(only).join(old);
}

// No place within a character is found, nor one after the end.
function found(wanted, within, start) {
  if (start > within.length) return 0;
  const low = wanted === "" && /^[\udc00-\udfff]/.test(within.slice(start));
  return within.indexOf(wanted, start) + 1 + Number(low);
}

function sliced(items, start, end) {
  const place = (at) => (at < 0 ? items.length + at + 1 : at);
  return items.slice(Math.max(place(start), 1) - 1, Math.max(place(end), 0));
}

// Each: the formula over the texts {T}, {U} and {V}, the whole numbers {M} and
// {N} and the list {L}, and what it gives.
const FORMULAS = [
  ["{T} & {U}", ({ t, u }) => t + u],
  ["{T} & {N} & {U} & {V}", ({ t, u, v, n }) => t + n + u + v],
  ["{T} = {U}", ({ t, u }) => Number(t === u)],
  ["{T} < {U}", ({ t, u }) => Number(t < u)],
  ["{T} >= {U}", ({ t, u }) => Number(t >= u)],
  ["LEN({T})", ({ t }) => t.length],
  ["LEN({L})", ({ l }) => l.join(", ").length],
  ["LEFT({T}, {N})", ({ t, n }) => whole(t.slice(0, Math.max(n, 0)))],
  ["RIGHT({T}, {N})", ({ t, n }) => whole(n <= 0 ? "" : t.slice(-n))],
  ["MID({T}, {M}, {N})", ({ t, m, n }) => whole(t.slice(Math.max(m - 1, 0), Math.max(m - 1, 0) + Math.max(n, 0)))],
  [
    "REPLACE({T}, {M}, {N}, {U})",
    ({ t, u, m, n }) => {
      const start = Math.max(m - 1, 0);
      return whole(t.slice(0, start)) + u + whole(t.slice(start + Math.max(n, 0)));
    },
  ],
  ["FIND({W}, {T})", ({ t, w }) => t.indexOf(w) + 1],
  ["FIND({W}, {T}, {M})", ({ t, w, m }) => found(w, t, Math.max(m - 1, 0))],
  ["SEARCH({W}, {T})", ({ t, w }) => t.indexOf(w) + 1 || null],
  ["FIND({W}, {L})", ({ l, w }) => l.join(", ").indexOf(w) + 1],
  ["LOWER({T})", ({ t }) => t.toLowerCase()],
  ["UPPER({T})", ({ t }) => t.toUpperCase()],
  ["LOWER({T} & {U})", ({ t, u }) => (t + u).toLowerCase()],
  ['TRIM(" " & {T} & " ")', ({ t }) => t.trim()],
  ["TRIM({T})", ({ t }) => t.trim()],
  ["SUBSTITUTE({T}, {W}, {U})", ({ t, u, w }) => substituted(t, w, u)],
  ["SUBSTITUTE({T}, {W}, {U}, {M})", ({ t, u, w, m }) => substituted(t, w, u, m)],
  ["SUBSTITUTE({T} & {T}, {W}, {U})", ({ t, u, w }) => substituted(t + t, w, u)],
  ["REPT({T}, {N})", ({ t, n }) => t.repeat(Math.max(n, 0))],
  ["CONCATENATE({T}, {N}, {L}, {U})", ({ t, u, n, l }) => [t, n, l.join(", "), u].join("")],
  ["ENCODE_URL_COMPONENT({T})", ({ t }) => encoded(t)],
  ["T({T})", ({ t }) => t],
  ["IF({T}, 1, 2)", ({ t }) => (t ? 1 : 2)],
  ["ARRAYJOIN({L}, {U})", ({ l, u }) => l.join(u)],
  ["ARRAYUNIQUE({L})", ({ l }) => [...new Set(l)]],
  ["ARRAYCOMPACT({L})", ({ l }) => l],
  ["ARRAYSLICE({L}, {M}, {N})", ({ l, m, n }) => sliced(l, m, n)],
  ["ARRAYSLICE({L}, {M})", ({ l, m }) => sliced(l, m, -1)],
  ["COUNTALL({L}, {T})", ({ l }) => l.length + 1],
  ["COUNTA({L}, {T})", ({ l, t }) => l.length + Number(t !== "")],
];

const cases = [];
for (let at = 0; at < count; at += 1) {
  const [formula, gives] = FORMULAS[at % FORMULAS.length];
  const t = text();
  // Often a part of the text, so that something is found.
  const from = draw.whole(0, t.length);
  const w = draw.chance(0.6) ? whole(t.slice(from, from + draw.whole(0, 2))) : text(2);
  const l = Array.from({ length: draw.whole(1, 5) }, () => text(2) || "x");
  const drawn = { t, w, u: text(4), v: text(3), m: draw.whole(-2, 8), n: draw.whole(-2, 8), l };
  if (drawn.m === 0 && formula.startsWith("ARRAYSLICE")) drawn.m = 1;
  const field = (type, value) => ({ type, value });
  cases.push({
    id: `texts-${seed}-${at}`,
    formula,
    fields: {
      T: field("singleLineText", t),
      U: field("singleLineText", drawn.u),
      V: field("singleLineText", drawn.v),
      W: field("singleLineText", w),
      M: field("number", drawn.m),
      N: field("number", drawn.n),
      L: { type: "multipleLookupValues", of: "singleLineText", value: l },
    },
    expect: empty(gives(drawn)),
  });
}

// A list of nothing is blank.
function empty(result) {
  return Array.isArray(result) && result.length === 0 ? [] : result;
}

compare(`texts, seed ${seed}`, cases);
