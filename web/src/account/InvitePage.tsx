import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useState } from "react";
import { client, type Schemas, take } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import { asks } from "../api/queries.ts";
import { LinkButton } from "../ui/Button.tsx";
import { ErrorNotice, Loading, Notice } from "../ui/Notice.tsx";
import { Time } from "../ui/Time.tsx";
import { toast } from "../ui/Toasts.tsx";
import styles from "./Account.module.css";
import { AcceptInvite } from "./invite/AcceptInvite.tsx";
import { forgetInvite, holdInvite, inviteCode, keepForSignIn } from "./invite/code.ts";
import { JoinForm } from "./invite/JoinForm.tsx";
import { isEnded, roleOffered, thing } from "./invite/offer.ts";
import { Alone } from "./parts/Alone.tsx";

/** Where the link of an invitation leads: who invites, to what, and the way in. */
export function InvitePage() {
  const hash = useRouterState({ select: (state) => state.location.hash });
  const [code, setCode] = useState<string | null>(() => hash || inviteCode());

  // Before anything is painted: the code must not stay in the address or the history.
  useLayoutEffect(() => {
    if (!hash) return;
    holdInvite(hash);
    setCode(hash);
    history.replaceState(history.state, "", location.pathname);
  }, [hash]);

  return code ? <Invitation key={code} code={code} /> : <NoCode />;
}

function Invitation({ code }: { code: string }) {
  const navigate = useNavigate();
  const account = useQuery(asks.account());
  const [look, setLook] = useState<Schemas["InviteLookOut"] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [ended, setEnded] = useState(false);
  const [turn, setTurn] = useState(0);

  // Not a query: its key would keep the code.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks once more
  useEffect(() => {
    const stop = new AbortController();
    setError(null);
    take(client.POST("/api/invites/look", { body: { code }, signal: stop.signal })).then(
      setLook,
      (failure) => {
        if (!stop.signal.aborted) setError(failure);
      },
    );
    return () => stop.abort();
  }, [code, turn]);

  const over = ended || isEnded(error);
  useEffect(() => {
    if (over) forgetInvite();
  }, [over]);

  const signedOut = account.error instanceof ApiError && account.error.status === 401;
  const joined = (baseId: string | null) => {
    forgetInvite();
    if (look) toast(`You joined ${thing(look)}.`);
    void (baseId ? navigate({ to: "/$baseId", params: { baseId } }) : navigate({ to: "/" }));
  };
  const signIn = () => {
    location.assign(keepForSignIn() ? "/sign-in?next=/invite" : "/sign-in");
  };

  if (over) return <Ended />;
  // What is shown stays, and what was typed in it, if asking anew fails.
  const failure = (look ? null : error) ?? (account.data || signedOut ? null : account.error);
  if (failure) {
    const retry = () => {
      setTurn(turn + 1);
      if (account.error) void account.refetch();
    };
    return (
      <Alone title="Invitation">
        <ErrorNotice error={failure} retry={retry} kept="The invitation was not used." />
      </Alone>
    );
  }
  if (!look || (!account.data && !signedOut)) {
    return (
      <Alone title="Invitation">
        <Loading rows={5} what="Looking at the invitation" />
      </Alone>
    );
  }
  const ways = { look, code, onJoined: joined, onEnded: () => setEnded(true), onSignIn: signIn };
  return (
    <Alone title={`${look.invitedBy} invites you`}>
      <Offer look={look} />
      {account.data ? <AcceptInvite {...ways} account={account.data} /> : <JoinForm {...ways} />}
    </Alone>
  );
}

function Offer({ look }: { look: Schemas["InviteLookOut"] }) {
  const role = roleOffered(look.permissionLevel);
  return (
    <div className={styles.offer}>
      <p>
        To {look.kind === "base" ? "the base" : "the workspace"} <strong>{look.name}</strong>, as{" "}
        <strong>{role.title}</strong>.
      </p>
      {role.meaning && <p className={styles.muted}>{role.meaning}</p>}
      <p className={styles.muted}>
        The invitation works once, until <Time at={look.expires} style="exact" />.
      </p>
    </div>
  );
}

/** The server does not say which of these it is, so that nobody learns more by guessing codes. */
function Ended() {
  return (
    <Alone title="This invitation does not work">
      <Notice tone="warn" announce title="Ask whoever sent it to you for a new one">
        <ul className={styles.list}>
          <li>It was used already: each works once.</li>
          <li>It ended: each works for seven days. Or it was taken back.</li>
          <li>Whoever made it may no longer invite people to this.</li>
          <li>Or the link was not copied whole.</li>
        </ul>
      </Notice>
      <div>
        <LinkButton to="/">Go to your bases</LinkButton>
      </div>
    </Alone>
  );
}

function NoCode() {
  return (
    <Alone title="Invitation">
      <Notice tone="warn" title="Open the link of the invitation once more">
        Its code is not kept when this page is loaded again. If you no longer have the link, ask whoever
        invited you for a new one.
      </Notice>
      <div>
        <LinkButton to="/">Go to your bases</LinkButton>
      </div>
    </Alone>
  );
}
