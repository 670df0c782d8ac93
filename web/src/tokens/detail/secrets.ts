import type { Schemas } from "../../api/client.ts";
import { momentWords } from "../form/summary.ts";

type Secret = Schemas["SecretOut"];
type Client = Schemas["ClientOut"];

const DAY = 86_400_000;

/** Secrets that are accepted now, the newest first. */
export function liveSecrets(secrets: Secret[]): Secret[] {
  return newestFirst(secrets).filter((secret) => secret.live);
}

/** "Newest …a1b2", "Old …a1b2", "Ended". */
export function secretWords(created: string, secrets: Secret[]): string {
  const ordered = newestFirst(secrets);
  const at = ordered.findIndex((secret) => moment(secret.createdTime) === moment(created));
  const secret = ordered[at];
  if (!secret) return "Ended";
  const hint = secret.hint ? ` …${secret.hint}` : "";
  return `${!secret.live ? "Ended" : at === 0 ? "Newest" : "Old"}${hint}`;
}

/** When an old secret ends, as the end of a sentence. */
export function endWords(ends: string): string {
  if (ends === "never") return "with the token";
  if (ends === "atFirstUse") return "when the new one is first used";
  return momentWords(ends);
}

/** Clients that used one of the secrets since a moment, the latest first. */
export function usedSince(clients: Client[], since: string | number, secretCreated?: string): Client[] {
  const from = typeof since === "number" ? since : moment(since);
  return clients
    .filter((one) => moment(one.lastUsed) >= from)
    .filter((one) => secretCreated === undefined || moment(one.secretCreatedTime) === moment(secretCreated))
    .sort((one, other) => moment(other.lastUsed) - moment(one.lastUsed));
}

/** Clients of the last seven days. */
export function usedLately(clients: Client[], now: number = Date.now()): Client[] {
  return usedSince(clients, now - 7 * DAY);
}

/** True if the token was used in the last seven days, as far as its own line tells. */
export function wasUsedLately(token: Schemas["TokenOut"], now: number = Date.now()): boolean {
  return Boolean(token.lastUsed) && moment(token.lastUsed?.time ?? "") >= now - 7 * DAY;
}

function newestFirst(secrets: Secret[]): Secret[] {
  return [...secrets].sort((one, other) => moment(other.createdTime) - moment(one.createdTime));
}

function moment(time: string): number {
  return new Date(time).getTime();
}
