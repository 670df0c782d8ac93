import { type FormEvent, useState } from "react";
import { useProblems } from "../../account/parts/useProblems.ts";
import { emailProblem, nameProblem, refusedField } from "../../account/problems.ts";
import type { Schemas } from "../../api/client.ts";
import { useRefresh } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Checkbox, TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import styles from "../Admin.module.css";
import { createUser } from "./calls.ts";

/** Adds somebody to the instance. */
export function CreateUserDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (user: Schemas["UserOut"]) => void;
}) {
  const refresh = useRefresh();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [owner, setOwner] = useState(false);
  const { field, clear, show } = useProblems(["name", "email"] as const);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setError(null);
    if (show({ name: nameProblem(name), email: emailProblem(email) })) return;
    setPending(true);
    try {
      const user = await createUser({ name: name.trim(), email: email.trim(), instanceOwner: owner });
      await refresh("users");
      onMade(user);
    } catch (failure) {
      const refused = refusedField(failure);
      if (refused?.field === "name" || refused?.field === "email") show({ [refused.field]: refused.text });
      else setError(failure);
    } finally {
      setPending(false);
    }
  };

  return (
    <Dialog
      title="Add a person"
      isOpen
      onClose={onClose}
      closesOutside={false}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="create-user" isPending={pending}>
            Add person
          </Button>
        </>
      }
    >
      <form id="create-user" className={styles.form} onSubmit={create} noValidate>
        <TextField
          label="Name"
          value={name}
          onChange={(text) => {
            setName(text);
            clear("name");
          }}
          autoComplete="off"
          autoFocus
          {...field("name")}
        />
        <TextField
          label="E-mail"
          hint="They sign in with it. No mail is sent: you give them a link in the next step."
          type="email"
          value={email}
          onChange={(text) => {
            setEmail(text);
            clear("email");
          }}
          autoComplete="off"
          {...field("email")}
        />
        <Checkbox isSelected={owner} onChange={setOwner} hint={OWNERS_MAY}>
          Owner of this instance
        </Checkbox>
      </form>
      {error !== null && <ErrorNotice error={error} kept="What you typed is still here." />}
    </Dialog>
  );
}

/** What owners may, in a sentence. */
export const OWNERS_MAY =
  "Manages people, sees and revokes everybody's tokens, sets the token policy, reads the audit log.";
