import type { Schemas } from "../../api/client.ts";

/** The server takes so many at once. */
export const AT_ONCE = 100;

/** What became of tokens that were to be revoked. */
export interface Revoked {
  revoked: string[];
  errors: Schemas["RevokeErrorOut"][];
  /** Why the rest was not tried; null if all were. */
  failure: unknown;
}

/**
 * Revokes tokens, as many at a time as the server takes. If nothing at all was revoked because a call
 * failed, that failure is thrown; if some were, it is told beside what was done.
 */
export async function revokeAll(
  ids: readonly string[],
  call: (ids: string[]) => Promise<Schemas["RevokedTokensOut"]>,
): Promise<Revoked> {
  const done: Revoked = { revoked: [], errors: [], failure: null };
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    try {
      const { revokedTokens, errors } = await call(ids.slice(from, from + AT_ONCE));
      done.revoked.push(...revokedTokens);
      done.errors.push(...errors);
    } catch (failure) {
      if (from === 0) throw failure;
      done.failure = failure;
      return done;
    }
  }
  return done;
}

/** "1 token", "3 tokens". */
export function countTokens(count: number): string {
  return count === 1 ? "1 token" : `${count} tokens`;
}

/** Why a token was not revoked. */
export function errorWords(type: string): string {
  switch (type) {
    case "ALREADY_REVOKED":
      return "it was revoked before";
    case "TOKEN_NOT_FOUND":
      return "it is not there any more";
    default:
      return type;
  }
}
