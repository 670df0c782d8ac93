import { type Column, DataTable } from "../../ui/DataTable.tsx";
import styles from "./list.module.css";
import { DEFAULT_SORT, endedAt, endedWords, type Row } from "./rows.ts";
import { type FoundMark, MomentCell, NameCell, ScopesCell, StateCell } from "./TokenCells.tsx";
import { TokenMenu } from "./TokenMenu.tsx";

interface TableProps {
  rows: Row[];
  sort: string | undefined;
  onSort: (sort: string) => void;
  found: FoundMark | null;
}

/** Tokens that live. */
export function TokenTable({ rows, sort, onSort, found }: TableProps) {
  const columns: Column<Row>[] = [
    {
      id: "name",
      label: "Token",
      sortable: true,
      cell: (row) => <NameCell row={row} found={found} />,
    },
    { id: "scopes", label: "Scopes", sortable: true, cell: (row) => <ScopesCell row={row} /> },
    { id: "access", label: "Access", sortable: true, cell: (row) => row.access },
    {
      id: "created",
      label: "Created",
      sortable: true,
      cell: ({ token }) => <MomentCell at={token.createdTime} none="" style="day" />,
    },
    {
      id: "expires",
      label: "Expires",
      sortable: true,
      cell: ({ token }) => <MomentCell at={token.expires} none="No end" style="day" />,
    },
    {
      id: "used",
      label: "Last used",
      sortable: true,
      cell: ({ token }) => <MomentCell at={token.lastUsed?.time} none="Never" style="ago" />,
    },
    { id: "state", label: "State", sortable: true, cell: (row) => <StateCell row={row} /> },
    { id: "menu", label: "Actions", menu: true, cell: (row) => <TokenMenu row={row} /> },
  ];
  return (
    <div className={styles.table}>
      <DataTable
        label="Your tokens"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.token.id}
        sort={sort ?? DEFAULT_SORT}
        onSort={onSort}
      />
    </div>
  );
}

/** Tokens that have ended, with who and when. */
export function EndedTable({ rows, sort, onSort, found, accountId }: TableProps & { accountId: string }) {
  const columns: Column<Row>[] = [
    {
      id: "name",
      label: "Token",
      sortable: true,
      cell: (row) => <NameCell row={row} found={found} />,
    },
    { id: "state", label: "State", cell: (row) => <StateCell row={row} /> },
    {
      id: "ended",
      label: "Ended",
      sortable: true,
      cell: (row) => <MomentCell at={endedAt(row)} none="" style="ago" />,
    },
    { id: "why", label: "By whom", cell: (row) => endedWords(row, accountId) },
    { id: "access", label: "Access", cell: (row) => row.access },
    {
      id: "used",
      label: "Last used",
      sortable: true,
      cell: ({ token }) => <MomentCell at={token.lastUsed?.time} none="Never" style="ago" />,
    },
    { id: "menu", label: "Actions", menu: true, cell: (row) => <TokenMenu row={row} /> },
  ];
  return (
    <DataTable
      label="Tokens that have ended"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.token.id}
      sort={sort}
      onSort={onSort}
    />
  );
}
