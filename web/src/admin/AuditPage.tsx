import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { askAgain, useReach } from "../api/queries.ts";
import { InstanceOwnerOnly } from "../shell/Problems.tsx";
import { Button, DownloadLink } from "../ui/Button.tsx";
import { announce } from "../ui/live.ts";
import { Empty, ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./Admin.module.css";
import { useAddress } from "./address.ts";
import { adminAsks } from "./asks.ts";
import { AuditFilters, NO_FILTERS } from "./audit/AuditFilters.tsx";
import { AuditTable } from "./audit/AuditTable.tsx";
import { countFilters, exportAddress, queryOf } from "./audit/filters.ts";
import { type Names, tokenNamesIn } from "./audit/words.ts";
import { placesById } from "./tokens/places.ts";

const route = getRouteApi("/shell/hub/admin/audit");

/** What was done to tokens, people, sharing and settings, by whom and from where. */
export function AuditPage() {
  return (
    <InstanceOwnerOnly>
      <Audit />
    </InstanceOwnerOnly>
  );
}

function Audit() {
  const search = route.useSearch();
  return (
    <Page
      title="Audit log"
      lead="What was done to tokens, people, sharing and settings, newest first. No secret is ever in it. Changes of records are in the history of their base."
      actions={
        <DownloadLink href={exportAddress(queryOf(search))} download="audit.csv">
          Download CSV
        </DownloadLink>
      }
    >
      <AuditFilters search={search} />
      <Entries />
    </Page>
  );
}

function Entries() {
  const search = route.useSearch();
  const { set } = useAddress();
  const ask = adminAsks.audit(queryOf(search));
  const log = useInfiniteQuery({
    ...ask,
    placeholderData: keepPreviousData,
  });
  const pages = log.data?.pages;
  const entries = useMemo(() => pages?.flatMap((page) => page.entries) ?? [], [pages]);
  const names = useNames(entries);
  const filters = JSON.stringify(queryOf(search));
  const said = useRef(filters);
  const settled = !log.isPending && !log.isPlaceholderData;

  useEffect(() => {
    if (!settled || said.current === filters) return;
    said.current = filters;
    announce(`${countEntries(entries.length)} shown.`);
  }, [settled, filters, entries.length]);

  const more = async () => {
    const { data } = await log.fetchNextPage();
    const now = data?.pages.reduce((sum, page) => sum + page.entries.length, 0) ?? 0;
    announce(`${countEntries(now - entries.length)} more. ${now} shown.`);
  };

  if (log.error && (!log.data || log.isPlaceholderData)) {
    return <ErrorNotice error={log.error} retry={() => void log.refetch()} />;
  }
  if (!log.data) {
    return <Loading rows={10} what="Loading the log" stop={() => void askAgain(ask.queryKey)} />;
  }
  if (entries.length === 0) {
    return countFilters(search) > 0 ? (
      <Empty action={<Button onPress={() => set(NO_FILTERS)}>Show all entries</Button>}>
        No entry is like this.
      </Empty>
    ) : (
      <Empty>Nothing was written down yet.</Empty>
    );
  }
  return (
    <>
      <AuditTable entries={entries} names={names} />
      <div className={styles.bar}>
        {log.hasNextPage && (
          <Button onPress={() => void more()} isPending={log.isFetchingNextPage}>
            Load more
          </Button>
        )}
        {log.isFetchNextPageError && <ErrorNotice error={log.error} />}
        <span className={styles.muted}>
          {countEntries(entries.length)} shown{log.hasNextPage ? ", there are older ones" : ""}.
        </span>
      </div>
    </>
  );
}

function countEntries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

/** Names of people, places and tokens, as far as they are known by now. */
function useNames(entries: Parameters<typeof tokenNamesIn>[0]): Names {
  const users = useQuery(adminAsks.users()).data?.users;
  const { reach } = useReach();
  return useMemo(() => {
    const people = new Map((users ?? []).map((user) => [user.id, user.name]));
    const places = placesById(reach);
    const tokens = tokenNamesIn(entries);
    return {
      person: (id) => people.get(id) ?? null,
      place: (id) => places.get(id)?.name ?? null,
      token: (id) => tokens.get(id) ?? null,
    };
  }, [users, reach, entries]);
}
