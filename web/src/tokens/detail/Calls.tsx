import type { Schemas } from "../../api/client.ts";
import { Badge } from "../../ui/Badge.tsx";
import { CopyButton } from "../../ui/Copy.tsx";
import { clientName } from "../../ui/clients.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Empty, Notice } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { callWords, statusWords, tookWords } from "./calls.ts";
import styles from "./detail.module.css";
import { count } from "./hours.ts";
import { useNames } from "./useNames.ts";

type Call = Schemas["CallOut"];

/** The last calls, the newest first. */
export function Calls({ calls, perSecond }: { calls: Call[]; perSecond: number | null }) {
  const { nameOf } = useNames();
  if (calls.length === 0)
    return <Empty>Nothing yet. Calls stand here a few seconds after they are made.</Empty>;
  return (
    <>
      {calls.some((call) => call.status === 429) && (
        <Notice tone="warn" title="Some calls came too fast (429)">
          {perSecond !== null &&
            `The limit of this token is ${count(perSecond, "request")} a second; Settings can raise it. `}
          The server takes only so many calls a second from one person, and for one base. Nothing was done for
          those calls. The client should wait as long as the header Retry-After says, and call again;
          pyairtable and airtable.js do so by themselves.
        </Notice>
      )}
      <DataTable
        label="Calls, newest first"
        rows={calls}
        rowKey={(call) => call.requestId}
        columns={[
          {
            id: "call",
            label: "Call",
            cell: (call) => callWords(call.operation),
          },
          { id: "time", label: "When", cell: (call) => <Time at={call.time} detail /> },
          {
            id: "status",
            label: "Answer",
            cell: (call) => (
              <Badge tone={call.status < 400 ? "good" : "warn"}>
                {call.status} {statusWords(call.status)}
              </Badge>
            ),
          },
          { id: "where", label: "Where", cell: (call) => (call.resource ? nameOf(call.resource) : "–") },
          {
            id: "client",
            label: "Client",
            cell: (call) => (
              <span className={styles.stack} title={call.client ?? undefined}>
                {clientName(call.client)}
                <span className={styles.meta}>{call.address ?? "Unknown address"}</span>
              </span>
            ),
          },
          { id: "took", label: "Took", number: true, cell: (call) => tookWords(call.micros) },
          {
            id: "menu",
            label: "Request id",
            menu: true,
            cell: (call) => (
              <CopyButton small quiet text={call.requestId} what="request id" label="Copy id" />
            ),
          },
        ]}
      />
    </>
  );
}
