import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useProblems } from "../../account/parts/useProblems.ts";
import { client, type Schemas, take } from "../../api/client.ts";
import { useRefresh } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { toast } from "../../ui/Toasts.tsx";
import styles from "../Admin.module.css";
import { adminAsks } from "../asks.ts";
import { CreatorsPart } from "./CreatorsPart.tsx";
import { LifePart } from "./LifePart.tsx";
import { breaking, changesOf, draftOf, isSame, problemsOf, undoOf } from "./policy.ts";
import { ScopesPart } from "./ScopesPart.tsx";

/** The policy as a form. What is saved holds from the next request on. */
export function PolicyForm({
  settings,
  users,
  scopes,
}: {
  settings: Schemas["SettingsOut"];
  users: readonly Schemas["UserOut"][];
  scopes: readonly Schemas["ScopeOut"][];
}) {
  const queries = useQueryClient();
  const refresh = useRefresh();
  const [base, setBase] = useState(settings);
  const [draft, setDraft] = useState(() => draftOf(settings));
  const { field, clear, show } = useProblems(["maximum", "standard"] as const);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  const tokens = useQuery(adminAsks.someTokens()).data;
  const dirty = !isSame(base, draft);
  // Somebody else saved meanwhile, or Undo was pressed: what is not being edited follows.
  if (settings !== base && !dirty) {
    setBase(settings);
    setDraft(draftOf(settings));
  }
  const leave = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });

  const store = async (changes: Schemas["SettingsIn"]) => {
    const now = await take(client.PATCH("/api/settings", { body: changes }));
    queries.setQueryData(adminAsks.settings().queryKey, now);
    void refresh("policy", "audit");
    return now;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setError(null);
    if (show({ ...problemsOf(draft) })) return;
    const changes = changesOf(base, draft);
    if (Object.keys(changes).length === 0) return toast("Nothing was changed.");
    setPending(true);
    try {
      const now = await store(changes);
      setBase(now);
      setDraft(draftOf(now));
      toast("Token policy saved.", () => {
        store(undoOf(base, changes)).then(() => toast("Token policy as before."), setError);
      });
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };
  const part = {
    draft,
    change: (changes: Partial<typeof draft>) => {
      setDraft({ ...draft, ...changes });
      if ("maximum" in changes || "standard" in changes) {
        clear("maximum");
        clear("standard");
      }
    },
    found: tokens && breaking(draft, tokens.tokens, users),
    all: tokens?.all ?? true,
    users,
  };
  return (
    <form className={styles.policy} onSubmit={save} noValidate>
      <LifePart {...part} field={field} />
      <ScopesPart {...part} scopes={scopes} />
      <CreatorsPart {...part} />
      {error !== null && <ErrorNotice error={error} kept="What you set here is still here." />}
      <div className={styles.bar}>
        <Button variant="primary" type="submit" isPending={pending}>
          Save policy
        </Button>
        {dirty && (
          <Button
            onPress={() => {
              setDraft(draftOf(base));
              show({});
            }}
          >
            Discard changes
          </Button>
        )}
        <span className={styles.muted} role="status">
          {dirty ? "Not saved yet." : ""}
        </span>
      </div>
      {leave.status === "blocked" && (
        <Dialog
          title="Leave without saving?"
          isOpen
          onClose={leave.reset}
          role="alertdialog"
          footer={
            <>
              <Button onPress={leave.proceed}>Leave</Button>
              <Button variant="primary" onPress={leave.reset} autoFocus>
                Stay here
              </Button>
            </>
          }
        >
          <p>Your changes to the token policy are not saved. They are lost if you leave.</p>
        </Dialog>
      )}
    </form>
  );
}
