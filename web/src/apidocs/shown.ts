/** Bases with more tables show the parts of tables only when they are asked for. */
export const MANY = 10;

/**
 * The tables whose parts are shown: of a small base all. What was shown once stays, also when the base
 * grows. The same set comes back if nothing is new.
 */
export function alsoShown(
  before: ReadonlySet<string>,
  tables: readonly { id: string }[],
): ReadonlySet<string> {
  if (tables.length > MANY || tables.every(({ id }) => before.has(id))) return before;
  return new Set([...before, ...tables.map(({ id }) => id)]);
}
