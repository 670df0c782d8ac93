import type { Operation } from "../api/operations.ts";

/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One choice of a select. */
export interface DocChoice {
  id?: string;
  name: string;
}

/** The options of a field that this page reads. The document of the API leaves them open. */
export interface DocOptions {
  choices?: DocChoice[];
  precision?: number;
  symbol?: string;
  max?: number;
  durationFormat?: string;
  timeZone?: string;
  linkedTableId?: string;
  formula?: string;
  result?: { type: string; options?: DocOptions | null } | null;
}

/** A field as the schema has it. */
export interface DocField {
  id: string;
  name: string;
  type: string;
  description?: string | null;
  options?: DocOptions | null;
}

/** A view as the schema has it. */
export interface DocView {
  id: string;
  name: string;
  type: string;
}

/** A table as the schema has it. */
export interface DocTable {
  id: string;
  name: string;
  description?: string | null;
  primaryFieldId: string;
  fields: DocField[];
  views: DocView[];
}

/** A record with its cells by the ids of their fields. */
export interface DocRecord {
  id: string;
  createdTime: string;
  fields: { [fieldId: string]: Json };
}

/** All that the page is made of. */
export interface DocBase {
  id: string;
  name: string;
  tables: DocTable[];
  /** The first records of each table that could be read. */
  records: ReadonlyMap<string, readonly DocRecord[]>;
  /** The address of this server, without a slash at its end. */
  origin: string;
}

/** The languages of the snippets, as they stand in the address. */
export const LANGS = ["curl", "js", "python", "rust"] as const;

/** One of them. */
export type Lang = (typeof LANGS)[number];

/** How languages are called. */
export const LANG_WORDS: Record<Lang, string> = {
  curl: "curl",
  js: "JavaScript",
  python: "Python",
  rust: "Rust",
};

/** What a reader chose above the page. */
export interface Settings {
  /** Ids instead of names. */
  ids: boolean;
  /** Writing calls send `typecast`. */
  typecast: boolean;
  lang: Lang;
}

/** What stands for a token until one is put in. */
export const TOKEN_PLACEHOLDER = "YOUR_TOKEN";

/** A record id that no record has: deleting must not begin with a real one. */
export const RECORD_PLACEHOLDER = "recXXXXXXXXXXXXXX";

/** How the clients of Airtable's API make a call; absent where they have no method for it. */
export type ClientCall =
  | {
      kind: "list";
      table: string;
      /** The loop over all pages is shown whole. */
      paging: boolean;
      options: {
        maxRecords?: number;
        pageSize?: number;
        fields?: string[];
        sort?: { field: string; direction: "asc" | "desc" }[];
        view?: string;
        filterByFormula?: string;
      };
      /** The formula is posted. */
      post?: boolean;
    }
  | { kind: "get"; table: string; id: string }
  | { kind: "create"; table: string; records: { [field: string]: Json }[] }
  | {
      kind: "update";
      table: string;
      records: { id: string; fields: { [field: string]: Json } }[];
      replace: boolean;
    }
  | { kind: "upsert"; table: string; records: { fields: { [field: string]: Json } }[]; on: string[] }
  | { kind: "delete"; table: string; ids: string[] }
  | { kind: "whoAmI" | "bases" | "schema" }
  | { kind: "createTable"; body: { name: string; description?: string; fields: Json } }
  | {
      kind: "createField";
      table: string;
      body: { name: string; type: string; description?: string; options?: Json };
    };

/** One call of the page: the request, who may make it, and what is answered. */
export interface Call {
  /** Unique on the page. */
  anchor: string;
  /** "list records of Projects": the name of its code and buttons. */
  what: string;
  operation: Operation;
  method: string;
  /** Begins with a slash, each segment encoded. */
  path: string;
  query: [string, string][];
  body?: Json;
  /** How the clients call it. */
  client?: ClientCall;
  /** What is answered. Absent where nothing can be said that is true. */
  answer?: Json;
  /** What is to be known of the answer: that it is made up, or shortened. */
  answerNote?: string;
  /** The answer is not a real one. */
  madeUp?: boolean;
}
