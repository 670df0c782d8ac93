import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Schemas } from "../../api/client.ts";
import { askAgain } from "../../api/queries.ts";
import { Empty, ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { zone } from "../../ui/times.ts";
import { useNarrow } from "../../ui/useNarrow.ts";
import { FIRST_RECORDS, homeAsks } from "../asks.ts";
import { Cell } from "../cells/Cell.tsx";
import type { Reader } from "../cells/dates.ts";
import { cut, innerType, isNumeric, type Shown, show } from "../cells/format.ts";
import { splitNames } from "../cells/names.ts";
import { headerWords, type NamedField, type NamedTable } from "../cells/types.ts";
import styles from "./Base.module.css";

type Rec = Schemas["Record"];

/** Fields beside the primary one that a card shows. */
const CARD_FIELDS = 3;

/** The first records of a table, read-only: a table that scrolls in its own region, or cards. */
export function Records({ baseId, table }: { baseId: string; table: NamedTable }) {
  const ask = homeAsks.records(baseId, table.id);
  const { data, error, refetch } = useQuery(ask);
  const narrow = useNarrow();
  const reader = useMemo<Reader>(() => ({ zone: zone() }), []);
  const namesOf = useRecordNames(baseId, table, data !== undefined, reader.zone);
  if (!data && error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  if (!data) {
    return <Loading rows={8} what="Loading records" stop={() => void askAgain(ask.queryKey)} />;
  }
  const { records } = data;
  if (records.length === 0) {
    return <Empty>This table has no records yet. Add them through the API or a client.</Empty>;
  }
  // The primary field comes first wherever the table keeps it.
  const primary = table.fields.filter((field) => field.id === table.primaryFieldId);
  const fields = [...primary, ...table.fields.filter((field) => field.id !== table.primaryFieldId)];
  const draw = (record: Rec, field: NamedField) => {
    const shown = show(field, record.fields[field.id], reader);
    return (
      <Cell shown={shown} names={shown.kind === "records" ? namesOf(record, field, shown) : undefined} />
    );
  };
  const nameOf = (record: Rec) => {
    const [field] = fields;
    const shown: Shown = field ? show(field, record.fields[field.id], reader) : { kind: "blank" };
    return "text" in shown && shown.text.trim() ? cut(shown.text, 120) : "Unnamed record";
  };
  const more = Boolean(data.offset);
  return (
    <>
      <p className={styles.muted}>
        {more
          ? `The first ${FIRST_RECORDS} records. There are more; the API gives them all.`
          : records.length === 1
            ? "1 record."
            : `${records.length} records.`}
      </p>
      {narrow ? (
        <Cards records={records} fields={fields} draw={draw} nameOf={nameOf} />
      ) : (
        <Grid table={table} records={records} fields={fields} reader={reader} draw={draw} />
      )}
    </>
  );
}

/** The names of linked records, asked for after the records themselves, in one call for all fields. */
function useRecordNames(baseId: string, table: NamedTable, enabled: boolean, timeZone: string) {
  const links = table.fields.filter((field) => innerType(field) === "multipleRecordLinks");
  const ids = links.map((field) => field.id);
  const { data } = useQuery({
    ...homeAsks.recordNames(baseId, table.id, ids, timeZone),
    enabled: enabled && ids.length > 0,
  });
  return (record: Rec, field: NamedField, shown: { ids: string[] }): string[] | undefined => {
    const text = data?.records.find((one) => one.id === record.id)?.fields[field.id];
    return typeof text === "string" ? splitNames(text, shown.ids.length) : undefined;
  };
}

type Draw = (record: Rec, field: NamedField) => React.ReactNode;

function Grid({
  table,
  records,
  fields,
  reader,
  draw,
}: {
  table: NamedTable;
  records: Rec[];
  fields: NamedField[];
  reader: Reader;
  draw: Draw;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={`Records of ${table.name}`}>
      <table className={styles.grid}>
        <caption className="visually-hidden">First records of {table.name}, read-only</caption>
        <thead>
          <tr>
            {fields.map((field) => (
              <th key={field.id} scope="col" className={isNumeric(field) ? styles.num : undefined}>
                {field.name}
                <span className={styles.type}>{headerWords(field, reader)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.id}>
              {fields.map((field, index) =>
                index === 0 ? (
                  <th key={field.id} scope="row">
                    <div className={styles.cell}>{draw(record, field)}</div>
                  </th>
                ) : (
                  <td key={field.id} className={isNumeric(field) ? styles.num : undefined}>
                    <div className={styles.cell}>{draw(record, field)}</div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cards({
  records,
  fields,
  draw,
  nameOf,
}: {
  records: Rec[];
  fields: NamedField[];
  draw: Draw;
  nameOf: (record: Rec) => string;
}) {
  const shown = fields.slice(1, 1 + CARD_FIELDS);
  const hidden = fields.length - 1 - shown.length;
  return (
    <>
      <ul className={styles.cards}>
        {records.map((record) => (
          <li key={record.id} className={styles.card}>
            <h3 className={styles.cardName}>{nameOf(record)}</h3>
            <dl className={styles.cardFields}>
              {shown.map((field) => (
                <div key={field.id} className={styles.cardField}>
                  <dt>{field.name}</dt>
                  <dd>{draw(record, field)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <p className={styles.muted}>
          {hidden === 1 ? "1 more field is" : `${hidden} more fields are`} shown on wider screens.
        </p>
      )}
    </>
  );
}
