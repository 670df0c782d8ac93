/** Reading what an entry of the log carries: it may be of an older or newer version, so nothing is taken for granted. */

/** A JSON object. */
export type Fields = Record<string, unknown>;

/** The object itself, or an empty one. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** True for a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that says something, or null. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** "a", "a and b", "a, b and c". */
export function join(parts: readonly string[]): string {
  return parts.length < 2
    ? (parts[0] ?? "")
    : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
