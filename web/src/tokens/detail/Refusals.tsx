import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Schemas } from "../../api/client.ts";
import { Badge } from "../../ui/Badge.tsx";
import { CopyButton } from "../../ui/Copy.tsx";
import { clientPlace } from "../../ui/clients.ts";
import { Empty, ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { detailAsks } from "./asks.ts";
import { callPath } from "./calls.ts";
import styles from "./detail.module.css";
import { FixButton } from "./FixButton.tsx";
import { count } from "./hours.ts";
import { explain, type Group, grouped } from "./refusals.ts";
import { isChangedMeanwhile, useQuickEdit } from "./useEdit.ts";
import { useEndedBy } from "./useEndedBy.ts";
import { useNames } from "./useNames.ts";

type Token = Schemas["TokenOut"];

const REASONS: Record<string, string> = {
  scope: "Scope missing",
  access: "Not in access",
  role: "Role too low",
  state: "Not accepted then",
  secret: "Wrong secret",
  address: "Wrong address",
  session: "Only for people",
};

/** Refused calls with the reason in words, and what one press does about it. */
export function Refusals({ token, ended }: { token: Token; ended: boolean }) {
  const refusals = useQuery({ ...detailAsks.refusals(token.id), refetchInterval: 15_000 });
  const quick = useQuickEdit(token);
  const { places } = useNames();
  const endedBy = useEndedBy(token);
  const settledAtFirst = useRef(new Map<string, boolean>());
  if (!refusals.data) {
    return refusals.error ? (
      <ErrorNotice error={refusals.error} retry={() => void refusals.refetch()} />
    ) : (
      <Loading rows={3} what="Loading refusals" />
    );
  }
  const groups = grouped(refusals.data.refusals);
  // What still waits for somebody comes first.
  const lines = groups.map((group) => {
    const explained = explain(group.refusal, { token, places, endedBy });
    const { key } = group;
    // A line keeps its place when it is mended here: what was just pressed must not run away.
    if (places && !settledAtFirst.current.has(key)) settledAtFirst.current.set(key, explained.settled);
    return { key, group, explained, last: Number(settledAtFirst.current.get(key) ?? false) };
  });
  lines.sort((one, other) => one.last - other.last);
  if (groups.length === 0)
    return <Empty>No call of this token was refused. If one is, the reason stands here.</Empty>;
  return (
    <>
      {quick.edit.error && (
        <ErrorNotice
          error={
            isChangedMeanwhile(quick.edit.error)
              ? new Error(
                  "The token was changed in another window. This page shows it as it is now: look, and press again.",
                )
              : quick.edit.error
          }
          kept="Nothing was changed."
        />
      )}
      <ul className={styles.cards}>
        {lines.map(({ key, group, explained }) => (
          <Line key={key} group={group} token={token} ended={ended} quick={quick} explained={explained} />
        ))}
      </ul>
      {quick.dialog}
    </>
  );
}

function Line({
  group: { refusal, count: times, since },
  token,
  ended,
  quick,
  explained: { said, advice, fix, settled },
}: {
  group: Group;
  token: Token;
  ended: boolean;
  quick: ReturnType<typeof useQuickEdit>;
  explained: ReturnType<typeof explain>;
}) {
  const path = callPath(refusal.operation);
  const place = useRef<HTMLLIElement>(null);
  const pressed = useRef(false);
  // The button goes once it has worked; the focus stays with its line.
  useEffect(() => {
    if (settled && pressed.current) place.current?.focus();
    pressed.current = false;
  }, [settled]);
  return (
    <li ref={place} tabIndex={-1} className={styles.card}>
      <div className={styles.cardHead}>
        <Badge tone={settled ? "good" : "warn"}>
          {settled ? "Mended since" : (REASONS[refusal.reason] ?? refusal.reason)}
        </Badge>
        <span className={styles.meta}>
          {times > 1 ? (
            <>
              {count(times, "time")}, last <Time at={refusal.time} detail />, first <Time at={since} detail />
            </>
          ) : (
            <Time at={refusal.time} detail />
          )}
        </span>
      </div>
      <p className={styles.cardSaid}>{said}</p>
      {advice && <p>{advice}</p>}
      {fix && !ended && (
        <FixButton
          fix={fix}
          token={token}
          quick={quick}
          onPress={() => {
            pressed.current = true;
          }}
        />
      )}
      <div className={styles.cardHead}>
        <span className={styles.meta}>
          {path && <code>{path}</code>}
          {path && ", "}
          {clientPlace(refusal)}
        </span>
        <CopyButton small quiet text={refusal.requestId} what="request id" label="Copy request id" />
      </div>
    </li>
  );
}
