/** What can be gone to or done from the palette. */
export interface Entry {
  /** Its own; the kind and the id of what it is. */
  id: string;
  /** What people look for. */
  name: string;
  /** What it is, in words: "Base", "Table in Shop", "Action". */
  kind: string;
  /** Ids and other words by which it is found, but not shown. */
  also?: string;
  /** Where it comes when nothing tells two entries apart; less is earlier. */
  order: number;
  /** False for what is found only by searching. */
  atOnce: boolean;
  /** Added to how well it fits: for what is meant more often than its name suggests. */
  bonus?: number;
}

/** Lower case and without accents. */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** How well one word of the query fits; 0 if not at all. */
function pointsOf(word: string, name: string, kind: string, also: string): number {
  if (name === word) return 100;
  if (name.startsWith(word)) return 80;
  const at = name.indexOf(word);
  if (at > 0) return /[\p{L}\p{N}]/u.test(name.charAt(at - 1)) ? 40 : 72;
  // An id that was pasted means exactly one thing.
  if (also.split(/\s+/).includes(word)) return 90;
  if (kind.includes(word)) return 25;
  if (also.includes(word)) return 20;
  return word.length >= 3 && isSubsequence(word, name) ? 10 : 0;
}

/** True if the letters come in this order, others between them: "pjt" in "project tracker". */
function isSubsequence(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** How well an entry fits the whole query; 0 unless every word fits somewhere. */
export function score(entry: Entry, query: string): number {
  const asked = folded(query).trim();
  const name = folded(entry.name);
  if (name === asked) return 1000;
  const [kind, also] = [folded(entry.kind), folded(entry.also ?? "")];
  let sum = 0;
  const words = asked.split(/\s+/);
  for (const word of words) {
    const points = pointsOf(word, name, kind, also);
    if (points === 0) return 0;
    sum += points;
  }
  // Words in a row, as they stand in the name, are what was meant.
  return sum / words.length + (words.length > 1 && name.includes(asked) ? 50 : 0) + (entry.bonus ?? 0);
}

/** What to show: the best first; without a query, what is offered at once, in its order. */
export function ranked<E extends Entry>(entries: readonly E[], query: string, most = 30): E[] {
  if (!query.trim()) {
    return entries
      .filter((entry) => entry.atOnce)
      .sort((a, b) => a.order - b.order)
      .slice(0, most);
  }
  return entries
    .map((entry) => ({ entry, points: score(entry, query) }))
    .filter(({ points }) => points > 0)
    .sort(
      (a, b) =>
        b.points - a.points ||
        a.entry.order - b.entry.order ||
        a.entry.name.length - b.entry.name.length ||
        a.entry.name.localeCompare(b.entry.name),
    )
    .map(({ entry }) => entry)
    .slice(0, most);
}
