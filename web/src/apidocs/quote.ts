import type { Json } from "./model.ts";

/** Marks that turn the direction of writing: code must not look other than it is. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Halves of characters, which no encoding can carry. */
const HALVES = /\p{Surrogate}/gu;

function escapeTurning(text: string): string {
  return text.replace(TURNING, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Text without halves of characters. */
export function whole(text: string): string {
  return text.replace(HALVES, "\ufffd");
}

/** JSON with two blanks of indent; `null` for what JSON can not say. */
export function json(value: Json | undefined): string {
  return escapeTurning(JSON.stringify(value ?? null, null, 2));
}

/** A word of a shell, whatever is in it. */
export function sh(text: string): string {
  // A command can not hold a NUL.
  return `'${whole(text).replaceAll("\0", "").replaceAll("'", "'\\''")}'`;
}

/** A text in JavaScript, TypeScript or Python: all three read what JSON writes. */
export function text(value: string): string {
  return escapeTurning(JSON.stringify(whole(value)))
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** A text in Rust. */
export function rustText(value: string): string {
  let out = "";
  for (const char of whole(value)) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === "\\") out += `\\${char}`;
    else if (char === "\n") out += "\\n";
    else if (char === "\t") out += "\\t";
    else if (code < 0x20 || code === 0x7f || char.match(TURNING)) out += `\\u{${code.toString(16)}}`;
    else out += char;
  }
  return `"${out}"`;
}

/** A value as a JavaScript literal. */
export function jsValue(value: Json, indent = ""): string {
  if (typeof value === "string") return text(value);
  if (value === null || typeof value !== "object") return String(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value))
    return lines(
      "[",
      value.map((one) => jsValue(one, deeper)),
      "]",
      indent,
    );
  const pairs = Object.entries(value).map(([key, one]) => `${jsKey(key)}: ${jsValue(one, deeper)}`);
  return lines("{", pairs, "}", indent);
}

function jsKey(key: string): string {
  // Written plainly it would set the prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key);
}

/** A value as a Python literal. */
export function pyValue(value: Json, indent = ""): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return String(value);
  const deeper = `${indent}    `;
  if (Array.isArray(value))
    return lines(
      "[",
      value.map((one) => pyValue(one, deeper)),
      "]",
      indent,
      "    ",
    );
  const pairs = Object.entries(value).map(([key, one]) => `${text(key)}: ${pyValue(one, deeper)}`);
  return lines("{", pairs, "}", indent, "    ", "");
}

/** A value as it stands in `json!`. */
export function rustValue(value: Json, indent = ""): string {
  if (typeof value === "string") return rustText(value);
  if (typeof value === "number") return rustNumber(value);
  if (value === null || typeof value === "boolean") return String(value);
  const deeper = `${indent}    `;
  if (Array.isArray(value))
    return lines(
      "[",
      value.map((one) => rustValue(one, deeper)),
      "]",
      indent,
      "    ",
    );
  const pairs = Object.entries(value).map(([key, one]) => `${rustText(key)}: ${rustValue(one, deeper)}`);
  return lines("{", pairs, "}", indent, "    ");
}

function rustNumber(value: number): string {
  if (!Number.isInteger(value)) return String(value);
  // A bare whole number is an i32, which refuses what does not fit.
  if (Math.abs(value) <= 0x7fff_ffff) return String(value);
  return Number.isSafeInteger(value) ? `${value}_i64` : value.toExponential();
}

/** Short lists on one line, long ones on lines of their own. */
function lines(open: string, items: string[], close: string, indent: string, step = "  ", pad = " "): string {
  if (items.length === 0) return open + close;
  const one = items.join(", ");
  const inner = open === "{" ? pad + one + pad : one;
  if (!one.includes("\n") && one.length + indent.length < 76) return open + inner + close;
  return `${open}\n${items.map((item) => `${indent}${step}${item},`).join("\n")}\n${indent}${close}`;
}

/** A text as one segment of a path. */
export function segment(value: string): string {
  return encodeURIComponent(whole(value)).replaceAll("'", "%27");
}

/** What stands after the `?`, with everything encoded. */
export function queryText(query: readonly [string, string][]): string {
  return query.map(([name, value]) => `${segment(name)}=${segment(value)}`).join("&");
}

/** Words for a comment: one line that closes nothing. */
export function comment(value: string): string {
  return escapeTurning(whole(value))
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll("*/", "* /")
    .replaceAll("/*", "/ *")
    .trim();
}
