import { Link } from "@tanstack/react-router";
import { Badge } from "../../ui/Badge.tsx";
import { Time } from "../../ui/Time.tsx";
import { STATE_WORDS, shownStates } from "../words.ts";
import styles from "./list.module.css";
import type { Row } from "./rows.ts";

/** The id of a row's link, so that a row that was found can take the focus. */
export function rowId(tokenId: string): string {
  return `token-row-${tokenId}`;
}

/** What the paste box found: a token, and which of its secrets was pasted. */
export interface FoundMark {
  id: string;
  secret: string;
}

const SECRETS: Record<string, string> = {
  current: "Found: its current secret",
  old: "Found: an older secret, still accepted",
  ended: "Found: a secret that has ended",
  wrong: "Found: but a wrong secret",
};

/** Name as the link, last four characters, and a mark if it was just found. */
export function NameCell({ row, found }: { row: Row; found: FoundMark | null }) {
  const { token, lastFour } = row;
  return (
    <span className={styles.name}>
      <Link id={rowId(token.id)} to="/create/tokens/$tokenId" params={{ tokenId: token.id }}>
        {token.name}
      </Link>
      <span className={styles.muted}>
        {lastFour ? (
          <>
            <span aria-hidden="true">…</span>
            <span className="visually-hidden">ends in </span>
            <code>{lastFour}</code>
          </>
        ) : (
          <code>{token.id}</code>
        )}
      </span>
      {found?.id === token.id && <span className={styles.found}>{SECRETS[found.secret] ?? "Found"}</span>}
    </span>
  );
}

/** Two scopes, a count of the others, and how many nothing has needed. */
export function ScopesCell({ row: { token } }: { row: Row }) {
  const [shown, rest] = [token.scopes.slice(0, 2), token.scopes.slice(2)];
  const unused = token.unusedScopes?.length ?? 0;
  return (
    <span className={styles.column}>
      {shown.length === 0 && <span className={styles.muted}>None</span>}
      {shown.map((scope) => (
        <Badge key={scope} mono>
          {scope}
        </Badge>
      ))}
      {rest.length > 0 && (
        <span title={rest.join(", ")}>
          +{rest.length}
          <span className="visually-hidden"> more: {rest.join(", ")}</span>
        </span>
      )}
      {unused > 0 && (
        <Link
          className={styles.hint}
          to="/create/tokens/$tokenId"
          params={{ tokenId: token.id }}
          search={{ tab: "activity" }}
          title={token.unusedScopes?.join(", ")}
        >
          {unused === 1 ? "1 scope unused" : `${unused} scopes unused`}
        </Link>
      )}
    </span>
  );
}

/** The state in words, and refusals of the last day as a link to their reasons. */
export function StateCell({ row: { token } }: { row: Row }) {
  const refused = token.refusedLastDay ?? 0;
  return (
    <span className={styles.column}>
      {shownStates(token).map((state) => (
        <Badge key={state} tone={STATE_WORDS[state].tone}>
          {STATE_WORDS[state].label}
        </Badge>
      ))}
      {refused > 0 && (
        <Link
          className={styles.hint}
          to="/create/tokens/$tokenId"
          params={{ tokenId: token.id }}
          search={{ tab: "activity" }}
        >
          {refused >= 50 ? "50 or more" : refused} refused in 24 h
        </Link>
      )}
    </span>
  );
}

/** A moment, or a word if there is none. */
export function MomentCell({ at, none, style }: { at?: string | null; none: string; style?: "ago" | "day" }) {
  return at ? <Time at={at} style={style} /> : <span className={styles.muted}>{none}</span>;
}
