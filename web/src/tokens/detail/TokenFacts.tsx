import type { Schemas } from "../../api/client.ts";
import { useAccount } from "../../api/queries.ts";
import { Badge } from "../../ui/Badge.tsx";
import { clientPlace } from "../../ui/clients.ts";
import { Time } from "../../ui/Time.tsx";
import { lastFour, STATE_WORDS, statesOf } from "../words.ts";
import styles from "./detail.module.css";
import { useTokenNames } from "./useNames.ts";

/** What a token is, at the top of its page. */
export function TokenFacts({ token }: { token: Schemas["TokenOut"] }) {
  const account = useAccount();
  const tokenName = useTokenNames();
  const four = lastFour(token);
  const maker = token.createdByTokenId;
  return (
    <dl className={styles.facts}>
      <div>
        <dt>State</dt>
        <dd className={styles.states}>
          {statesOf(token).map((state) => (
            <Badge key={state} tone={STATE_WORDS[state].tone}>
              {STATE_WORDS[state].label}
            </Badge>
          ))}
        </dd>
      </div>
      <div>
        <dt>Token</dt>
        <dd>
          <code>
            {token.id}.…{four ?? ""}
          </code>
        </dd>
      </div>
      <div>
        <dt>Owner</dt>
        <dd>{token.userId === account.id ? `${account.name} (you)` : token.userId}</dd>
      </div>
      <div>
        <dt>Created</dt>
        <dd>
          <Time at={token.createdTime} style="exact" />
          {maker && ` by the token ${tokenName(maker) ?? maker}`}
        </dd>
      </div>
      <div>
        <dt>Expires</dt>
        <dd>{token.expires ? <Time at={token.expires} style="exact" /> : "Never"}</dd>
      </div>
      {token.notBefore && (
        <div>
          <dt>Accepted from</dt>
          <dd>
            <Time at={token.notBefore} style="exact" />
          </dd>
        </div>
      )}
      <div>
        <dt>Last used</dt>
        <dd>
          {token.lastUsed ? (
            <>
              <Time at={token.lastUsed.time} detail />
              <span className={styles.meta} title={token.lastUsed.client ?? undefined}>
                {" "}
                by {clientPlace(token.lastUsed)}
              </span>
            </>
          ) : (
            "Never"
          )}
        </dd>
      </div>
    </dl>
  );
}
