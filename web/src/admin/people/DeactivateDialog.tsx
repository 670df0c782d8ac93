import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client.ts";
import { useRefresh } from "../../api/queries.ts";
import { isEnded, STATE_WORDS, shownStates } from "../../tokens/words.ts";
import { Badge } from "../../ui/Badge.tsx";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { toast } from "../../ui/Toasts.tsx";
import styles from "../Admin.module.css";
import { adminAsks } from "../asks.ts";
import { editUser } from "./calls.ts";

/** Tokens named in the dialog; more are counted. */
const NAMED = 20;

/** Asks before somebody is deactivated: what stops at once, which tokens, and what stays. */
export function DeactivateDialog({ user, onClose }: { user: Schemas["UserOut"]; onClose: () => void }) {
  const refresh = useRefresh();
  const deactivate = async () => {
    await editUser(user.id, { active: false });
    toast(`${user.name} was deactivated. Their sessions and tokens are refused.`);
    await refresh("users", "instance-tokens");
  };
  return (
    <ConfirmDialog
      title={`Deactivate ${user.name}?`}
      isOpen
      onClose={onClose}
      onConfirm={deactivate}
      confirm="Deactivate person"
      danger
    >
      <p>They can no longer sign in, and are signed out everywhere at once.</p>
      <TokensThatStop user={user} />
      <p>
        What they wrote stays, with their name in its history. Their roles on workspaces and bases stay too,
        without effect. If you reactivate them, tokens that have not ended work again; to end them for good,
        revoke them.
      </p>
    </ConfirmDialog>
  );
}

function TokensThatStop({ user }: { user: Schemas["UserOut"] }) {
  // Just before somebody is shut out, an old answer would be a wrong one.
  const { data, error, refetch } = useQuery({
    ...adminAsks.someTokens({ user: user.id }),
    staleTime: 0,
    gcTime: 0,
  });
  if (!data && error) {
    return (
      <ErrorNotice
        error={error}
        retry={() => void refetch()}
        kept="Which tokens stop is not known; all of theirs do."
      />
    );
  }
  if (!data) return <Loading rows={3} what="Looking for tokens" />;
  const tokens = data.tokens.filter((token) => !isEnded(token));
  if (tokens.length === 0) return <p>They have no token that could stop.</p>;
  return (
    <div className={styles.stack}>
      <p>
        {tokens.length === 1 ? "Their token stops" : `All ${tokens.length} of their tokens stop`} at once:
      </p>
      <ul className={styles.list}>
        {tokens.slice(0, NAMED).map((token) => (
          <li key={token.id}>
            <strong>{token.name}</strong>{" "}
            {shownStates(token)
              .filter((state) => state !== "active" && state !== "neverUsed")
              .map((state) => (
                <Badge key={state} tone={STATE_WORDS[state].tone}>
                  {STATE_WORDS[state].label}
                </Badge>
              ))}{" "}
            <span className={styles.muted}>
              {token.lastUsed ? (
                <>
                  last used <Time at={token.lastUsed.time} />
                </>
              ) : (
                "never used"
              )}
            </span>
          </li>
        ))}
        {tokens.length > NAMED && <li>{tokens.length - NAMED} more</li>}
      </ul>
      <Link to="/admin/tokens" search={{ user: user.id }}>
        All tokens of {user.name}
      </Link>
    </div>
  );
}
