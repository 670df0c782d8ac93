import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { client, take } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { useAccount } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import styles from "./detail.module.css";

/** True if the server wants to hear the password again before it does this. */
export function needsConfirming(error: unknown): boolean {
  return error instanceof ApiError && error.type === "CONFIRMATION_REQUIRED";
}

/**
 * Runs calls that the server may want confirmed: `run` makes the call, asks for the password if it is
 * wanted, and makes the call again. It gives `null` if the person turned back; nothing is changed then.
 * `dialog` must be shown somewhere.
 */
export function useConfirmed(): { run: <T>(call: () => Promise<T>) => Promise<T | null>; dialog: ReactNode } {
  const [waiting, setWaiting] = useState<{ answer: (confirmed: boolean) => void } | null>(null);
  // Whoever leaves the page has turned back: no call waits for an answer that can not come.
  const gone = useRef(false);
  const pending = useRef<((confirmed: boolean) => void) | null>(null);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      pending.current?.(false);
    };
  }, []);
  const run = async <T,>(call: () => Promise<T>): Promise<T | null> => {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!needsConfirming(error)) throw error;
      }
      if (gone.current) return null;
      const confirmed = await new Promise<boolean>((answer) => {
        pending.current = answer;
        setWaiting({ answer });
      });
      pending.current = null;
      setWaiting(null);
      if (!confirmed) return null;
    }
  };
  return { run, dialog: waiting && <PasswordDialog onAnswer={waiting.answer} /> };
}

/** Asks for the password. It is in the field and nowhere else: no cache of calls keeps it. */
function PasswordDialog({ onAnswer }: { onAnswer: (confirmed: boolean) => void }) {
  const account = useAccount();
  const form = useId();
  const field = useRef<HTMLInputElement>(null);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const refuse = (text: string) => {
    setProblem(text);
    field.current?.focus();
  };
  const send = async () => {
    if (pending) return;
    if (!password) return refuse("Type your password.");
    setPending(true);
    setProblem(null);
    setFailure(null);
    try {
      await take(client.POST("/api/session/confirm", { body: { password } }));
      onAnswer(true);
    } catch (error) {
      setPending(false);
      // An ended session is no wrong password: the shell asks to sign in again.
      if (error instanceof ApiError && error.status === 422) {
        refuse("That is not your password. Type it again.");
      } else setFailure(error);
    }
  };

  return (
    <Dialog
      title="Confirm that it is you"
      isOpen
      onClose={() => onAnswer(false)}
      closesOutside={false}
      footer={
        <>
          <Button onPress={() => onAnswer(false)}>Cancel</Button>
          {account.hasPassword ? (
            <Button variant="primary" type="submit" form={form} isPending={pending}>
              Confirm
            </Button>
          ) : (
            <Button variant="primary" onPress={() => onAnswer(true)}>
              Try again
            </Button>
          )}
        </>
      }
    >
      {account.hasPassword ? (
        <form
          id={form}
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <p>This lets a token do more than before. Type your password; it holds for 15 minutes.</p>
          {/* Password managers look for whose password it is. */}
          <input
            className="visually-hidden"
            type="text"
            autoComplete="username"
            value={account.email}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          <TextField
            label="Your password"
            type="password"
            autoComplete="current-password"
            autoFocus
            inputRef={field}
            value={password}
            onChange={(text) => {
              setPassword(text);
              setProblem(null);
            }}
            error={problem}
          />
        </form>
      ) : (
        <p>
          This lets a token do more than before, and you have no password to confirm it with. Sign in again
          with a new link in another tab, or{" "}
          <a href="/account" target="_blank" rel="noreferrer">
            set a password
          </a>
          , then try again.
        </p>
      )}
      {failure !== null && <ErrorNotice error={failure} kept="Nothing was changed." />}
    </Dialog>
  );
}
