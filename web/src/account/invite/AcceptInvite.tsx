import { useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { queryClient } from "../../api/queries.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import styles from "../Account.module.css";
import { sentence } from "../problems.ts";
import { isEnded, isForAnother } from "./offer.ts";

/** For somebody who is signed in: joins with this account, or with another one. */
export function AcceptInvite({
  look,
  code,
  account,
  onJoined,
  onEnded,
  onSignIn,
}: {
  look: Schemas["InviteLookOut"];
  code: string;
  account: Schemas["UserOut"];
  onJoined: (baseId: string | null) => void;
  onEnded: () => void;
  /** Goes to the sign-in page; nobody is signed in any more. */
  onSignIn: () => void;
}) {
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState<"join" | "leave" | null>(null);
  const another = isForAnother(look, account.email);
  // The server says in a sentence why nothing was changed, for instance a role that is there already.
  const refusal = error instanceof ApiError && error.status === 422 ? sentence(error.message) : null;

  const run = async (what: "join" | "leave", step: () => Promise<void>) => {
    if (pending) return;
    setPending(what);
    setError(null);
    try {
      await step();
    } catch (failure) {
      if (what === "join" && isEnded(failure)) onEnded();
      else setError(failure);
    } finally {
      setPending(null);
    }
  };
  const join = () =>
    run("join", async () => {
      const joined = await take(client.POST("/api/invites/accept", { body: { code } }));
      await queryClient.invalidateQueries({ refetchType: "none" });
      onJoined(joined.baseId);
    });
  const leave = () =>
    run("leave", async () => {
      await take(client.DELETE("/api/session"));
      onSignIn();
    });

  return (
    <div className={styles.form}>
      {another && (
        <Notice tone="warn" title={`This invitation is for ${look.email}`}>
          You are signed in as {account.name} ({account.email}). Sign in as the person it is for, or ask for
          an invitation of your own.
        </Notice>
      )}
      {refusal ? (
        <Notice
          tone="warn"
          announce
          title={refusal}
          actions={<LinkButton to="/">Go to your bases</LinkButton>}
        />
      ) : (
        error !== null && <ErrorNotice error={error} kept="The invitation was not used." />
      )}
      <div className={styles.row}>
        {!another && (
          <Button variant="primary" onPress={join} isPending={pending === "join"}>
            Join as {account.name}
          </Button>
        )}
        <Button onPress={leave} isPending={pending === "leave"}>
          Sign in as somebody else
        </Button>
      </div>
      {!another && <p className={styles.muted}>You are signed in as {account.email}.</p>}
    </div>
  );
}
