import { useEffect, useRef, useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { listWords } from "../form/summary.ts";
import styles from "./detail.module.css";
import { useQuickEdit } from "./useEdit.ts";

/** Scopes that nothing has needed yet: a token should hold no more than it uses. */
export function UnusedScopes({ token, unused }: { token: Schemas["TokenOut"]; unused: string[] | null }) {
  const { apply, edit, dialog } = useQuickEdit(token);
  const [removed, setRemoved] = useState("");
  const place = useRef<HTMLDivElement>(null);
  // The button goes once it has worked; the focus stays here.
  useEffect(() => {
    if (removed) place.current?.focus();
  }, [removed]);
  const left = (unused ?? []).filter((scope) => token.scopes.includes(scope));
  if (left.length === 0) {
    return (
      <>
        {removed && (
          <div ref={place} tabIndex={-1}>
            <Notice tone="good">{removed} It holds no scope that it does not use.</Notice>
          </div>
        )}
        {dialog}
      </>
    );
  }
  const all = left.length === token.scopes.length;
  return (
    <>
      <Notice
        title={left.length === 1 ? "One scope was never needed" : `${left.length} scopes were never needed`}
        actions={
          !all && (
            <Button
              small
              isPending={edit.isPending}
              onPress={async () => {
                if (edit.isPending) return;
                const done = await apply(
                  (now) => ({ scopes: now.scopes.filter((scope) => !left.includes(scope)) }),
                  (now) => ({ scopes: [...now.scopes, ...left] }),
                  `Removed ${listWords(left)}.`,
                );
                setRemoved(done ? `Removed ${listWords(left)}.` : "");
              }}
            >
              Remove unused scopes
            </Button>
          )
        }
      >
        No call that was accepted since the token was made needed{" "}
        {left.length === 1 ? "this scope" : "these scopes"}. If it leaks, each scope is one more thing that
        somebody else may do.
        {all && " As this is all it has, pause or delete the token if nobody needs it."}
        <ul className={styles.list}>
          {left.map((scope) => (
            <li key={scope}>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
      </Notice>
      {edit.error && <ErrorNotice error={edit.error} kept="Nothing was changed." />}
      {dialog}
    </>
  );
}
