import { useMutation } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { OfflineError } from "../../api/errors.ts";
import { type BasesByWorkspace, useRefresh } from "../../api/queries.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { announce } from "../../ui/live.ts";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { toast } from "../../ui/Toasts.tsx";
import { useConfirmed } from "../detail/ConfirmPassword.tsx";
import { apart } from "../secret/apart.ts";
import { firstBaseOf } from "../secret/firstBase.ts";
import { SecretDialog } from "../secret/SecretDialog.tsx";
import { BeginNotice } from "./BeginNotice.tsx";
import type { Beginning } from "./begin.ts";
import styles from "./create.module.css";
import { draftToNewToken, type Policy, sameDraft, type TokenDraft } from "./draft.ts";
import { ProblemList } from "./ProblemList.tsx";
import { problemsOf } from "./problems.ts";
import { TemplateCards } from "./TemplateCards.tsx";
import { TokenFields } from "./TokenFields.tsx";
import { TokenSummary } from "./TokenSummary.tsx";
import { applyTemplate, type Template } from "./templates.ts";

/** A token that was just made, with its secret: only here, and only until it is stored. */
interface Made {
  secret: string;
  token: Schemas["TokenOut"];
}

/** The form that makes a token, from the first key to the secret. */
export function CreateForm({
  beginning,
  policy,
  reach,
}: {
  beginning: Beginning;
  policy: Policy;
  reach: BasesByWorkspace;
}) {
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [draft, setDraft] = useState(beginning.draft);
  const [template, setTemplate] = useState({ id: beginning.template, said: beginning.said });
  const [attempt, setAttempt] = useState(0);
  const [made, setMade] = useState<Made | null>(null);
  const leaving = useRef(false);
  const { run, dialog } = useConfirmed();

  const problems = attempt > 0 ? problemsOf(draft, policy, { reach }) : [];
  const changed = !sameDraft(beginning.draft, draft);
  const asks = changed && made === null;
  const blocker = useBlocker({
    shouldBlockFn: () => asks && !leaving.current,
    enableBeforeUnload: () => asks && !leaving.current,
    disabled: !asks,
    withResolver: true,
  });

  const create = useMutation({
    // The secret goes to this component's state alone: the cache of changes never holds it.
    gcTime: 0,
    mutationFn: async () => {
      const body = draftToNewToken(draft);
      const answer = await run(() => take(client.POST("/api/tokens", { body })));
      if (!answer) return announce("No token was created.");
      const { secret, token } = apart(answer);
      if (secret === null) throw new Error("The token was made, but its text did not come. Regenerate it.");
      setMade({ secret, token });
    },
    onSuccess: () => refresh("tokens"),
  });

  const press = () => {
    // A second press while the first is under way must not make a second token.
    if (create.isPending || made) return;
    setAttempt(attempt + 1);
    const found = problemsOf(draft, policy, { reach });
    if (found.length === 0) create.mutate();
    else announce(found.length === 1 ? "One thing to mend." : `${found.length} things to mend.`);
  };
  const apply = (chosen: Template) => {
    const before = { draft, template };
    const applied = applyTemplate(chosen, draft, policy, reach);
    setDraft(applied.draft);
    setTemplate({ id: chosen.id, said: applied.said });
    if (hasChoices(draft)) {
      toast(`${chosen.title}: scopes, access and life were replaced.`, () => {
        setDraft({ ...before.draft });
        setTemplate(before.template);
      });
    }
  };
  const done = () => {
    if (!made) return;
    leaving.current = true;
    const { id } = made.token;
    setMade(null);
    void navigate({ to: "/create/tokens/$tokenId", params: { tokenId: id } });
  };

  return (
    <>
      <ProblemList problems={problems} attempt={attempt} />
      <div className={styles.columns}>
        <div className={styles.form}>
          <BeginNotice beginning={beginning} />
          <TemplateCards applied={template.id} onApply={apply} />
          {template.said && (
            <Notice tone="good" announce>
              {template.said}
            </Notice>
          )}
          <TokenFields draft={draft} onChange={setDraft} problems={problems} policy={policy} />
        </div>
        <section className={styles.aside} aria-label="Summary">
          <div className={styles.summary}>
            <h2>Summary</h2>
            <TokenSummary draft={draft} />
          </div>
          {create.error && (
            <div className={styles.failed}>
              <ErrorNotice error={create.error} kept={keptWords(create.error)} />
            </div>
          )}
          <div className={styles.buttons}>
            <Button variant="primary" onPress={press} isPending={create.isPending}>
              Create token
            </Button>
            <LinkButton to="/create/tokens">Cancel</LinkButton>
          </div>
        </section>
      </div>
      {dialog}
      <ConfirmDialog
        title="Leave without creating the token?"
        isOpen={blocker.status === "blocked"}
        onClose={() => blocker.status === "blocked" && blocker.reset()}
        onConfirm={async () => {
          leaving.current = true;
          if (blocker.status === "blocked") blocker.proceed();
        }}
        confirm="Leave"
      >
        <p>What you filled in will be lost.</p>
      </ConfirmDialog>
      {made && (
        <SecretDialog
          secret={made.secret}
          token={made.token}
          firstBase={firstBaseOf(made.token.access, reach)}
          onDone={done}
        />
      )}
    </>
  );
}

/** True if a template would take something away. */
function hasChoices(draft: TokenDraft): boolean {
  return draft.scopes.length > 0 || draft.access.mode === "all" || draft.access.ids.length > 0;
}

/** If the connection broke, nobody knows whether the token was made. */
function keptWords(error: Error): string {
  return error instanceof OfflineError
    ? "What you filled in is kept. Before you try again, look whether the list of tokens has it already: a token whose text was not received can be regenerated or deleted."
    : "What you filled in is kept.";
}
