import { Fragment } from "react";
import { Code } from "../ui/Copy.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import styles from "./ApiDocs.module.css";
import { CallView } from "./CallView.tsx";
import type { Block, Text } from "./doc.ts";
import { FieldsView } from "./FieldsView.tsx";

/** Words and pieces of code. */
export function Words({ text }: { text: Text }) {
  return text.map((piece, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: pieces have no identity but their place
    if (typeof piece === "string") return <Fragment key={index}>{piece}</Fragment>;
    return <code key={index}>{piece.code}</code>;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: pieces have no identity but their place
  });
}

/** One thing of a part. */
export function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "text":
      return (
        <p className={styles.prose}>
          <Words text={block.text} />
        </p>
      );
    case "table":
      return (
        <DataTable
          label={block.label}
          columns={block.head.map((label, at) => ({
            id: label,
            label,
            cell: (row: { cells: Text[] }) => (
              <span className={styles.cell}>
                <Words text={row.cells[at] ?? []} />
              </span>
            ),
          }))}
          rows={block.rows.map((cells, number) => ({ cells, number }))}
          rowKey={(row) => String(row.number)}
        />
      );
    case "fields":
      return <FieldsView block={block} />;
    case "code":
      return (
        <Code what={block.what} caption={block.caption}>
          {block.text}
        </Code>
      );
    case "call":
      return <CallView call={block.call} />;
  }
}
