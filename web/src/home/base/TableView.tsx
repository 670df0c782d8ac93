import { useQuery } from "@tanstack/react-query";
import { Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { homeAsks } from "../asks.ts";
import type { NamedTable } from "../cells/types.ts";
import { Fields } from "./Fields.tsx";
import { Records } from "./Records.tsx";

/** One table: what it is, its first records, its fields. */
export function TableView({
  baseId,
  table,
  description,
  tables,
}: {
  baseId: string;
  table: NamedTable;
  description?: string | null;
  tables: NamedTable[];
}) {
  // The fields come with the records above them, so that they do not jump.
  const { isPending } = useQuery(homeAsks.records(baseId, table.id));
  const count = table.fields.length === 1 ? "1 field" : `${table.fields.length} fields`;
  return (
    <>
      <Section
        title={table.name}
        lead={
          <>
            {description && <>{/[.!?]$/.test(description) ? description : `${description}.`} </>}
            {count}.
          </>
        }
      >
        <Notice>The grid editor comes later; use the API or a client to change records.</Notice>
        <Records baseId={baseId} table={table} />
      </Section>
      {!isPending && (
        <Section title="Fields" lead={`What the records of ${table.name} hold. The API takes names and ids.`}>
          <Fields table={table} tables={tables} />
        </Section>
      )}
    </>
  );
}
