import type { Schemas } from "../../api/client.ts";

/** What came of trying a token. */
export interface Tried {
  ok: boolean;
  /** What it means, in a sentence or two. */
  text: string;
  /** The answer as it came. */
  answer: string;
}

/**
 * Asks the server who the token is, with the token and without the session's cookie.
 * It goes past the typed client and its caches: nothing of it is kept.
 */
export async function tryToken(secret: string, token: Schemas["TokenOut"]): Promise<Tried> {
  try {
    const response = await fetch("/v0/meta/whoami", {
      headers: { Authorization: `Bearer ${secret}` },
      credentials: "omit",
      cache: "no-store",
    });
    const answer = `${response.status} ${response.statusText}\n${await response.text()}`.trim();
    return { ok: response.ok, text: said(response.status, token), answer };
  } catch {
    return {
      ok: false,
      text: "The server can not be reached. The token was made all the same: copy it, and test it later.",
      answer: "",
    };
  }
}

/** What a status means for a token that was just made. */
export function said(status: number, token: Schemas["TokenOut"], now: number = Date.now()): string {
  if (status >= 200 && status < 300) return "It works: the server accepts this token from your address.";
  if (status === 401) {
    if (token.state === "paused") return "Refused, because the token is paused. Resume it to use it.";
    if (token.notBefore && new Date(token.notBefore).getTime() > now) {
      return "Refused, because the token is not valid yet. It will be accepted from its start date on.";
    }
    if (token.allowedAddresses.length > 0) {
      return "Refused. The likely reason: your address is none of those this token may be used from.";
    }
    return "Refused. The token may have been changed or ended meanwhile: look at its page.";
  }
  if (status === 429) return "Too many calls at this moment. The token is fine: test it again in a while.";
  if (status === 503) return "The server can not check the token right now. Test it again in a while.";
  return `The server answered with status ${status}.`;
}
