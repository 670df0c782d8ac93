/**
 * The names of linked records out of the text that the API writes for the cell: joined by `, `, names
 * with commas or quotes in double quotes. If the parts do not come out even, the text stays whole.
 */
export function splitNames(text: string, count: number): string[] {
  const parts = [...text.matchAll(/(?:^|, )(?:"((?:[^"]|"")*)"(?=, |$)|([^,]*(?:,(?! )[^,]*)*))/g)].map(
    ([, quoted, bare]) => (quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"')),
  );
  return parts.length === count ? parts : [text];
}
