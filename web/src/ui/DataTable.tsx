import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import styles from "./DataTable.module.css";
import { Select } from "./Field.tsx";
import { type Sorting, sortedBy, sortings } from "./sorting.ts";
import { useNarrow } from "./useNarrow.ts";

/** One column. The first is the row's header. */
export interface Column<T> {
  /** Stands in the address when the table is sorted by it. */
  id: string;
  label: string;
  /** What a cell shows. */
  cell: (row: T) => ReactNode;
  /** Numbers stand at the end of the cell. */
  number?: boolean;
  /** True if the table can be sorted by it. */
  sortable?: boolean;
  /** For the column with the row's menu: no label is shown. */
  menu?: boolean;
}

/**
 * A table with real headers, in which the arrow keys do what they do in any page.
 * On phones each row is a card, and a list above the cards sorts them: the headers are only heard there.
 */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  empty,
}: {
  /** The table's name for assistive technology. */
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  sort?: Sorting;
  onSort?: (sort: Sorting) => void;
  /** Shown instead of rows. */
  empty?: ReactNode;
}) {
  const { by, down } = sortedBy(sort);
  const narrow = useNarrow();
  const choices = narrow && onSort ? sortings(columns) : [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.wrap} tabIndex={0} aria-label={label}>
      {onSort && choices.length > 0 && (
        <Select
          label="Sort by"
          value={sort ?? ""}
          onChange={onSort}
          options={choices}
          className={styles.sortBy}
        />
      )}
      <table className={cx(styles.table, styles.cards)}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const sorted = by === column.id;
              return (
                <th
                  key={column.id}
                  scope="col"
                  className={cx(column.number && styles.num, column.menu && styles.menu)}
                  aria-sort={sorted ? (down ? "descending" : "ascending") : undefined}
                >
                  {column.menu ? (
                    <span className="visually-hidden">{column.label}</span>
                  ) : column.sortable && onSort && !narrow ? (
                    <button
                      type="button"
                      className={styles.sort}
                      onClick={() => onSort(sorted && !down ? `-${column.id}` : column.id)}
                    >
                      {column.label}
                      <span aria-hidden="true">{sorted ? (down ? "↓" : "↑") : "↕"}</span>
                    </button>
                  ) : (
                    column.label
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.id} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td
                    key={column.id}
                    data-label={column.menu ? undefined : column.label}
                    className={cx(column.number && styles.num, column.menu && styles.menu)}
                  >
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          {rows.length === 0 && empty && (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
