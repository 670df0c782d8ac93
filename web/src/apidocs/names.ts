import type { DocField, DocTable } from "./model.ts";

/** Names that a path can not carry, or that would be taken for an id. */
function awkwardInPath(name: string): boolean {
  return name === "." || name === ".." || /^tbl.{14}$/su.test(name);
}

/** What stands in a path for a table. */
export function tableKey(table: DocTable, ids: boolean): string {
  return ids || awkwardInPath(table.name) ? table.id : table.name;
}

/** What a field is called in requests and answers; by id if the name holds line breaks and the like. */
export function fieldKey(field: DocField, ids: boolean): string {
  return ids || /^fld[0-9A-Za-z]{14}$|\p{Cc}/u.test(field.name) ? field.id : field.name;
}

/** What a view is called in a query. */
export function viewKey(view: { id: string; name: string }, ids: boolean): string {
  return ids || /^viw.{14}$|\p{Cc}/su.test(view.name) ? view.id : view.name;
}

/** A field in a formula: by name if that is plain, else by id. */
export function inFormula(field: DocField, ids: boolean): string {
  const plain = /^[^{}\\\p{Cc}]+$/u.test(field.name) && !/^fld[0-9A-Za-z]{14}$/.test(field.name);
  return `{${ids || !plain || field.name.trim() !== field.name ? field.id : field.name}}`;
}

/** Takes names one by one; each result is an identifier that was not given before. */
export class Names {
  private readonly given: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.given = new Set(reserved);
  }

  /** `wanted`, or the same with the first free number. */
  take(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.given.has(name); number++) name = `${wanted}${number}`;
    this.given.add(name);
    return name;
  }
}

function words(name: string): string[] {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
}

/** "in progress" becomes `InProgress`; what has no Latin letters becomes the fallback. */
export function pascal(name: string, fallback: string): string {
  const joined = words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
  if (joined === "") return fallback;
  return /^[0-9]/.test(joined) ? fallback + joined : joined;
}

const RUST_KEYWORDS = new Set(
  (
    "abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen " +
    "if impl in let loop macro match mod move mut override priv pub ref return self static struct super trait true " +
    "try type typeof union unsafe unsized use virtual where while yield"
  ).split(" "),
);

/** "Client since" becomes `client_since`; keywords get a line behind. */
export function snake(name: string, fallback: string): string {
  const joined = words(name)
    .map((word) => word.toLowerCase())
    .join("_");
  if (joined === "") return fallback;
  const safe = /^[0-9]/.test(joined) ? `${fallback}_${joined}` : joined;
  return RUST_KEYWORDS.has(safe) ? `${safe}_` : safe;
}

/** The names of tables as types, none twice, by table id. */
export function typeNames(tables: readonly DocTable[], reserved: Iterable<string> = []): Map<string, string> {
  const names = new Names(reserved);
  return new Map(tables.map((table) => [table.id, names.take(pascal(table.name, "Table"))]));
}

/** A file's name from a base's name. */
export function fileName(base: string, ending: string): string {
  const joined = words(base).join("-").toLowerCase().slice(0, 60);
  return `${joined || "base"}${ending}`;
}
