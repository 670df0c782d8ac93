import { useInfiniteQuery } from "@tanstack/react-query";
import { useAccount } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { clientPlace } from "../../ui/clients.ts";
import { Empty, ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { Time } from "../../ui/Time.tsx";
import { detailAsks } from "./asks.ts";
import type { Change } from "./changes.ts";
import styles from "./detail.module.css";
import { told } from "./history.ts";
import { useNames, useTokenNames } from "./useNames.ts";

/** Who changed what on a token, when and with what, before and after. */
export function HistoryTab({ tokenId }: { tokenId: string }) {
  const me = useAccount().id;
  const { nameOf } = useNames();
  const tokenName = useTokenNames();
  const history = useInfiniteQuery(detailAsks.history(tokenId));
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Section title="History" lead="Every change of this token, newest first. Secrets are never in it.">
      {history.error && <ErrorNotice error={history.error} retry={() => void history.refetch()} />}
      {history.isPending && <Loading rows={6} what="Loading history" />}
      {history.data && entries.length === 0 && <Empty>Nothing was written down about this token.</Empty>}
      <ol className={styles.cards}>
        {entries.map((entry) => {
          const { title, who, changes, notes } = told(entry, { me, nameOf, tokenName });
          return (
            <li key={entry.seq} className={styles.card}>
              <div className={styles.cardHead}>
                <h3>{title}</h3>
                <span className={styles.meta}>
                  <Time at={entry.time} style="exact" />
                </span>
              </div>
              <p>
                {who}
                {(entry.client || entry.address) && (
                  <span className={styles.meta}> with {clientPlace(entry)}</span>
                )}
              </p>
              {changes.map((change) => (
                <ChangeLines key={change.setting} change={change} />
              ))}
              {notes.length > 0 && (
                <ul className={styles.list}>
                  {notes.map((note) => (
                    <li key={note}>{note}</li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ol>
      {history.hasNextPage && (
        <div>
          <Button onPress={() => void history.fetchNextPage()} isPending={history.isFetchingNextPage}>
            Show older changes
          </Button>
        </div>
      )}
    </Section>
  );
}

/** One setting before and after; a list tells what came and what went. */
function ChangeLines({ change }: { change: Change }) {
  const { label, before, after, added, removed } = change;
  return (
    <div className={styles.change}>
      <strong>{label}</strong>
      {added.length + removed.length > 0 ? (
        <ul className={styles.list}>
          {added.map((item) => (
            <li key={item}>
              <span className={styles.tag}>Added</span> <ins>{item}</ins>
            </li>
          ))}
          {removed.map((item) => (
            <li key={item}>
              <span className={styles.tag}>Removed</span> <del>{item}</del>
            </li>
          ))}
        </ul>
      ) : (
        <ul className={styles.list}>
          <li>
            <span className={styles.tag}>Before</span> <del>{before}</del>
          </li>
          <li>
            <span className={styles.tag}>After</span> <ins>{after}</ins>
          </li>
        </ul>
      )}
    </div>
  );
}
