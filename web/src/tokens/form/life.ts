import type { Policy } from "./draft.ts";

/** How long a token lives, as the form offers it. */
export type LifeChoice = "default" | "never" | "7" | "30" | "90" | "365" | "date" | "keep";

const DAY = 86_400_000;

/** The lengths that are offered, in words. */
export const LENGTHS: { value: "7" | "30" | "90" | "365"; label: string }[] = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
];

/** The moment so many days from now. */
export function inDays(days: number, now: Date): string {
  return new Date(now.getTime() + days * DAY).toISOString();
}

/** The end that the instance sets for a token whose maker names none; `null`: none. */
export function defaultEnd(policy: Policy, now: Date): string | null {
  const days = policy.tokenDefaultDays ?? policy.tokenMaximumDays;
  return days === null ? null : inDays(days, now);
}

/** Which choice an end stands for; a length if it is that far away, give or take two minutes. */
export function choiceOf(expires: string | null | "default", now: Date, before?: string | null): LifeChoice {
  if (before !== undefined && expires === before && before !== null) return "keep";
  if (expires === "default") return "default";
  if (expires === null) return "never";
  const left = new Date(expires).getTime() - now.getTime();
  return LENGTHS.find(({ value }) => Math.abs(left - Number(value) * DAY) < 120_000)?.value ?? "date";
}

/** The last second of a day in the viewer's zone; empty text gives an end that is none, which is a problem. */
export function endOfDay(day: string): string {
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? "" : end.toISOString();
}

/** A moment as `<input type="date">` takes it, in the viewer's zone. */
export function dayOf(iso: string | null): string {
  return minuteOf(iso).slice(0, 10);
}

/** A moment as `<input type="datetime-local">` takes it, in the viewer's zone. */
export function minuteOf(iso: string | null): string {
  const at = iso === null ? null : new Date(iso);
  if (at === null || Number.isNaN(at.getTime())) return "";
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [String(at.getFullYear()).padStart(4, "0"), two(at.getMonth() + 1), two(at.getDate())].join(
    "-",
  );
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What `<input type="datetime-local">` gives, as a moment; empty: none. */
export function momentOf(minute: string): string | null {
  const at = new Date(minute);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** What the instance sets, said in a sentence. Nothing is set: an empty text. */
export function policyWords({ tokenDefaultDays, tokenMaximumDays }: Policy): string {
  const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
  if (tokenMaximumDays !== null) {
    const first = `On this instance a token lives at most ${days(tokenMaximumDays)}`;
    return tokenDefaultDays !== null && tokenDefaultDays !== tokenMaximumDays
      ? `${first}, and ${days(tokenDefaultDays)} unless you choose otherwise.`
      : `${first}.`;
  }
  return tokenDefaultDays !== null
    ? `On this instance a token lives ${days(tokenDefaultDays)} unless you choose otherwise.`
    : "";
}
