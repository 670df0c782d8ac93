/** A cell as text; absent things are empty. */
export type CsvCell = string | number | null | undefined;

/**
 * A table as CSV (RFC 4180) that spreadsheets open as text: what they would take for a formula gets
 * an apostrophe in front, so that a name somebody chose can not run anything.
 */
export function csv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  // The mark at the beginning tells spreadsheets that this is UTF-8.
  return `\uFEFF${[header, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** One cell, quoted if it must be. */
export function cell(value: CsvCell): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "number" ? String(value) : defused(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spreadsheets also look behind blanks, and take the wide signs of East Asian keyboards for their own. */
function defused(text: string): string {
  return /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}
