import type { Schemas } from "../../api/client.ts";
import { clientName } from "../../ui/clients.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Empty } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { secretWords } from "./secrets.ts";

type Client = Schemas["ClientOut"];

/** Who used a token: client, address, and which of its secrets. */
export function Clients({ clients, secrets }: { clients: Client[]; secrets: Schemas["SecretOut"][] }) {
  if (clients.length === 0) return <Empty>No client has used this token yet.</Empty>;
  return (
    <DataTable
      label="Clients of this token"
      rows={clients}
      rowKey={(one) => JSON.stringify([one.client, one.address, one.secretCreatedTime])}
      columns={[
        {
          id: "client",
          label: "Client",
          cell: (one) => <span title={one.client ?? undefined}>{clientName(one.client)}</span>,
        },
        { id: "address", label: "Address", cell: (one) => one.address ?? "Unknown" },
        { id: "calls", label: "Calls", number: true, cell: (one) => one.calls.toLocaleString() },
        { id: "first", label: "First used", cell: (one) => <Time at={one.firstUsed} /> },
        { id: "last", label: "Last used", cell: (one) => <Time at={one.lastUsed} /> },
        { id: "secret", label: "Secret", cell: (one) => secretWords(one.secretCreatedTime, secrets) },
      ]}
    />
  );
}
