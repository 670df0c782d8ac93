import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { asks } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { toast } from "../../ui/Toasts.tsx";
import styles from "../Account.module.css";
import { emailProblem, refusedField } from "../problems.ts";
import { PasswordField } from "./PasswordField.tsx";
import { useProblems } from "./useProblems.ts";

/** The address that one signs in with. Changing it asks for the password. */
export function EmailSection({ account }: { account: Schemas["UserOut"] }) {
  const queries = useQueryClient();
  const [email, setEmail] = useState(account.email);
  const [currentPassword, setCurrentPassword] = useState("");
  const { field, clear, show } = useProblems(["email", "currentPassword"] as const);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setError(null);
    const same = email.trim().toLowerCase() === account.email.toLowerCase();
    const wrong = show({
      email: emailProblem(email) ?? (same ? "This is your e-mail address already." : null),
      currentPassword: currentPassword ? null : "Type your password.",
    });
    if (wrong) return;
    setPending(true);
    try {
      const body = { email: email.trim(), currentPassword };
      const user = await take(client.PATCH("/api/account", { body }));
      queries.setQueryData(asks.account().queryKey, user);
      setEmail(user.email);
      setCurrentPassword("");
      toast(`E-mail changed. From now on you sign in with ${user.email}.`);
    } catch (failure) {
      const refused = refusedField(failure);
      if (refused?.field === "email" || refused?.field === "currentPassword") {
        show({ [refused.field]: refused.text });
      } else setError(failure);
    } finally {
      setPending(false);
    }
  };

  return (
    <Section title="E-mail address">
      <form className={styles.form} onSubmit={save} noValidate>
        <TextField
          label="E-mail"
          hint="You sign in with it. No mail is sent to it."
          type="email"
          value={email}
          onChange={(text) => {
            setEmail(text);
            clear("email");
          }}
          autoComplete="username"
          {...field("email")}
        />
        <PasswordField
          label="Your password"
          hint="To confirm that it is you."
          kind="current"
          value={currentPassword}
          onChange={(text) => {
            setCurrentPassword(text);
            clear("currentPassword");
          }}
          {...field("currentPassword")}
        />
        {error !== null && <ErrorNotice error={error} kept="What you typed is still here." />}
        <div>
          <Button type="submit" isPending={pending}>
            Change e-mail
          </Button>
        </div>
      </form>
    </Section>
  );
}
