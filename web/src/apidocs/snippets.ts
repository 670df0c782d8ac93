export { FENCES, snippet, snippetName, type Target, withoutToken } from "./snippets/index.ts";
