import { useState } from "react";
import { Badge } from "../ui/Badge.tsx";
import { Button } from "../ui/Button.tsx";
import { CopyButton } from "../ui/Copy.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import styles from "./ApiDocs.module.css";
import { Words } from "./BlockView.tsx";
import { type Block, say } from "./doc.ts";
import type { Json } from "./model.ts";
import { json } from "./quote.ts";
import { type FieldRow, shortened } from "./samples.ts";

/** So many choices are shown at first. */
const SOME = 8;

/** The fields of a table: what they are called, hold, give and take. */
export function FieldsView({ block }: { block: Extract<Block, { kind: "fields" }> }) {
  return (
    <DataTable
      label={block.what}
      rows={block.rows}
      rowKey={(row) => row.field.id}
      columns={[
        { id: "name", label: "Field", cell: (row) => <Name row={row} /> },
        { id: "type", label: "Type", cell: (row) => <Type row={row} /> },
        { id: "sample", label: "Sample", cell: (row) => <Sample row={row} /> },
        {
          id: "format",
          label: "Read and write",
          cell: (row) => <Format row={row} typecast={block.typecast} />,
        },
      ]}
    />
  );
}

function Name({ row: { field, isPrimary } }: { row: FieldRow }) {
  return (
    <div className={styles.stack}>
      <span className={styles.cell}>
        {field.name} {isPrimary && <Badge>Primary</Badge>}
      </span>
      <span className={styles.id}>
        <code>{field.id}</code>
        <CopyButton small quiet text={field.id} what={`id of ${field.name}`} />
      </span>
      {field.description && <span className={styles.note}>{field.description}</span>}
    </div>
  );
}

function Type({ row }: { row: FieldRow }) {
  return (
    <div className={styles.stack}>
      <span>{row.type}</span>
      {row.type !== row.field.type && <code className={styles.note}>{row.field.type}</code>}
      {row.detail && <span className={styles.note}>{row.detail}</span>}
      {row.choices.length > 0 && <Choices row={row} />}
    </div>
  );
}

function Choices({ row }: { row: FieldRow }) {
  const [all, setAll] = useState(false);
  const shown = all ? row.choices : row.choices.slice(0, SOME);
  const more = row.choices.length - SOME;
  return (
    <>
      <ul className={styles.choices} aria-label={`Choices of ${row.field.name}`}>
        {shown.map((choice) => (
          <li key={choice}>{choice}</li>
        ))}
      </ul>
      {more > 0 && (
        <div>
          <Button
            small
            variant="quiet"
            onPress={() => setAll(!all)}
            aria-expanded={all}
            aria-label={
              all ? `Fewer choices of ${row.field.name}` : `${more} more choices of ${row.field.name}`
            }
          >
            {all ? "Fewer" : `${more} more`}
          </Button>
        </div>
      )}
    </>
  );
}

function Sample({ row }: { row: FieldRow }) {
  const { value } = shortened(row.sample.value);
  return (
    <div className={styles.stack}>
      <code className={styles.sample}>{sampleText(value)}</code>
      {row.sample.madeUp && (
        <span>
          <Badge tone="warn">Made up</Badge>
        </span>
      )}
    </div>
  );
}

/** On one line if that is short. */
function sampleText(value: Json): string {
  const pretty = json(value);
  const line = pretty.replace(/\n\s*/g, " ").replace(/^\[ (.*) \]$/, "[$1]");
  return line.length <= 60 ? line : pretty;
}

function Format({ row, typecast }: { row: FieldRow; typecast: boolean }) {
  return (
    <div className={styles.stack}>
      <span>
        <strong>Read:</strong> <Words text={say(row.read)} />
      </span>
      {row.write === null ? (
        <span>
          <Badge>Read only</Badge> It is computed.
        </span>
      ) : (
        <span>
          <strong>Write:</strong> <Words text={say(row.write)} />
        </span>
      )}
      {typecast && row.typecast && (
        <span>
          <strong>With typecast:</strong> <Words text={say(row.typecast)} />
        </span>
      )}
    </div>
  );
}
