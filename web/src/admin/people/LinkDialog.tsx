import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/Copy.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/Field.tsx";
import { announce } from "../../ui/live.ts";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import styles from "../Admin.module.css";
import { signInLink } from "./calls.ts";

/** Makes a link that signs somebody in once. It is in this dialog and nowhere else; closing drops it. */
export function LinkDialog({
  user,
  created,
  onClose,
}: {
  user: Schemas["UserOut"];
  /** True if the user was made just now. */
  created?: boolean;
  onClose: () => void;
}) {
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const make = async () => {
    if (pending) return;
    setPending(true);
    setError(null);
    try {
      setLink(await signInLink(user.id));
      announce("The sign-in link is ready to be copied.");
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };

  if (link === null) {
    return (
      <Dialog
        title={created ? `${user.name} was added` : `Sign-in link for ${user.name}`}
        isOpen
        onClose={onClose}
        footer={
          <>
            <Button onPress={onClose}>{created ? "Later" : "Cancel"}</Button>
            <Button variant="primary" onPress={make} isPending={pending} autoFocus>
              Create sign-in link
            </Button>
          </>
        }
      >
        <p>
          {user.hasPassword
            ? "They sign in with it without their password, for instance if they forgot it."
            : "No mail is sent. They sign in with a link that you give them, then choose a password."}{" "}
          It works once, for a day, and is written to the audit log. Links made before go on working.
        </p>
        {error !== null && <ErrorNotice error={error} kept="No link was made." />}
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Copy the link now"
      isOpen
      onClose={onClose}
      closesOutside={false}
      closesByEscape={copied}
      footer={<Button onPress={onClose}>Done</Button>}
    >
      <div className={styles.link}>
        <TextField
          label={`Sign-in link for ${user.name}`}
          value={link}
          isReadOnly
          mono
          autoComplete="off"
          autoFocus
          className={styles.linkField}
          onFocus={(event) => event.target instanceof HTMLInputElement && event.target.select()}
        />
        <CopyButton text={link} what="sign-in link" primary onCopied={() => setCopied(true)} />
      </div>
      <Notice tone="warn" title={`Whoever opens it is signed in as ${user.name}`}>
        Pass it on privately. It works once, for a day. It is shown only now: we keep no copy of it.
      </Notice>
    </Dialog>
  );
}
