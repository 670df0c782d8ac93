import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client.ts";
import { clientPlace } from "../../ui/clients.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "../Admin.module.css";
import { details } from "./details.ts";
import { type Names, what, who } from "./words.ts";

type Entry = Schemas["AuditEntryOut"];

/** Entries of the log in words. */
export function AuditTable({ entries, names }: { entries: Entry[]; names: Names }) {
  return (
    <DataTable
      label="Audit log"
      rows={entries}
      rowKey={(entry) => String(entry.seq)}
      columns={[
        { id: "what", label: "What", cell: (entry) => <What entry={entry} names={names} /> },
        { id: "who", label: "Who", cell: (entry) => <Who entry={entry} names={names} /> },
        { id: "when", label: "When", cell: (entry) => <Time at={entry.time} style="exact" /> },
        {
          id: "from",
          label: "From",
          cell: (entry) =>
            entry.client || entry.address ? (
              <span title={entry.client ?? undefined}>{clientPlace(entry)}</span>
            ) : (
              <span className={styles.muted}>The server itself</span>
            ),
        },
      ]}
    />
  );
}

function What({ entry, names }: { entry: Entry; names: Names }) {
  const rows = details(entry.detail, names);
  return (
    <div className={styles.what}>
      <span>{what(entry, names)}</span>
      <details>
        <summary aria-label={`Details of entry ${entry.seq}`}>Details</summary>
        <dl className={styles.detail}>
          {rows.map((row) => (
            <div key={row.label}>
              <dt>{row.label}</dt>
              <dd>
                {row.before !== undefined && (
                  <>
                    <del>{row.before}</del> <span aria-hidden="true">→</span>{" "}
                  </>
                )}
                {row.before === undefined ? row.value : <ins>{row.value}</ins>}
              </dd>
            </div>
          ))}
          {entry.subject && (
            <div>
              <dt>Done to</dt>
              <dd>
                <code>{entry.subject}</code>{" "}
                <Link
                  to="/admin/audit"
                  search={{ subject: entry.subject }}
                  aria-label={`All entries about ${entry.subject}`}
                >
                  All entries about it
                </Link>
              </dd>
            </div>
          )}
          <div>
            <dt>Action</dt>
            <dd>
              <code>{entry.action}</code>, entry {entry.seq}
            </dd>
          </div>
          {entry.client && (
            <div>
              <dt>Client</dt>
              <dd>{entry.client}</dd>
            </div>
          )}
        </dl>
      </details>
    </div>
  );
}

function Who({ entry, names }: { entry: Entry; names: Names }) {
  return (
    <span className={styles.stack}>
      {entry.userId ? (
        <Link to="/admin/audit" search={(before) => ({ ...before, userId: entry.userId ?? undefined })}>
          {who(entry, names)}
        </Link>
      ) : (
        who(entry, names)
      )}
      {entry.tokenId && (
        <span className={styles.muted}>
          by the token{" "}
          <Link to="/admin/audit" search={(before) => ({ ...before, tokenId: entry.tokenId ?? undefined })}>
            {names.token(entry.tokenId) ?? entry.tokenId}
          </Link>
        </span>
      )}
    </span>
  );
}
