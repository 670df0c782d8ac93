import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "../api/errors.ts";
import { asks } from "../api/queries.ts";
import { ErrorNotice, Loading } from "../ui/Notice.tsx";
import styles from "./Account.module.css";
import { Alone } from "./parts/Alone.tsx";
import { WelcomeForm } from "./parts/WelcomeForm.tsx";
import { firstOwned } from "./welcome.ts";

/** First run and first sign-in: who this is, and a password for the next time. */
export function WelcomePage() {
  const navigate = useNavigate();
  const account = useQuery(asks.account());
  const owner = account.data?.instanceOwner === true;
  const workspaces = useQuery({ ...asks.workspaces(), enabled: owner });
  const signedOut = account.error instanceof ApiError && account.error.status === 401;
  const done = account.data?.hasPassword === true;

  useEffect(() => {
    if (signedOut) location.replace("/sign-in");
    else if (done) void navigate({ to: "/", replace: true });
  }, [signedOut, done, navigate]);

  // Without the list of workspaces the rest can still be done; a workspace is renamed at any time.
  const waiting = owner && workspaces.isPending;
  if (!account.data || done || waiting) {
    return (
      <Alone title="Welcome">
        {account.error && !account.data && !signedOut ? (
          <ErrorNotice error={account.error} retry={() => void account.refetch()} />
        ) : (
          <Loading rows={6} />
        )}
      </Alone>
    );
  }
  return (
    <Alone
      title="Welcome"
      lead="You signed in by a link that works once. Say who you are and choose a password for the next time."
    >
      <WelcomeForm
        account={account.data}
        workspace={owner ? firstOwned(workspaces.data?.workspaces ?? []) : null}
      />
      {owner ? <OwnersCan /> : <PeopleCan />}
    </Alone>
  );
}

/** What the owner of the instance can do, so that nobody has to look for it. */
function OwnersCan() {
  return (
    <section aria-labelledby="owners-can" className={styles.can}>
      <h2 id="owners-can">You own this instance</h2>
      <ul className={styles.list}>
        <li>You add people, name other owners, and deactivate who leaves.</li>
        <li>You see everybody's tokens, never their secrets, and can revoke them.</li>
        <li>You set the token policy and read the audit log.</li>
        <li>You see a base only if it is yours or shared with you.</li>
      </ul>
    </section>
  );
}

function PeopleCan() {
  return (
    <section aria-labelledby="people-can" className={styles.can}>
      <h2 id="people-can">What you can do here</h2>
      <ul className={styles.list}>
        <li>Create bases in your own workspace, and share them.</li>
        <li>Use the bases that others share with you.</li>
        <li>Create tokens for scripts, if the owner of this instance lets you.</li>
      </ul>
    </section>
  );
}
