import { type FormEvent, useRef, useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { useRefresh } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Select, TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { toast } from "../../ui/Toasts.tsx";
import type { Shared } from "../asks.ts";
import { type Role, roleMeaning, roleWords } from "../roles.ts";
import { addPerson } from "./calls.ts";
import styles from "./People.module.css";
import { emailProblem, withEmail } from "./people.ts";

/** The roles as choices, each with what it may do. */
export function roleOptions(roles: readonly Role[]) {
  return roles.map((role) => ({ value: role, label: roleWords(role), hint: roleMeaning(role) }));
}

/** Gives a role to somebody who has an account here. */
export function AddDialog({
  shared,
  name,
  people,
  roles,
  onClose,
}: {
  shared: Shared;
  /** What is shared. */
  name: string;
  /** Who collaborates already. */
  people: readonly Schemas["CollaboratorOut"][];
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
  const input = useRef<HTMLInputElement>(null);

  const refuse = (what: string) => {
    setProblem(what);
    input.current?.focus();
  };
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const wrong = emailProblem(email);
    if (wrong) return refuse(wrong);
    const there = withEmail(people, email);
    if (there) {
      const now = roleWords(there.permissionLevel);
      return refuse(`${there.name} is a collaborator already: ${now}. Change the role in the list.`);
    }
    setPending(true);
    setError(null);
    try {
      const { collaborators } = await addPerson(shared, email.trim(), role);
      toast(`${withEmail(collaborators, email)?.name ?? email.trim()} added as ${roleWords(role)}.`);
      onClose();
      await refresh("people", "base");
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 404) {
        refuse("Nobody with this e-mail has an account here. Invite them by link instead.");
      } else {
        setError(failure);
      }
    } finally {
      setPending(false);
    }
  };

  return (
    <Dialog
      title={`Add someone to ${name}`}
      isOpen
      onClose={onClose}
      closesOutside={false}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="add-person" isPending={pending}>
            Add collaborator
          </Button>
        </>
      }
    >
      <form id="add-person" className={styles.form} onSubmit={add} noValidate>
        <TextField
          label="E-mail"
          hint="Of somebody who has an account here. They can use it at once; no mail is sent."
          type="email"
          value={email}
          onChange={(text) => {
            setEmail(text);
            setProblem(null);
          }}
          error={problem}
          inputRef={input}
          autoComplete="off"
          autoFocus
        />
        <Select label="Role" value={role} onChange={setRole} options={roleOptions(roles)} />
      </form>
      {error !== null && <ErrorNotice error={error} kept="What you typed is still here." />}
    </Dialog>
  );
}
