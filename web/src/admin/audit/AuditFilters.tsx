import { useQuery } from "@tanstack/react-query";
import type { AuditSearch } from "../../router.tsx";
import { Select } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useAddress } from "../address.ts";
import { adminAsks } from "../asks.ts";
import { CommitField } from "../tokens/CommitField.tsx";
import { Filters } from "../tokens/TokenFilters.tsx";
import { countFilters, daysProblem } from "./filters.ts";
import { ACTIONS } from "./words.ts";

/** Filters of the audit log. They stand in the address. */
export function AuditFilters({ search }: { search: AuditSearch }) {
  const { set } = useAddress();
  const users = useQuery(adminAsks.users()).data?.users ?? [];
  const problem = daysProblem(search);
  const actions = Object.entries(ACTIONS).map(([value, label]) => ({ value, label }));
  const people = users.map((user) => ({ value: user.id, label: user.name, hint: user.email }));
  const chosen = (options: { value: string; label: string }[], value: string | undefined) =>
    !value || options.some((option) => option.value === value) ? [] : [{ value, label: value }];
  return (
    <>
      <Filters count={countFilters(search)} onClear={() => set(NO_FILTERS)}>
        <Select
          label="What"
          value={search.action ?? ""}
          onChange={(action) => set({ action: action || undefined })}
          options={[{ value: "", label: "Anything" }, ...actions, ...chosen(actions, search.action)]}
        />
        <Select
          label="Who"
          value={search.userId ?? ""}
          onChange={(userId) => set({ userId: userId || undefined })}
          options={[{ value: "", label: "Anybody" }, ...people, ...chosen(people, search.userId)]}
        />
        <CommitField
          label="First day"
          type="date"
          value={search.from ?? ""}
          onCommit={(from) => set({ from: from || undefined })}
        />
        <CommitField
          label="Last day"
          type="date"
          value={search.to ?? ""}
          onCommit={(to) => set({ to: to || undefined })}
        />
        <CommitField
          label="By token (id)"
          value={search.tokenId ?? ""}
          onCommit={(tokenId) => set({ tokenId: tokenId || undefined })}
        />
        <CommitField
          label="Done to (id)"
          value={search.subject ?? ""}
          onCommit={(subject) => set({ subject: subject || undefined })}
        />
      </Filters>
      {problem && (
        <Notice tone="warn" announce>
          {problem}
        </Notice>
      )}
    </>
  );
}

/** All filters taken away. */
export const NO_FILTERS = {
  action: undefined,
  userId: undefined,
  tokenId: undefined,
  subject: undefined,
  from: undefined,
  to: undefined,
};
