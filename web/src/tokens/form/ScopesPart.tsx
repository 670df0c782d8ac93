import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asks } from "../../api/queries.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { announce } from "../../ui/live.ts";
import { ErrorNotice, Loading, Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import styles from "./form.module.css";
import { fieldId } from "./problems.ts";
import { ScopePicker } from "./ScopePicker.tsx";
import { callsOf, changesData, companionsMissing } from "./scopes.ts";
import type { PartProps } from "./TokenFields.tsx";

/** "3 scopes chosen". */
export function countWords(count: number): string {
  if (count === 0) return "No scope chosen";
  return count === 1 ? "1 scope chosen" : `${count} scopes chosen`;
}

/** What the token may do: the chosen scopes as rows, and the picker that adds more. */
export function ScopesPart({ draft, onChange, problems, policy, before }: PartProps) {
  const known = useQuery(asks.scopes());
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const errors = problems.filter((problem) => problem.field === "scopes");
  const errorId = `${fieldId("scopes")}-error`;

  const change = (scopes: string[]) => {
    // In the order of the picker, whatever the order of ticking.
    const order = known.data?.scopes.map((scope) => scope.name) ?? [];
    const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
    onChange({ ...draft, scopes: [...scopes].sort((one, other) => place(one) - place(other)) });
    announce(`${countWords(scopes.length)}.`);
  };
  const remove = (scope: string) => {
    const at = draft.scopes.indexOf(scope);
    change(draft.scopes.filter((one) => one !== scope));
    // The button that had the focus is gone: the next row's takes it, or the one that adds.
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll("button") ?? [];
      const next = buttons[Math.min(at, buttons.length - 1)] ?? document.getElementById(fieldId("scopes"));
      next?.focus();
    });
  };
  const companions = companionsMissing(draft.scopes, policy.forbiddenScopes);

  return (
    <Section
      title="Scopes"
      lead="What the token may do. Reading and writing are separate: to write does not include to read."
    >
      {errors.length > 0 && (
        <div id={errorId}>
          {errors.map((problem) => (
            <p key={problem.text} className={styles.error}>
              {problem.text}
            </p>
          ))}
        </div>
      )}
      <div className={styles.stack}>
        <Button
          id={fieldId("scopes")}
          className={styles.start}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-describedby={errors.length > 0 ? errorId : undefined}
          onPress={() => setOpen(true)}
        >
          Add scopes
        </Button>
        {known.error && <ErrorNotice error={known.error} retry={() => void known.refetch()} />}
        {known.isPending && <Loading rows={2} what="Loading scopes" />}
        {draft.scopes.length === 0 ? (
          <p className={styles.muted}>No scope chosen.</p>
        ) : (
          <ul className={styles.rows} ref={list} aria-label="Chosen scopes">
            {draft.scopes.map((name) => {
              const scope = known.data?.scopes.find((one) => one.name === name);
              const calls = callsOf(name).length;
              const forbidden = policy.forbiddenScopes.includes(name);
              return (
                <li key={name} className={styles.row}>
                  <span className={styles.rowText}>
                    <span className={styles.name}>
                      <code>{name}</code>
                      {changesData(name) && <Badge tone="warn">write</Badge>}
                    </span>
                    <span className={styles.muted}>
                      {scope?.meaning ?? (known.data ? "Not known to this server" : "…")}
                      {calls > 0 && `; has a part in ${calls === 1 ? "1 call" : `${calls} calls`}`}.
                    </span>
                    {forbidden && (
                      <span className={styles.warn}>
                        {before?.scopes.includes(name)
                          ? "No new token may have this scope. This one keeps it until you remove it."
                          : "The owners of this instance allow no token to have this scope."}
                      </span>
                    )}
                  </span>
                  <Button variant="quiet" small aria-label={`Remove ${name}`} onPress={() => remove(name)}>
                    Remove
                  </Button>
                </li>
              );
            })}
          </ul>
        )}
        {companions.map(({ scope, missing, why }) => (
          <Notice
            key={scope}
            tone="warn"
            actions={
              <Button small onPress={() => change([...draft.scopes, missing])} aria-label={`Add ${missing}`}>
                Add
              </Button>
            }
          >
            With <code>{scope}</code>, most tools also need <code>{missing}</code>. {why}
          </Notice>
        ))}
      </div>
      {open && known.data && (
        <ScopePicker
          scopes={known.data.scopes}
          chosen={draft.scopes}
          forbidden={policy.forbiddenScopes.filter((name) => !before?.scopes.includes(name))}
          onChange={change}
          onClose={() => setOpen(false)}
        />
      )}
    </Section>
  );
}
