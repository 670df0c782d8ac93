import { type Call, LANG_WORDS, type Lang, TOKEN_PLACEHOLDER } from "../model.ts";
import { curl } from "./curl.ts";
import { js } from "./js.ts";
import { python } from "./python.ts";
import { rust } from "./rust.ts";

/** What a snippet holds besides the call. */
export interface Target {
  /** The address of this server, without a slash at its end. */
  origin: string;
  /** The token's text, or what stands for it. */
  token: string;
  ids?: boolean;
  typecast?: boolean;
}

const WRITERS: Record<Lang, (call: Call, target: Target) => string> = { curl, js, python, rust };

/** The code of a call in a language. */
export function snippet(lang: Lang, call: Call, target: Target): string {
  return WRITERS[lang](call, target);
}

/** What a snippet is called on the page and by its copy button. */
export function snippetName(lang: Lang, call: Call): string {
  return `${LANG_WORDS[lang]} to ${call.what}`;
}

/** How fences in Markdown name the language. */
export const FENCES: Record<Lang, string> = { curl: "sh", js: "js", python: "python", rust: "rust" };

/** The target with a placeholder for the token. */
export function withoutToken(origin: string, chosen: { ids: boolean; typecast: boolean }): Target {
  return { origin, token: TOKEN_PLACEHOLDER, ids: chosen.ids, typecast: chosen.typecast };
}
