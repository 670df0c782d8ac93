import { Badge } from "../../ui/Badge.tsx";
import { CopyButton } from "../../ui/Copy.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { Chips } from "../cells/Cell.tsx";
import { fieldDetail, type NamedTable, typeWords } from "../cells/types.ts";
import styles from "./Base.module.css";

/** Choices that the list of fields shows before "+n". */
const MOST_CHOICES = 12;

/** What a table's fields are: for whoever is about to use the API. */
export function Fields({ table, tables }: { table: NamedTable; tables: NamedTable[] }) {
  return (
    <DataTable
      label={`Fields of ${table.name}`}
      rows={table.fields}
      rowKey={(field) => field.id}
      columns={[
        {
          id: "name",
          label: "Name",
          cell: (field) => (
            <span className={styles.fieldName}>
              {field.name}
              {field.id === table.primaryFieldId && <Badge tone="info">Primary</Badge>}
            </span>
          ),
        },
        { id: "type", label: "Type", cell: (field) => typeWords(field.type) },
        {
          id: "id",
          label: "Id",
          cell: (field) => (
            <span className={styles.id}>
              <code>{field.id}</code>
              <CopyButton small quiet text={field.id} what={`id of ${field.name}`} />
            </span>
          ),
        },
        {
          id: "about",
          label: "Description and choices",
          cell: (field) => {
            const choices = field.options?.choices ?? [];
            const detail = fieldDetail(field, table, tables);
            return (
              <span className={styles.about}>
                {field.description && <span>{field.description}</span>}
                {field.type === "formula" && detail ? (
                  <code className={styles.formula}>{detail}</code>
                ) : (
                  detail && <span className={styles.muted}>{detail}</span>
                )}
                {choices.length > 0 && (
                  <Chips
                    chips={choices.map((choice) => ({ text: choice.name, color: choice.color }))}
                    most={MOST_CHOICES}
                  />
                )}
              </span>
            );
          },
        },
      ]}
    />
  );
}
