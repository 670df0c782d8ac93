/** How a table is sorted, as in the address: `name` or `-name`. */
export type Sorting = string;

/** The column of a sorting, and whether it goes down. */
export function sortedBy(sort: Sorting | undefined): { by: string | undefined; down: boolean } {
  return { by: sort?.replace(/^-/, ""), down: sort?.startsWith("-") ?? false };
}

/** Each way to sort a table, for a list to choose from. */
export function sortings(
  columns: readonly { id: string; label: string; sortable?: boolean }[],
): { value: Sorting; label: string }[] {
  return columns
    .filter((column) => column.sortable)
    .flatMap(({ id, label }) => [
      { value: id, label: `${label}, ascending` },
      { value: `-${id}`, label: `${label}, descending` },
    ]);
}
