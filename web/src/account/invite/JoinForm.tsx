import { type FormEvent, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import styles from "../Account.module.css";
import { PasswordField } from "../parts/PasswordField.tsx";
import { useProblems } from "../parts/useProblems.ts";
import { emailProblem, nameProblem, PASSWORD_HINT, passwordProblem, refusedField } from "../problems.ts";
import { isEnded } from "./offer.ts";

/** For somebody without an account: makes one and joins with it, in one step. */
export function JoinForm({
  look,
  code,
  onJoined,
  onEnded,
  onSignIn,
}: {
  look: Schemas["InviteLookOut"];
  code: string;
  /** Called when the account is there; with the base, if one was joined. */
  onJoined: (baseId: string | null) => void;
  /** Called when the invitation turns out to have ended meanwhile. */
  onEnded: () => void;
  onSignIn: () => void;
}) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState(look.email ?? "");
  const [password, setPassword] = useState("");
  const { field, clear, show } = useProblems(["name", "email", "password"] as const);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const join = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setError(null);
    const wrong = show({
      name: nameProblem(name),
      email: emailProblem(email),
      password: passwordProblem(password),
    });
    if (wrong) return;
    setPending(true);
    try {
      const joined = await take(
        client.POST("/api/invites/join", {
          body: { code, name: name.trim(), email: email.trim(), password },
        }),
      );
      // What was known of a stranger holds no more.
      queryClient.clear();
      onJoined(joined.baseId);
    } catch (failure) {
      if (isEnded(failure)) return onEnded();
      const refused = refusedField(failure);
      if (refused && refused.field !== "currentPassword") show({ [refused.field]: refused.text });
      else setError(failure);
    } finally {
      setPending(false);
    }
  };

  return (
    <>
      <form className={styles.form} onSubmit={join} noValidate>
        <TextField
          label="Your name"
          value={name}
          onChange={(text) => {
            setName(text);
            clear("name");
          }}
          autoComplete="name"
          {...field("name")}
        />
        <TextField
          label="E-mail"
          hint={
            look.email === null
              ? "You sign in with it. No mail is sent to it."
              : "This invitation is for this address only. You sign in with it."
          }
          type="email"
          value={email}
          isReadOnly={look.email !== null}
          onChange={(text) => {
            setEmail(text);
            clear("email");
          }}
          autoComplete="username"
          {...field("email")}
        />
        <PasswordField
          label="Password"
          hint={PASSWORD_HINT}
          kind="new"
          value={password}
          onChange={(text) => {
            setPassword(text);
            clear("password");
          }}
          {...field("password")}
        />
        {error !== null && <ErrorNotice error={error} kept="What you typed is still here." />}
        <div className={styles.row}>
          <Button variant="primary" type="submit" isPending={pending}>
            Create account and join
          </Button>
        </div>
      </form>
      <section aria-labelledby="have-account" className={styles.form}>
        <h2 id="have-account">You have an account here?</h2>
        <p>Sign in, and you come back to this invitation.</p>
        <div>
          <Button onPress={onSignIn}>Sign in</Button>
        </div>
      </section>
    </>
  );
}
