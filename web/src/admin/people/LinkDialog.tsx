import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { announce } from "../../ui/live.ts";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { ShownOnce, useStay } from "../../ui/ShownOnce.tsx";
import { signInLink } from "./calls.ts";

/**
 * Makes a link that signs somebody in once. It is in this dialog and nowhere else: closing, which takes
 * a yes that it is stored, drops it.
 */
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
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  // The answer holds the only copy of the link.
  useStay(pending && link === null, "The link is being made and would be lost. Leave it behind?");

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
        closesOutside={false}
        closesByEscape={!pending}
        footer={
          <>
            <Button onPress={onClose} isDisabled={pending}>
              {created ? "Later" : "Cancel"}
            </Button>
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
    <ShownOnce
      title="Copy the link now"
      what="sign-in link"
      label={`Sign-in link for ${user.name}`}
      text={link}
      onDone={onClose}
    >
      <Notice tone="warn" title={`Whoever opens it is signed in as ${user.name}`}>
        Pass it on privately. It works once, for a day. It is shown only now: we keep no copy of it.
      </Notice>
    </ShownOnce>
  );
}
