import { type FormEvent, useRef, useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { useRefresh } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Select, TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { ShownOnce, useStay } from "../../ui/ShownOnce.tsx";
import { Time } from "../../ui/Time.tsx";
import type { Shared } from "../asks.ts";
import { type Role, roleWords } from "../roles.ts";
import { roleOptions } from "./AddDialog.tsx";
import { invite } from "./calls.ts";
import styles from "./People.module.css";
import { emailProblem } from "./people.ts";

/**
 * Makes a link by which one person joins. The link is in this dialog and nowhere else: not in the
 * address, not in a cache. Closing the dialog, which takes a yes that it is stored, drops it.
 */
export function InviteDialog({
  shared,
  name,
  roles,
  onClose,
}: {
  shared: Shared;
  /** What is shared. */
  name: string;
  /** What may be given. */
  roles: Role[];
  onClose: () => void;
}) {
  const refresh = useRefresh();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("edit");
  const [problem, setProblem] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  const [made, setMade] = useState<Schemas["NewInviteOut"] | null>(null);
  const input = useRef<HTMLInputElement>(null);
  // The answer holds the only copy of the link.
  useStay(pending && !made, "The link is being made and would be lost. Leave it behind?");

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const wrong = email.trim() ? emailProblem(email) : null;
    if (wrong) {
      setProblem(wrong);
      input.current?.focus();
      return;
    }
    setPending(true);
    setError(null);
    try {
      setMade(await invite(shared, role, email.trim() || null));
      await refresh("invites");
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };

  if (made) return <InviteLink invite={made} name={name} onClose={onClose} />;
  return (
    <Dialog
      title={`Invite to ${name} by link`}
      isOpen
      onClose={onClose}
      closesOutside={false}
      closesByEscape={!pending}
      footer={
        <>
          <Button onPress={onClose} isDisabled={pending}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form="invite" isPending={pending}>
            Create link
          </Button>
        </>
      }
    >
      <p>Whoever opens the link first can join, also without an account. It works once, for seven days.</p>
      <form id="invite" className={styles.form} onSubmit={create} noValidate>
        <Select label="Role" value={role} onChange={setRole} options={roleOptions(roles)} />
        <TextField
          label="E-mail (optional)"
          hint="Only this address may join then. No mail is sent: you pass the link on."
          type="email"
          value={email}
          onChange={(text) => {
            setEmail(text);
            setProblem(null);
          }}
          error={problem}
          inputRef={input}
          autoComplete="off"
        />
      </form>
      {error !== null && <ErrorNotice error={error} kept="No link was made; what you typed is still here." />}
    </Dialog>
  );
}

/** The link, once. */
function InviteLink({
  invite,
  name,
  onClose,
}: {
  invite: Schemas["NewInviteOut"];
  name: string;
  onClose: () => void;
}) {
  return (
    <ShownOnce
      title="Copy the link now"
      what="invitation link"
      label="Invitation link"
      text={location.origin + invite.path}
      lead={
        <p>
          For {invite.email ?? "whoever you give it to"}, as {roleWords(invite.permissionLevel)} of {name}.
        </p>
      }
      onDone={onClose}
    >
      <ul className={styles.list}>
        <li>It works once.</li>
        <li>
          It ends in seven days: <Time at={invite.expires} style="exact" />.
        </li>
        <li>It is shown only now: we keep no copy of it. If it is lost, revoke it and make another.</li>
        <li>Pass it on privately: whoever has it can join.</li>
      </ul>
    </ShownOnce>
  );
}
