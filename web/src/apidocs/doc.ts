import type { Call } from "./model.ts";
import type { FieldRow } from "./samples.ts";

/** A piece of a sentence: words, or code. */
export type Inline = string | { code: string };

/** A sentence or more. */
export type Text = Inline[];

/** One thing of a part. */
export type Block =
  | { kind: "text"; text: Text }
  | { kind: "table"; label: string; head: string[]; rows: Text[][] }
  | { kind: "fields"; what: string; rows: FieldRow[]; ids: boolean; typecast: boolean }
  | { kind: "code"; what: string; text: string; caption: string; language: string }
  | { kind: "call"; call: Call };

/** A part of the page under its own heading. */
export interface Part {
  /** Its place in the address. */
  anchor: string;
  title: string;
  /** Whose it is, where many parts have the same title: "of Projects". */
  of?: string;
  blocks: Block[];
  parts: Part[];
  /** The table it is about; long pages show it when it is asked for. */
  tableId?: string;
}

/** The whole page: what the reader sees and what the Markdown copy holds. */
export interface Doc {
  title: string;
  lead: Text;
  parts: Part[];
}

/**
 * Words with `code` between backticks. Names that people gave go in as `{ code }`,
 * never into the text: they may hold backticks.
 */
export function say(...pieces: (string | Exclude<Inline, string>)[]): Text {
  return pieces.flatMap((piece): Inline[] =>
    typeof piece !== "string"
      ? [piece]
      : piece
          .split("`")
          .map((part, index): Inline => (index % 2 === 1 ? { code: part } : part))
          .filter((part) => part !== ""),
  );
}

/** A paragraph. */
export function paragraph(...pieces: (string | Exclude<Inline, string>)[]): Block {
  return { kind: "text", text: say(...pieces) };
}

/** All calls of a page. */
export function callsIn(parts: readonly Part[]): Call[] {
  return parts.flatMap((part) => [
    ...part.blocks.flatMap((block) => (block.kind === "call" ? [block.call] : [])),
    ...callsIn(part.parts),
  ]);
}
