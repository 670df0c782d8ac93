import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { asks } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import styles from "../Account.module.css";
import { emailProblem, nameProblem, PASSWORD_HINT, passwordProblem, refusedField } from "../problems.ts";
import { beginWith } from "../welcome.ts";
import { PasswordField } from "./PasswordField.tsx";
import { useProblems } from "./useProblems.ts";

/** Name, e-mail, password, and for an owner the name of the first workspace. */
export function WelcomeForm({
  account,
  workspace,
}: {
  account: Schemas["UserOut"];
  /** The workspace that can be renamed on the way; null if there is none. */
  workspace: Schemas["WorkspaceOut"] | null;
}) {
  const queries = useQueryClient();
  const begun = beginWith(account);
  const [name, setName] = useState(begun.name);
  const [email, setEmail] = useState(begun.email);
  const [password, setPassword] = useState("");
  const [place, setPlace] = useState(workspace?.name ?? "");
  const { field, clear, show } = useProblems(["name", "email", "password", "workspace"] as const);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  // A password that may have been stored although no answer came: saving once more must name it.
  const perhapsStored = useRef<string | undefined>(undefined);
  const step = useRef<"workspace" | "account">("account");

  // The workspace first: renaming it twice does no harm, and the account completes the page.
  const save = async () => {
    if (workspace && place.trim() !== workspace.name) {
      step.current = "workspace";
      await take(
        client.PATCH("/api/workspaces/{workspaceId}", {
          params: { path: { workspaceId: workspace.id } },
          body: { name: place.trim() },
        }),
      );
      await queries.invalidateQueries({ queryKey: asks.workspaces().queryKey, refetchType: "none" });
    }
    step.current = "account";
    const before = perhapsStored.current;
    try {
      const body = { name: name.trim(), email: email.trim(), password, currentPassword: before };
      return await take(client.PATCH("/api/account", { body }));
    } catch (failure) {
      const refused = failure instanceof ApiError && failure.status < 500;
      if (!refused) perhapsStored.current = password;
      throw failure;
    }
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setError(null);
    const wrong = show({
      name: nameProblem(name),
      email: emailProblem(email),
      password: passwordProblem(password),
      workspace: workspace && !place.trim() ? "Write a name for the workspace." : null,
    });
    if (wrong) return;
    setPending(true);
    try {
      const user = await save();
      // The page sees the account and goes home.
      queries.setQueryData(asks.account().queryKey, user);
    } catch (failure) {
      const refused = refusedField(failure);
      if (refused && step.current === "workspace") show({ workspace: refused.text });
      else if (refused && refused.field !== "currentPassword") show({ [refused.field]: refused.text });
      else setError(failure);
    } finally {
      setPending(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label="Your name"
        hint="Others see it beside what you write."
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
      {workspace && (
        <TextField
          label="Name of the first workspace"
          hint="A workspace holds bases and the people who share them. It can be renamed later."
          value={place}
          onChange={(text) => {
            setPlace(text);
            clear("workspace");
          }}
          autoComplete="organization"
          maxLength={255}
          {...field("workspace")}
        />
      )}
      {error !== null && (
        <ErrorNotice error={error} kept="What you typed is still here. Press the button again." />
      )}
      <div>
        <Button variant="primary" type="submit" isPending={pending}>
          Create account
        </Button>
      </div>
    </form>
  );
}
