import { momentOf } from "../form/life.ts";

/** When the old secret ends, as the dialog offers it. */
export type OldEnds = "now" | "atFirstUse" | "1h" | "24h" | "date";

const HOUR = 3_600_000;

/** The choices, in the order of the dialog. */
export const OLD_ENDS: { value: OldEnds; label: string; hint: string }[] = [
  { value: "now", label: "Now", hint: "For a leak. Clients that hold the old secret are refused at once." },
  {
    value: "atFirstUse",
    label: "When the new secret is first used",
    hint: "For one client: nothing stops until it has the new secret.",
  },
  { value: "1h", label: "In 1 hour", hint: "Both are accepted until then." },
  { value: "24h", label: "In 24 hours", hint: "Both are accepted until then." },
  { value: "date", label: "At a date", hint: "Both are accepted until then." },
];

/** What the server is told, or what is wrong with the date. `minute` is what the field holds. */
export function oldSecretEnds(
  choice: OldEnds,
  minute: string,
  now: number = Date.now(),
): { ends: string } | { problem: string } {
  switch (choice) {
    case "now":
    case "atFirstUse":
      return { ends: choice };
    case "1h":
      return { ends: new Date(now + HOUR).toISOString() };
    case "24h":
      return { ends: new Date(now + 24 * HOUR).toISOString() };
    case "date": {
      const at = momentOf(minute);
      if (at === null) return { problem: "Choose the day and time at which the old secret ends." };
      if (new Date(at).getTime() <= now) return { problem: "Choose a time that is still to come." };
      return { ends: at };
    }
  }
}
