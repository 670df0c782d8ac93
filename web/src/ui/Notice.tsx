import { type ReactNode, useEffect, useState } from "react";
import { ApiError, OfflineError } from "../api/errors.ts";
import { Button } from "./Button.tsx";
import { CopyButton } from "./Copy.tsx";
import { cx } from "./cx.ts";
import { announce as say } from "./live.ts";
import styles from "./Notice.module.css";

type Tone = "info" | "warn" | "bad" | "good";
const SIGNS: Record<Tone, string> = { info: "ℹ", warn: "⚠", bad: "⚠", good: "✓" };

/** A few words in a coloured box, with a sign so that colour does not carry the meaning alone. */
export function Notice({
  tone = "info",
  title,
  children,
  actions,
  announce,
}: {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Read out when it appears. */
  announce?: boolean;
}) {
  return (
    <div
      className={cx(styles.notice, styles[tone])}
      role={announce ? (tone === "bad" ? "alert" : "status") : undefined}
    >
      <span className={styles.icon} aria-hidden="true">
        {SIGNS[tone]}
      </span>
      <div className={styles.body}>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}

/** What went wrong, what to do, and the request's id to quote. */
export function ErrorNotice({ error, retry, kept }: { error: unknown; retry?: () => void; kept?: string }) {
  const api = error instanceof ApiError ? error : null;
  const text = error instanceof Error ? error.message : "Something went wrong.";
  const wait = api?.retryAfter ? ` Try again in ${api.retryAfter} s.` : "";
  return (
    <Notice
      tone="bad"
      announce
      title={error instanceof OfflineError ? "No connection" : undefined}
      actions={
        (retry || api?.requestId) && (
          <>
            {retry && (
              <Button small onPress={retry}>
                Try again
              </Button>
            )}
            {api?.requestId && (
              <CopyButton small quiet text={api.requestId} what="request id" label="Copy request id" />
            )}
          </>
        )
      }
    >
      {text}
      {wait}
      {kept && ` ${kept}`}
    </Notice>
  );
}

/** What a list is and what to do when it is empty. */
export function Empty({
  children,
  action,
  help,
}: {
  children: ReactNode;
  action?: ReactNode;
  help?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <p>{children}</p>
      {action}
      {help && <p className={styles.quote}>{help}</p>}
    </div>
  );
}

/** Grey bars after 300 ms; after 5 s it says that this is slow. Takes its room at once, so nothing jumps. */
export function Loading({
  rows = 4,
  what = "Loading",
  stop,
}: {
  rows?: number;
  what?: string;
  /** Ends what is waited for and asks anew (`askAgain`); offered when it is slow. */
  stop?: () => void;
}) {
  const [age, setAge] = useState<"new" | "waiting" | "slow">("new");
  useEffect(() => {
    const bars = setTimeout(() => setAge("waiting"), 300);
    const slow = setTimeout(() => setAge("slow"), 5000);
    return () => {
      clearTimeout(bars);
      clearTimeout(slow);
    };
  }, []);
  return (
    <div
      className={styles.bars}
      style={{ visibility: age === "new" ? "hidden" : undefined }}
      aria-busy="true"
    >
      <span className="visually-hidden" role="status">
        {age === "slow" ? "This takes longer than usual." : age === "waiting" ? `${what}…` : ""}
      </span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <div key={row} className={styles.bar} style={{ width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
      {age === "slow" && (
        <div className={styles.slow}>
          <span>This takes longer than usual.</span>
          {stop && (
            <Button
              small
              onPress={() => {
                say("Asking again.");
                stop();
              }}
            >
              Ask again
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
