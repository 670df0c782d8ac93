import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { rescueFocus } from "../account/parts/rescueFocus.ts";
import type { Schemas } from "../api/client.ts";
import { askAgain, useReach, useRefresh } from "../api/queries.ts";
import { InstanceOwnerOnly } from "../shell/Problems.tsx";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Field.tsx";
import { announce } from "../ui/live.ts";
import { Empty, ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./Admin.module.css";
import { useAddress } from "./address.ts";
import { adminAsks } from "./asks.ts";
import { AllTokensTable, isRevocable } from "./tokens/AllTokensTable.tsx";
import { ExportButton } from "./tokens/ExportButton.tsx";
import { countFilters, namesWorkspace, queryOf, workspaceOf } from "./tokens/filters.ts";
import { placesById } from "./tokens/places.ts";
import { RevokeDialog } from "./tokens/RevokeDialog.tsx";
import { RevokeResult } from "./tokens/RevokeResult.tsx";
import { countTokens, type Revoked } from "./tokens/revoke.ts";
import { TokenFilters } from "./tokens/TokenFilters.tsx";

const route = getRouteApi("/shell/hub/admin/tokens");

/** The tokens of everybody, for looking after them: who has which, what is unused, what must end. */
export function TokensPage() {
  return (
    <InstanceOwnerOnly>
      <Tokens />
    </InstanceOwnerOnly>
  );
}

function Tokens() {
  const search = route.useSearch();
  const { reach } = useReach();
  const places = useMemo(() => placesById(reach), [reach]);
  const query = queryOf(search);
  const workspace = workspaceOf(search);
  const keeps = (token: Schemas["InstanceTokenOut"]) =>
    workspace === undefined || namesWorkspace(token.access, workspace, places);
  const [failure, setFailure] = useState<unknown>(null);
  return (
    <Page
      title="All tokens"
      lead="The tokens of everybody on this instance. Nobody sees a secret here: only a token's owner has seen it, once."
      actions={<ExportButton query={query} keeps={keeps} places={places} onError={setFailure} />}
    >
      {failure !== null && <ErrorNotice error={failure} kept="No file was made." />}
      <TokenFilters search={search} places={places} />
      <List keeps={keeps} places={places} />
    </Page>
  );
}

const FILTERS = ["user", "scope", "base", "state", "unusedDays", "olderThanDays", "search"];

function List({
  keeps,
  places,
}: {
  keeps: (token: Schemas["InstanceTokenOut"]) => boolean;
  places: ReturnType<typeof placesById>;
}) {
  const search = route.useSearch();
  const { params, set, open, close } = useAddress();
  const refresh = useRefresh();
  // While other filters are asked for, what was shown stays: nothing jumps.
  const ask = adminAsks.tokens(queryOf(search));
  const tokens = useInfiniteQuery({
    ...ask,
    placeholderData: keepPreviousData,
  });
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [result, setResult] = useState<Revoked | null>(null);
  const names = useRef(new Map<string, string>());
  const after = useRef<HTMLDivElement>(null);

  const rows = (tokens.data?.pages.flatMap((page) => page.tokens) ?? []).filter(keeps);
  for (const token of rows) names.current.set(token.id, token.name);
  const choosable = rows.filter(isRevocable);
  const chosen = choosable.filter((token) => marked.has(token.id));
  const choose = (ids: string[], on: boolean) => {
    const next = new Set(chosen.map((token) => token.id));
    for (const id of ids) on ? next.add(id) : next.delete(id);
    setMarked(next);
    announce(next.size === 0 ? "No token chosen." : `${countTokens(next.size)} chosen.`);
  };
  const more = async () => {
    const before = rows.length;
    const { data } = await tokens.fetchNextPage();
    const now = (data?.pages.flatMap((page) => page.tokens) ?? []).filter(keeps).length;
    announce(
      `${countTokens(now - before)} more. ${now} shown${data?.pages.at(-1)?.next ? "" : ", which is all"}.`,
    );
  };
  const done = (revoked: Revoked) => {
    setResult(revoked);
    const ended = new Set(revoked.revoked);
    setMarked(new Set(chosen.map((token) => token.id).filter((id) => !ended.has(id))));
    void refresh("instance-tokens", "tokens", "audit");
    // The button that opened the dialog may be gone.
    rescueFocus(() => after.current);
  };

  const settled = !tokens.isPending && !tokens.isPlaceholderData;
  const filters = JSON.stringify(search, FILTERS);
  const said = useRef(filters);
  useEffect(() => {
    if (!settled || said.current === filters) return;
    said.current = filters;
    announce(`${countTokens(rows.length)} shown.`);
  }, [settled, filters, rows.length]);

  if (tokens.error && (!tokens.data || tokens.isPlaceholderData)) {
    return <ErrorNotice error={tokens.error} retry={() => void tokens.refetch()} />;
  }
  if (!tokens.data) {
    return <Loading rows={8} what="Loading tokens" stop={() => void askAgain(ask.queryKey)} />;
  }
  const all = choosable.length > 0 && chosen.length === choosable.length;
  const revokeButton = chosen.length > 0 && (
    <Button variant="danger" onPress={() => open("revoke")}>
      Revoke {countTokens(chosen.length)}
    </Button>
  );
  return (
    <div className={styles.found}>
      <div ref={after} tabIndex={-1} className={styles.result}>
        {result && (
          <RevokeResult
            result={result}
            nameOf={(id) => names.current.get(id) ?? id}
            actions={
              <Button small onPress={() => setResult(null)}>
                Dismiss
              </Button>
            }
          />
        )}
      </div>
      {rows.length > 0 ? (
        <>
          <div className={styles.bar}>
            {choosable.length > 0 && (
              <Checkbox
                isSelected={all}
                isIndeterminate={chosen.length > 0 && !all}
                onChange={(on) =>
                  choose(
                    choosable.map((token) => token.id),
                    on,
                  )
                }
              >
                Choose all shown that can be revoked ({choosable.length})
              </Checkbox>
            )}
            <span className={styles.spring} />
            {revokeButton}
          </div>
          <AllTokensTable
            rows={rows}
            places={places}
            chosen={new Set(chosen.map((token) => token.id))}
            onChoose={(token, on) => choose([token.id], on)}
          />
        </>
      ) : (
        !tokens.hasNextPage && <Nothing search={search} onClear={() => set(NOTHING)} />
      )}
      <div className={styles.bar}>
        {tokens.hasNextPage && (
          <Button onPress={() => void more()} isPending={tokens.isFetchingNextPage}>
            Load more
          </Button>
        )}
        {tokens.isFetchNextPageError && <ErrorNotice error={tokens.error} />}
        <span className={styles.muted}>
          {countTokens(rows.length)} shown{tokens.hasNextPage ? ", there are more" : ""}.
        </span>
        <span className={styles.spring} />
        {rows.length > 10 && revokeButton}
      </div>
      {params.dialog === "revoke" && chosen.length > 0 && (
        <RevokeDialog tokens={chosen} onClose={close} onDone={done} />
      )}
    </div>
  );
}

const NOTHING = Object.fromEntries(FILTERS.map((name) => [name, undefined]));

function Nothing({ search, onClear }: { search: ReturnType<typeof route.useSearch>; onClear: () => void }) {
  return countFilters(search) > 0 || search.search ? (
    <Empty action={<Button onPress={onClear}>Show all tokens</Button>}>No token is like this.</Empty>
  ) : (
    <Empty>Nobody on this instance has a token yet.</Empty>
  );
}
