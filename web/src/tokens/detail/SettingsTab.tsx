import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { asks } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { announce } from "../../ui/live.ts";
import { ErrorNotice, Loading, Notice } from "../../ui/Notice.tsx";
import {
  draftOf,
  draftToEdit,
  ProblemList,
  problemsOf,
  sameDraft,
  TokenFields,
  TokenSummary,
  widens,
} from "../form/index.ts";
import { ConflictDialog } from "./ConflictDialog.tsx";
import styles from "./detail.module.css";
import { LeaveDialog } from "./LeaveDialog.tsx";
import { isChangedMeanwhile, useEdit } from "./useEdit.ts";
import { useNames } from "./useNames.ts";
import { WideningDialog } from "./WideningDialog.tsx";

type Token = Schemas["TokenOut"];

/** The form of a token that lives. */
export function SettingsTab({ token }: { token: Token }) {
  const policy = useQuery(asks.policy());
  // Once there is a form it stays: a reading that fails later must not take what was typed.
  if (policy.data) return <SettingsForm token={token} policy={policy.data} />;
  if (policy.error) return <ErrorNotice error={policy.error} retry={() => void policy.refetch()} />;
  return <Loading rows={8} what="Loading settings" />;
}

function SettingsForm({ token, policy }: { token: Token; policy: Schemas["PolicyOut"] }) {
  const queries = useQueryClient();
  const { reach, nameOf } = useNames();
  const { edit, dialog } = useEdit(token.id);
  // The version that editing began with: what is saved goes on top of it and of nothing else.
  const [base, setBase] = useState(token);
  const [draft, setDraft] = useState(() => draftOf(token));
  const [attempt, setAttempt] = useState(0);
  const [open, setOpen] = useState<"widening" | "conflict" | null>(null);
  const [said, setSaid] = useState("");

  const before = draftOf(base);
  const dirty = !sameDraft(before, draft);
  const newer = token.revision !== base.revision;
  if (newer && !dirty) {
    setBase(token);
    setDraft(draftOf(token));
  }
  const problems = attempt > 0 ? problemsOf(draft, policy, { before, reach }) : [];
  const widening = widens(before, draft, reach);

  const leave = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty && (current.pathname !== next.pathname || tabOf(current.search) !== tabOf(next.search)),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });

  const begin = (from: Token, wanted = draftOf(from)) => {
    setBase(from);
    setDraft(wanted);
    setAttempt(0);
    setOpen(null);
  };
  const save = async () => {
    setOpen(null);
    try {
      const now = await edit.mutateAsync({ body: draftToEdit(before, draft), revision: base.revision });
      if (!now) return setSaid("Nothing was saved.");
      begin(now);
      setSaid("Saved. In force everywhere.");
      announce("Saved. In force everywhere.");
    } catch (error) {
      if (!isChangedMeanwhile(error)) return;
      await queries.refetchQueries({ queryKey: asks.token(token.id).queryKey, exact: true });
      setOpen("conflict");
    }
  };
  const press = () => {
    if (edit.isPending) return;
    edit.reset();
    setSaid("");
    if (!dirty) {
      setSaid("There is nothing to save.");
      return announce("There is nothing to save.");
    }
    setAttempt(attempt + 1);
    if (problemsOf(draft, policy, { before, reach }).length > 0) return;
    if (widening.any) setOpen("widening");
    else void save();
  };

  return (
    <>
      <ProblemList problems={problems} attempt={attempt} />
      {newer && dirty && (
        <Notice
          tone="warn"
          announce
          title="The token was changed meanwhile"
          actions={
            <Button small onPress={() => setOpen("conflict")}>
              Compare
            </Button>
          }
        >
          Your changes are kept here and are not saved yet.
        </Notice>
      )}
      <div className={styles.settings}>
        <div className={styles.fields}>
          <TokenFields
            draft={draft}
            onChange={(changed) => {
              setDraft(changed);
              setSaid("");
            }}
            problems={problems}
            policy={policy}
            before={before}
          />
        </div>
        <section className={styles.summary} aria-label="Summary">
          <h2>Summary</h2>
          <TokenSummary draft={draft} />
        </section>
      </div>
      {edit.error && !isChangedMeanwhile(edit.error) && (
        <ErrorNotice error={edit.error} kept="Nothing was saved; your changes are still here." />
      )}
      <div className={styles.bar}>
        <Button variant="primary" onPress={press} isPending={edit.isPending}>
          Save changes
        </Button>
        {dirty && <Button onPress={() => begin(token)}>Discard changes</Button>}
        <span className={styles.said}>{said || (dirty ? "Not saved yet." : "")}</span>
      </div>
      {open === "widening" && (
        <WideningDialog
          name={token.name}
          widening={widening}
          nameOf={nameOf}
          onClose={() => setOpen(null)}
          onSave={() => void save()}
        />
      )}
      {open === "conflict" && (
        <ConflictDialog
          base={before}
          theirs={draftOf(token)}
          mine={draft}
          nameOf={nameOf}
          onClose={() => setOpen(null)}
          onTake={(chosen) => begin(token, chosen)}
        />
      )}
      {leave.status === "blocked" && <LeaveDialog onStay={leave.reset} onLeave={leave.proceed} />}
      {dialog}
    </>
  );
}

/** The tab that an address shows; no word means Settings. */
function tabOf(search: unknown): string {
  return (search as { tab?: string }).tab ?? "settings";
}
