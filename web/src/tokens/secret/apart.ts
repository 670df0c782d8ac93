import type { Schemas } from "../../api/client.ts";

/**
 * Takes the secret out of an answer that carries one, so that what goes on to caches and lists
 * has none. `null`: the answer had no secret (an idempotency key was repeated).
 */
export function apart(answer: Schemas["TokenOut"]): { secret: string | null; token: Schemas["TokenOut"] } {
  const { token: secret, ...token } = answer;
  return { secret: secret ?? null, token };
}
