import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { asks, useReach } from "../../api/queries.ts";
import { Notice } from "../../ui/Notice.tsx";
import type { TokenDraft } from "./draft.ts";
import styles from "./form.module.css";
import { type Lack, youLack } from "./lack.ts";
import { roleWords } from "./roles.ts";
import { callsOpened } from "./scopes.ts";
import { listWords, summaryOf } from "./summary.ts";

/** What a draft means, in plain sentences, with the calls it opens and what its owner lacks. */
export function TokenSummary({ draft }: { draft: TokenDraft }) {
  const { reach } = useReach();
  const policy = useQuery(asks.policy()).data;
  const calls = useMemo(() => callsOpened(draft.scopes), [draft.scopes]);
  const lacks = useMemo(
    () => youLack(draft.scopes, draft.access, reach),
    [draft.scopes, draft.access, reach],
  );
  return (
    <div className={styles.stack}>
      <div className={styles.sentences}>
        {summaryOf(draft, { reach, policy }).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <details className={styles.details}>
        <summary>Calls it opens: {calls.length}</summary>
        {calls.length === 0 ? (
          <p className={styles.muted}>Only the call that tells whose the token is, which needs no scope.</p>
        ) : (
          <CallList calls={calls} />
        )}
      </details>
      {lacks.length > 0 && (
        <Notice tone="warn" title="You lack">
          <div className={styles.stack}>
            {lacks.map((lack) => (
              <LackLine key={lack.places.map((place) => place.id).join()} lack={lack} />
            ))}
          </div>
        </Notice>
      )}
    </div>
  );
}

function LackLine({ lack }: { lack: Lack }) {
  const names = listWords(lack.places.map((place) => place.name));
  const kind = lack.places[0]?.kind === "workspace" ? "workspace " : "";
  const one = lack.calls.length === 1;
  return (
    <div>
      <p>
        In {kind}
        {names} your role is {roleWords(lack.role)}.
        {lack.useless.length > 0 && ` That is too low for ${listWords(lack.useless)}.`}
      </p>
      <details className={styles.details}>
        <summary>
          {one ? "1 call" : `${lack.calls.length} calls`} of {lack.of} will be refused there
        </summary>
        <CallList calls={lack.calls} roles />
      </details>
    </div>
  );
}

function CallList({ calls, roles }: { calls: Lack["calls"]; roles?: boolean }) {
  return (
    <ul className={styles.calls}>
      {calls.map((call) => (
        <li key={call.id}>
          <code>
            {call.method} {call.path}
          </code>
          <div className={styles.muted}>
            {call.summary}
            {roles && ` Needs the role ${roleWords(call.role)}.`}
          </div>
        </li>
      ))}
    </ul>
  );
}
