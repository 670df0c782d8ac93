import { useState } from "react";
import { RadioGroup, TextField } from "../../ui/Field.tsx";
import { Section } from "../../ui/Page.tsx";
import type { Policy } from "./draft.ts";
import styles from "./form.module.css";
import {
  choiceOf,
  dayOf,
  defaultEnd,
  endOfDay,
  inDays,
  LENGTHS,
  type LifeChoice,
  policyWords,
} from "./life.ts";
import { MoreLimits } from "./MoreLimits.tsx";
import { fieldId, problemAt } from "./problems.ts";
import { momentWords } from "./summary.ts";
import type { PartProps } from "./TokenFields.tsx";

/** How long the token lives; under "More": from where, from when, how often. */
export function LifePart(props: PartProps) {
  const { draft, onChange, problems, policy, before } = props;
  const [now] = useState(() => new Date());
  const [picked, setPicked] = useState<{ choice: LifeChoice; expires: string | null } | null>(null);
  const kept = before?.expires;
  // The choice holds until the draft says otherwise, for instance because a template filled it.
  const choice =
    picked && picked.expires === draft.expires ? picked.choice : choiceOf(draft.expires, now, kept);

  const set = (next: LifeChoice, expires: string | null | "default") => {
    setPicked({ choice: next, expires });
    onChange({ ...draft, expires });
  };
  const pick = (next: LifeChoice) => {
    const at = new Date();
    if (next === "keep") set(next, kept ?? null);
    else if (next === "default") set(next, "default");
    else if (next === "never") set(next, null);
    else if (next === "date") set(next, endOfDay(dayOf(inDays(firstDay(policy), at))));
    else set(next, inDays(Number(next), at));
  };
  const end = draft.expires === "default" ? defaultEnd(policy, now) : draft.expires;
  const error = problemAt(problems, "expires");
  const rule = policyWords(policy);

  return (
    <Section title="Life" lead={rule || "When the token ends by itself. You can end it at any time."}>
      <div className={styles.stack}>
        <div id={fieldId("expires")}>
          <RadioGroup
            label="Ends"
            value={choice}
            onChange={(value) => pick(value as LifeChoice)}
            error={choice === "date" ? null : error}
            options={choices(policy, kept, draft.expires === "default")}
          />
        </div>
        {choice === "date" && (
          <TextField
            label="Last day"
            type="date"
            value={dayOf(end)}
            onChange={(day) => set("date", endOfDay(day))}
            error={error}
          />
        )}
        <p aria-live="polite">{end === null ? "It has no end." : `It ends ${momentWords(end)}.`}</p>
        <MoreLimits {...props} />
      </div>
    </Section>
  );
}

/** A date that is offered first: in 30 days, or as late as is allowed. */
function firstDay(policy: Policy): number {
  return Math.min(30, Math.max((policy.tokenMaximumDays ?? 31) - 1, 1));
}

function choices(policy: Policy, kept: string | null | undefined, isDefault: boolean) {
  const most = policy.tokenMaximumDays;
  const barred = most === null ? undefined : `Not allowed on this instance: at most ${most} days.`;
  const days = policy.tokenDefaultDays ?? most;
  // A token that exists has an end already: the default is for new ones.
  const offersDefault = isDefault || (kept === undefined && days !== null);
  const options: { value: LifeChoice; label: string; hint?: string; isDisabled?: boolean }[] = [];
  if (kept) options.push({ value: "keep", label: `As it is: ${momentWords(kept)}` });
  if (offersDefault) {
    options.push({ value: "default", label: `What this instance sets: ${days} days` });
  }
  const keepsNone = kept === null;
  options.push({
    value: "never",
    label: "No end",
    hint: keepsNone || !barred ? undefined : barred,
    isDisabled: !keepsNone && barred !== undefined,
  });
  for (const { value, label } of LENGTHS) {
    const over = most !== null && Number(value) > most;
    options.push({ value, label, hint: over ? barred : undefined, isDisabled: over });
  }
  options.push({ value: "date", label: "A date" });
  return options;
}
