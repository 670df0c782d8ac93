import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useMemo, useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { useAccount, useReach } from "../../api/queries.ts";
import type { TokenListSearch } from "../../router.tsx";
import { Button } from "../../ui/Button.tsx";
import { SearchField, Select } from "../../ui/Field.tsx";
import { Empty } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { STATE_WORDS } from "../words.ts";
import { EmptyList } from "./EmptyList.tsx";
import { FindBox } from "./FindBox.tsx";
import styles from "./list.module.css";
import { usePause } from "./pause.ts";
import { filterRows, isEndedState, rowsOf, searchRows, sortRows } from "./rows.ts";
import { type FoundMark, rowId } from "./TokenCells.tsx";
import { EndedTable, TokenTable } from "./TokenTable.tsx";
import { useSearchText } from "./useSearchText.ts";

const STATES = [
  { value: "any", label: "Any state" },
  ...Object.entries(STATE_WORDS)
    .filter(([state]) => state !== "ownerDeactivated")
    .map(([value, { label }]) => ({ value, label })),
];

/** Search, filter, tables, and the box that finds a token by its text. All of it stands in the address. */
export function TokenList({
  tokens,
  search,
  field,
  mayCreate,
}: {
  tokens: Schemas["TokenOut"][];
  search: TokenListSearch;
  /** The search field, for the shortcut. */
  field: RefObject<HTMLInputElement | null>;
  mayCreate: boolean;
}) {
  const navigate = useNavigate();
  const account = useAccount();
  const { reach } = useReach();
  const { pause } = usePause();
  const set = (change: TokenListSearch) =>
    void navigate({
      to: "/create/tokens",
      search: (before: TokenListSearch) => ({ ...before, ...change }),
      replace: true,
      resetScroll: false,
    });
  const [text, setText] = useSearchText(search.search ?? "", (next) => set({ search: next || undefined }));
  const [found, setFound] = useState<FoundMark | null>(null);

  const all = useMemo(() => rowsOf(tokens, reach, new Date()), [tokens, reach]);
  const hits = sortRows(filterRows(searchRows(all, text, reach), search.state), search.sort);
  const living = hits.filter((row) => !row.ended);
  const endedSort = search.sort ?? "-ended";
  const ended = sortRows(
    hits.filter((row) => row.ended),
    endedSort,
  );
  const endedCount = all.filter((row) => row.ended).length;
  const showEnded = search.ended === "1" || isEndedState(search.state);
  const filtered = text.trim() !== "" || search.state !== undefined;
  const clear = () => {
    setText("");
    set({ search: undefined, state: undefined });
  };

  // The row that was found takes the focus once it stands there.
  const foundRow = found && hits.find((row) => row.token.id === found.id);
  const ready = Boolean(foundRow && (!foundRow.ended || showEnded));
  useEffect(() => {
    if (!found || !ready) return;
    const link = document.getElementById(rowId(found.id));
    link?.focus();
    link?.scrollIntoView({ block: "center" });
  }, [found, ready]);

  const show = ({ tokenId: id, secret }: Schemas["FoundTokenOut"]) => {
    const row = all.find((one) => one.token.id === id);
    setText("");
    set({ search: undefined, state: undefined, ended: row?.ended ? "1" : search.ended });
    setFound({ id, secret });
  };

  if (tokens.length === 0) return mayCreate ? <EmptyList /> : null;
  return (
    <>
      <div className={styles.tools}>
        <SearchField
          label="Search tokens"
          placeholder="Name, base, scope or last four"
          value={text}
          onChange={setText}
          inputRef={field}
        />
        <Select
          label="State"
          hideLabel
          value={search.state ?? "any"}
          onChange={(state) => set({ state: state === "any" ? undefined : state })}
          options={STATES}
        />
      </div>
      <FindBox onFound={show} onPause={(answer) => void pause({ id: answer.tokenId, name: answer.name })} />
      <span className="visually-hidden" role="status">
        {filtered ? `${hits.length} of ${all.length} tokens.` : ""}
      </span>
      {living.length > 0 ? (
        <TokenTable rows={living} sort={search.sort} onSort={(sort) => set({ sort })} found={found} />
      ) : filtered ? (
        !(showEnded && ended.length > 0) && (
          <Empty action={<Button onPress={clear}>Show all tokens</Button>}>
            No token matches{ended.length > 0 ? `; ${ended.length} that ended would` : ""}.
          </Empty>
        )
      ) : (
        mayCreate && <EmptyList />
      )}
      {endedCount > 0 && (
        <Section
          title={`Ended (${filtered ? `${ended.length} of ${endedCount}` : endedCount})`}
          lead="Expired and revoked tokens stay here for a year."
          actions={
            <Button
              onPress={() =>
                set({
                  ended: showEnded ? undefined : "1",
                  state: showEnded && isEndedState(search.state) ? undefined : search.state,
                })
              }
              aria-expanded={showEnded}
            >
              {showEnded ? "Hide ended" : "Show ended"}
            </Button>
          }
        >
          {showEnded &&
            (ended.length > 0 ? (
              <EndedTable
                rows={ended}
                sort={endedSort}
                onSort={(sort) => set({ sort })}
                found={found}
                accountId={account.id}
              />
            ) : (
              <p>None of them matches.</p>
            ))}
        </Section>
      )}
    </>
  );
}
