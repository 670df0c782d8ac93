/** Which bases were opened in this browser, newest first. Ids only: names stay on the server. */
const KEY = "basekey.recent";
const MOST = 20;

/** The list after a base has been opened. */
export function withOpened(ids: readonly string[], id: string): string[] {
  return [id, ...ids.filter((other) => other !== id)].slice(0, MOST);
}

/** What is in the storage, whatever is in it. */
export function parseRecent(text: string | null): string[] {
  if (!text) return [];
  try {
    const ids: unknown = JSON.parse(text);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** The ids of bases opened lately, newest first. */
export function recentIds(): string[] {
  try {
    return parseRecent(localStorage.getItem(KEY));
  } catch {
    return [];
  }
}

/** Remembers that a base was opened. */
export function noteOpened(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(withOpened(recentIds(), id)));
  } catch {
    // Without storage the order is the server's.
  }
}

/** Those opened lately come first, newest first; the others keep their order. */
export function recentFirst<T extends { id: string }>(items: readonly T[], ids: readonly string[]): T[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  const of = (item: T) => place.get(item.id) ?? Number.POSITIVE_INFINITY;
  return [...items].sort((a, b) => (of(a) === of(b) ? 0 : of(a) - of(b)));
}
