import type { Schemas } from "../../api/client.ts";

/** One hour of the graph. */
export interface Hour {
  /** Its start. */
  time: Date;
  calls: number;
  refused: number;
}

const HOUR = 3_600_000;
/** Seven days. */
export const HOURS = 7 * 24;

/** The last seven days hour by hour, up to the one that runs now; hours without calls are there with none. */
export function lastWeek(hours: Schemas["HourOut"][], now: Date): Hour[] {
  const end = Math.floor(now.getTime() / HOUR);
  const known = new Map(hours.map((hour) => [Math.floor(new Date(hour.time).getTime() / HOUR), hour]));
  return Array.from({ length: HOURS }, (_, index) => {
    const number = end - HOURS + 1 + index;
    const hour = known.get(number);
    return { time: new Date(number * HOUR), calls: hour?.calls ?? 0, refused: hour?.refused ?? 0 };
  });
}

/** What the graph shows, for who does not see it. */
export function graphWords(hours: Hour[]): string {
  const calls = hours.reduce((sum, hour) => sum + hour.calls, 0);
  const refused = hours.reduce((sum, hour) => sum + hour.refused, 0);
  if (calls + refused === 0) return "No calls in the last 7 days.";
  const most = hours.reduce((best, hour) => (hour.calls > best.calls ? hour : best));
  const when = most.time.toLocaleString(undefined, { weekday: "long", hour: "numeric" });
  return `${count(calls, "call")} in the last 7 days, ${refused} of them refused. The most in one hour: ${most.calls}, ${when}.`;
}

/** The top of the scale: a round number that the highest hour fits under. */
export function scaleTop(hours: Hour[]): number {
  const most = Math.max(1, ...hours.map((hour) => Math.max(hour.calls, hour.refused)));
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 5, 10].find((times) => times * power >= most) ?? 10;
  return step * power;
}

/** Where each day begins in the reader's zone, as a part of the graph's width, with its short name. */
export function dayMarks(hours: Hour[]): { at: number; label: string }[] {
  return hours.flatMap((hour, index) =>
    hour.time.getHours() === 0
      ? [
          {
            at: index / hours.length,
            label: hour.time.toLocaleDateString(undefined, { weekday: "short", day: "numeric" }),
          },
        ]
      : [],
  );
}

/** "1 call", "1,200 calls". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}
