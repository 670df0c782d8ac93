import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { asks } from "../../api/queries.ts";
import type { AdminTokensSearch } from "../../router.tsx";
import { STATE_WORDS, type TokenState } from "../../tokens/words.ts";
import { Button } from "../../ui/Button.tsx";
import { SearchField, Select } from "../../ui/Field.tsx";
import styles from "../Admin.module.css";
import { useAddress, useTyped } from "../address.ts";
import { adminAsks } from "../asks.ts";
import { CommitField } from "./CommitField.tsx";
import { countFilters, daysProblem, STATES } from "./filters.ts";
import { findPlace, type Place } from "./places.ts";

/** Search and filters of the tokens of all people. They stand in the address. */
export function TokenFilters({
  search,
  places,
}: {
  search: AdminTokensSearch;
  places: ReadonlyMap<string, Place>;
}) {
  const { set } = useAddress();
  const [typed, setTyped] = useTyped(search.search ?? "", (text) => set({ search: text || undefined }));
  const users = useQuery(adminAsks.users()).data?.users ?? [];
  const scopes = useQuery(asks.scopes()).data?.scopes ?? [];
  const count = countFilters(search);

  return (
    <>
      <SearchField
        label="Search tokens"
        placeholder="Name, id or last four characters"
        value={typed}
        onChange={setTyped}
        className={styles.search}
      />
      <Filters count={count} onClear={() => set(NONE)}>
        <Select
          label="Owner"
          value={search.user ?? ""}
          onChange={(user) => set({ user: user || undefined })}
          options={withChosen(
            [
              { value: "", label: "Anybody" },
              ...users.map((user) => ({ value: user.id, label: user.name, hint: user.email })),
            ],
            search.user,
          )}
        />
        <Select
          label="Scope"
          value={search.scope ?? ""}
          onChange={(scope) => set({ scope: scope || undefined })}
          options={withChosen(
            [
              { value: "", label: "Any" },
              ...scopes.map((scope) => ({ value: scope.name, label: scope.name, hint: scope.title })),
            ],
            search.scope,
          )}
        />
        <Select
          label="State"
          value={search.state ?? ""}
          onChange={(state) => set({ state: state || undefined })}
          options={withChosen(
            [
              { value: "", label: "Any" },
              ...STATES.map((state) => ({ value: state, label: STATE_WORDS[state as TokenState].label })),
            ],
            search.state,
          )}
        />
        <CommitField
          label="Base or workspace"
          value={search.base ? (places.get(search.base)?.name ?? search.base) : ""}
          check={(text) => {
            const found = findPlace(text, places);
            return "problem" in found ? found.problem : null;
          }}
          onCommit={(text) => {
            const found = findPlace(text, places);
            if (!("problem" in found)) set({ base: found.id ?? undefined });
          }}
        />
        <CommitField
          label="Not used for days"
          value={search.unusedDays ?? ""}
          numeric
          check={daysProblem}
          onCommit={(unusedDays) => set({ unusedDays: unusedDays || undefined })}
        />
        <CommitField
          label="Older than days"
          value={search.olderThanDays ?? ""}
          numeric
          check={daysProblem}
          onCommit={(olderThanDays) => set({ olderThanDays: olderThanDays || undefined })}
        />
      </Filters>
    </>
  );
}

const NONE = {
  user: undefined,
  scope: undefined,
  state: undefined,
  base: undefined,
  unusedDays: undefined,
  olderThanDays: undefined,
};

/** What the address names is shown although the list does not know it, or not yet. */
function withChosen(options: { value: string; label: string; hint?: string }[], chosen: string | undefined) {
  return !chosen || options.some((option) => option.value === chosen)
    ? options
    : [...options, { value: chosen, label: chosen }];
}

/** Filters in a box that is folded on phones, until some hold. */
export function Filters({
  count,
  onClear,
  children,
}: {
  /** How many hold. */
  count: number;
  onClear: () => void;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(() => count > 0 || matchMedia("(min-width: 900px)").matches);
  return (
    <details className={styles.filters} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{count > 0 ? `Filters: ${count} in force` : "Filters"}</summary>
      <div>
        <div className={styles.tools}>{children}</div>
        {count > 0 && (
          <div>
            <Button small onPress={onClear}>
              Clear filters
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
