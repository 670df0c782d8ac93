/** Times in words, in the reader's language and zone. */
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 minutes ago", "in 2 days", "just now". */
export function ago(date: Date, now: number = Date.now()): string {
  const seconds = (date.getTime() - now) / 1000;
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    // What lasts seven days ends "in 7 days" also a second later; what is past is told in whole units.
    const count = seconds > 0 ? Math.round(seconds / size) : Math.trunc(seconds / size);
    if (Math.abs(seconds) >= size) return words.format(count, unit);
  }
  return seconds > 5 ? "in a moment" : "just now";
}

/** "3 Mar 2027, 12:00:05 (Europe/Berlin)". */
export function exactly(date: Date): string {
  const text = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
  return `${text} (${zone()})`;
}

/** The name of the reader's zone. */
export function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
