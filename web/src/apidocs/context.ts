import { createContext, useContext } from "react";
import type { Schemas } from "../api/client.ts";
import type { DocBase, Settings } from "./model.ts";
import type { Standing } from "./permits.ts";
import type { Target } from "./snippets.ts";

/** What the parts of the page share. */
export interface Docs {
  base: DocBase;
  settings: Settings;
  /** What snippets hold: the placeholder, or the pasted token if the reader said so. */
  target: Target;
  /** The token whose scopes and access are compared. */
  token: Schemas["TokenOut"] | null;
  standing: Standing;
  /** The pasted token; empty if there is none. It lives in the page's memory and nowhere else. */
  secret: string;
  setSecret: (secret: string) => void;
  inSnippets: boolean;
  setInSnippets: (on: boolean) => void;
  /** Tables whose parts are shown. */
  isShown: (tableId: string) => boolean;
  show: (tableId: string) => void;
}

/** Given by `ApiDocsPage`. */
export const DocsContext = createContext<Docs | null>(null);

/** What the parts of the page share. */
export function useDocs(): Docs {
  const docs = useContext(DocsContext);
  if (!docs) throw new Error("useDocs needs the API page around it");
  return docs;
}
