import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Schemas } from "../../api/client.ts";
import { useAccount, useRefresh } from "../../api/queries.ts";
import { Badge } from "../../ui/Badge.tsx";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { toast } from "../../ui/Toasts.tsx";
import { homeAsks, type Shared } from "../asks.ts";
import { removePerson } from "./calls.ts";
import styles from "./People.module.css";

/** Asks before somebody is removed, or before the reader leaves: what stops, what stays, which tokens. */
export function RemoveDialog({
  shared,
  name,
  person,
  otherWay,
  onClose,
}: {
  shared: Shared;
  /** Of the workspace or base. */
  name: string;
  person: Schemas["CollaboratorOut"];
  /** For a base: the role the person keeps through the workspace, in words. */
  otherWay?: string;
  onClose: () => void;
}) {
  const account = useAccount();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const own = person.userId === account.id;
  // Whoever leaves a base that they reach otherwise can stay on its page.
  const leaves = own && !otherWay;
  const who = own ? "You" : person.name;
  const thing = `the ${shared.kind} ${name}`;
  const remove = async () => {
    await removePerson(shared, person.userId);
    toast(own ? `You left ${name}.` : `${person.name} was removed from ${name}.`);
    if (leaves) {
      // The page would ask for what may not be seen any more; it goes before its answers do.
      await navigate({ to: "/", replace: true });
      await refresh("workspaces", "bases", "tokens");
    } else {
      await refresh("people", "invites", "base");
    }
  };
  return (
    <ConfirmDialog
      title={own ? `Leave ${name}?` : `Remove ${person.name} from ${name}?`}
      isOpen
      onClose={onClose}
      onConfirm={remove}
      confirm={own ? `Leave ${shared.kind}` : "Remove collaborator"}
      danger
    >
      <p>
        {otherWay
          ? `${who} will still reach ${thing} through its workspace, as ${otherWay}.`
          : shared.kind === "workspace"
            ? `${who} will no longer reach ${thing} and its bases, from the next request on. Bases shared with ${own ? "you" : "them"} one by one stay shared.`
            : `${who} will no longer reach ${thing}, from the next request on.`}{" "}
        Everything {own ? "you" : "they"} wrote stays.
      </p>
      {leaves && <p>You can not add yourself again; another creator or owner has to.</p>}
      {!otherWay && <TokensThatStop shared={shared} person={person} own={own} />}
      {account.instanceOwner && !own && (
        <p>
          To end all their tokens altogether, go to{" "}
          <Link to="/admin/tokens" search={{ user: person.userId }}>
            all tokens of {person.name}
          </Link>
          .
        </p>
      )}
    </ConfirmDialog>
  );
}

function TokensThatStop({
  shared,
  person,
  own,
}: {
  shared: Shared;
  person: Schemas["CollaboratorOut"];
  own: boolean;
}) {
  const { data, error, refetch } = useQuery(homeAsks.tokensOf(shared, person.userId));
  if (!data && error) {
    return (
      <ErrorNotice
        error={error}
        retry={() => void refetch()}
        kept="Which tokens stop is not known; those that reach this stop all the same."
      />
    );
  }
  if (!data) return <Loading rows={3} what="Looking for tokens" />;
  const { tokens } = data;
  const whose = own ? "your tokens" : "their tokens";
  if (tokens.length === 0)
    return (
      <p>
        None of {whose} reaches this {shared.kind}.
      </p>
    );
  return (
    <div className={styles.tokens}>
      <p>
        {tokens.length === 1 ? `One of ${whose} stops` : `${tokens.length} of ${whose} stop`} working here at
        once. {tokens.length === 1 ? "It keeps" : "They keep"} what{" "}
        {tokens.length === 1 ? "it reaches" : "they reach"} elsewhere.
      </p>
      <ul className={styles.list}>
        {tokens.map((token) => (
          <li key={token.id}>
            {own ? (
              <Link to="/create/tokens/$tokenId" params={{ tokenId: token.id }}>
                {token.name}
              </Link>
            ) : (
              <strong>{token.name}</strong>
            )}{" "}
            {token.state !== "active" && (
              <Badge>{token.state === "notYetValid" ? "not yet valid" : token.state}</Badge>
            )}{" "}
            <span className={styles.muted}>
              {token.scopes.length === 1 ? "1 scope" : `${token.scopes.length} scopes`},{" "}
              {token.everything ? "reaches everything, " : ""}
              {token.lastUsedTime ? (
                <>
                  last used <Time at={token.lastUsedTime} />
                </>
              ) : (
                "never used"
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
