import { RadioGroup, TextField } from "../../ui/Field.tsx";
import { Section } from "../../ui/Page.tsx";
import styles from "../Admin.module.css";
import { Living } from "./Living.tsx";
import type { PartProps } from "./parts.ts";

interface Input {
  error: string | null;
  inputRef: (input: HTMLInputElement | null) => void;
}

/** How long tokens may live, and do if nobody says. */
export function LifePart({
  draft,
  change,
  found,
  all,
  field,
}: PartProps & { field: (name: "maximum" | "standard") => Input }) {
  return (
    <Section
      title="Life"
      lead="For new tokens and new ends. Living tokens keep theirs, until somebody changes it."
    >
      <RadioGroup
        label="Longest life"
        value={draft.maximum === null ? "none" : "days"}
        onChange={(value) => change({ maximum: value === "none" ? null : (draft.standard ?? "90") })}
        options={[
          { value: "none", label: "No limit", hint: "A token may live until it is revoked." },
          { value: "days", label: "A number of days", hint: "Nobody can choose a later end, or none." },
        ]}
      />
      {draft.maximum !== null && (
        <div className={styles.indent}>
          <TextField
            label="Longest life in days"
            value={draft.maximum}
            onChange={(maximum) => change({ maximum })}
            inputMode="numeric"
            autoComplete="off"
            className={styles.days}
            {...field("maximum")}
          />
          <Living
            count={found?.life}
            all={all}
            link={
              found && found.old > 0
                ? {
                    search: { olderThanDays: draft.maximum.trim() },
                    words: `See the ${found.old} that are older already.`,
                  }
                : undefined
            }
          >
            {found?.life === 1 ? "lives" : "live"} longer than this.
          </Living>
        </div>
      )}
      <RadioGroup
        label="If nobody chooses an end"
        value={draft.standard === null ? "none" : "days"}
        onChange={(value) => change({ standard: value === "none" ? null : (draft.maximum ?? "90") })}
        options={[
          {
            value: "none",
            label: draft.maximum === null ? "The token has no end" : "The token gets the longest life",
          },
          {
            value: "days",
            label: "The token ends after a number of days",
            hint: "The form says so, and its maker can choose another end.",
          },
        ]}
      />
      {draft.standard !== null && (
        <div className={styles.indent}>
          <TextField
            label="Life in days, if none is chosen"
            value={draft.standard}
            onChange={(standard) => change({ standard })}
            inputMode="numeric"
            autoComplete="off"
            className={styles.days}
            {...field("standard")}
          />
        </div>
      )}
    </Section>
  );
}
