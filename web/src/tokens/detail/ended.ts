import type { Schemas } from "../../api/client.ts";
import { exactly } from "../../ui/times.ts";

type Refusal = Schemas["RefusalOut"];

/** How long a page looks for the first refused call after a token ended. */
const LOOKING_MS = 10 * 60_000;

/** True while the page looks for it. */
export function isFresh(since: string | null, now: number): boolean {
  if (since === null) return false;
  const age = now - new Date(since).getTime();
  return age >= -LOOKING_MS && age < LOOKING_MS;
}

/** The first call that was refused because the token had ended. */
export function firstRefused(refusals: Refusal[], since: string): Refusal | null {
  const from = new Date(since).getTime();
  const after = refusals.filter((one) => one.reason === "state" && new Date(one.time).getTime() >= from);
  return after.sort((one, other) => new Date(one.time).getTime() - new Date(other.time).getTime())[0] ?? null;
}

/** "12:00:03" for today, else with the day and the zone. */
export function sinceWords(since: string, now: Date): string {
  const at = new Date(since);
  return at.toDateString() === now.toDateString()
    ? at.toLocaleTimeString(undefined, {
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        hourCycle: "h23",
      })
    : exactly(at);
}
