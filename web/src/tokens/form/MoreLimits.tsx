import { useState } from "react";
import { TextField } from "../../ui/Field.tsx";
import { splitAddresses } from "./addresses.ts";
import styles from "./form.module.css";
import { minuteOf, momentOf } from "./life.ts";
import { fieldId, MOST_REQUESTS, problemAt } from "./problems.ts";
import type { PartProps } from "./TokenFields.tsx";

/** Allowed addresses, a start, a rate: folded until they are wanted, set, or wrong. */
export function MoreLimits({ draft, onChange, problems }: PartProps) {
  const { allowedAddresses, notBefore, requestsPerSecond } = draft;
  const isSet = allowedAddresses.length > 0 || notBefore !== null || requestsPerSecond !== null;
  const wrong = problems.some((problem) =>
    ["allowedAddresses", "notBefore", "requestsPerSecond"].includes(problem.field),
  );
  const [open, setOpen] = useState(isSet);
  // What was typed stays as typed as long as it means what the draft holds.
  const [lines, setLines] = useState("");
  const typed =
    splitAddresses(lines).join() === allowedAddresses.join() ? lines : allowedAddresses.join("\n");
  const [rate, setRate] = useState("");
  const held = requestsPerSecond === null ? "" : String(requestsPerSecond);
  const shownRate = String(rateOf(rate)) === String(requestsPerSecond) ? rate : held;

  return (
    <details
      className={styles.details}
      open={open || wrong}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>More: allowed addresses, start, requests per second</summary>
      <div className={styles.stack}>
        <TextField
          id={fieldId("allowedAddresses")}
          label="Allowed addresses"
          hint="IP addresses or networks such as 10.0.0.0/8, one a line. Empty: from anywhere. A call from elsewhere is answered as if the token did not exist."
          multiline
          mono
          value={typed}
          onChange={(text) => {
            setLines(text);
            onChange({ ...draft, allowedAddresses: splitAddresses(text) });
          }}
          error={problemAt(problems, "allowedAddresses")}
        />
        <TextField
          id={fieldId("notBefore")}
          label="Start"
          hint="Before this moment the token is refused. Empty: it is accepted at once."
          type="datetime-local"
          value={minuteOf(notBefore)}
          onChange={(minute) => onChange({ ...draft, notBefore: momentOf(minute) })}
          error={problemAt(problems, "notBefore")}
        />
        <TextField
          id={fieldId("requestsPerSecond")}
          label="Requests per second"
          hint={`At most this many, from 1 to ${MOST_REQUESTS}. Empty: the limits that hold for you.`}
          inputMode="numeric"
          value={shownRate}
          onChange={(text) => {
            setRate(text);
            onChange({ ...draft, requestsPerSecond: rateOf(text) });
          }}
          error={problemAt(problems, "requestsPerSecond")}
        />
      </div>
    </details>
  );
}

/** A typed number; nothing typed is no limit, and what is no number is kept as such so that it is told. */
function rateOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text.trim());
}
