// The movies of vega-datasets as a CSV file, and what the source says about
// each of them. Run as a command it writes the file: node movies.mjs FILE

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// The package exports no data files, so its folder is found by its entry point.
const entry = createRequire(import.meta.url).resolve("vega-datasets");
const source = join(dirname(entry), "..", "data", "movies.json");

export const movies = JSON.parse(readFileSync(source, "utf8"));
export const columns = Object.keys(movies[0]);

// RFC 4180: quotes only where needed, doubled inside.
function cell(value) {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv() {
  const lines = [columns, ...movies.map((movie) => columns.map((column) => movie[column]))];
  return lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(process.argv[2], csv());
}
