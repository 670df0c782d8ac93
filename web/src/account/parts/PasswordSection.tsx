import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { asks, useRefresh } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { toast } from "../../ui/Toasts.tsx";
import styles from "../Account.module.css";
import { PASSWORD_HINT, passwordProblem, refusedField } from "../problems.ts";
import { PasswordField } from "./PasswordField.tsx";
import { useProblems } from "./useProblems.ts";

/** A new password, for which the one in use must be known. It ends the other sessions. */
export function PasswordSection({ account }: { account: Schemas["UserOut"] }) {
  const queries = useQueryClient();
  const refresh = useRefresh();
  const byLink = useCameByLink();
  const [currentPassword, setCurrentPassword] = useState("");
  const [password, setPassword] = useState("");
  const { field, clear, show } = useProblems(["currentPassword", "password"] as const);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setError(null);
    const wrong = show({
      currentPassword: currentPassword || byLink ? null : "Type your password as it is now.",
      password: passwordProblem(password),
    });
    if (wrong) return;
    setPending(true);
    try {
      const user = await take(
        client.PATCH("/api/account", { body: { password, currentPassword: currentPassword || null } }),
      );
      queries.setQueryData(asks.account().queryKey, user);
      setCurrentPassword("");
      setPassword("");
      toast("Password changed. Your other sessions were signed out.");
      await refresh("sessions");
    } catch (failure) {
      const refused = refusedField(failure);
      if (refused?.field === "password" || refused?.field === "currentPassword") {
        show({ [refused.field]: refused.text });
      } else setError(failure);
    } finally {
      setPending(false);
    }
  };

  return (
    <Section
      title="Password"
      lead="A new password signs out all your other sessions. Your tokens go on working: they do not depend on it."
    >
      <form className={styles.form} onSubmit={save} noValidate>
        {/* Tells password managers whose password this is. */}
        <input type="text" autoComplete="username" value={account.email} readOnly hidden />
        <PasswordField
          label="Current password"
          hint={byLink ? "Optional: you signed in by a link just now, so you need not know it." : undefined}
          kind="current"
          value={currentPassword}
          onChange={(text) => {
            setCurrentPassword(text);
            clear("currentPassword");
          }}
          {...field("currentPassword")}
        />
        <PasswordField
          label="New password"
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
        <div>
          <Button type="submit" isPending={pending}>
            Change password
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** For how long the server lets somebody who signed in by a link set a password without the one before. */
const LINK_MS = 15 * 60_000;

/** True for somebody who signed in by a link so lately. */
function useCameByLink(): boolean {
  const sessions = useQuery(asks.sessions());
  const here = sessions.data?.sessions.find((session) => session.current);
  return Boolean(here?.byLink) && Date.now() - new Date(here?.createdTime ?? 0).getTime() < LINK_MS;
}
