import type { Schemas } from "../../api/client.ts";
import { clientPlace } from "../../ui/clients.ts";
import type { Place } from "../form/reach.ts";
import { listWords, momentWords } from "../form/summary.ts";
import { roleCovers, roleWords } from "../words.ts";
import { callWords } from "./calls.ts";

type Refusal = Schemas["RefusalOut"];
type Token = Schemas["TokenOut"];

/** What one press does about a refusal. */
export type Fix =
  | { kind: "addScopes"; scopes: string[] }
  | { kind: "addAccess"; id: string; name: string }
  | { kind: "addAddress"; address: string }
  | { kind: "resume" }
  | { kind: "regenerate" }
  | { kind: "people"; id: string; name: string; place: "base" | "workspace" };

/** A refusal for people. */
export interface Explained {
  /** What happened and why. */
  said: string;
  /** What to do. */
  advice: string;
  fix: Fix | null;
  /** True if the same call would not be refused for this reason now. */
  settled: boolean;
}

/** What is known when refusals are explained. */
export interface Known {
  token: Token;
  /** All that the owner reaches; absent while it is being read. */
  places?: Map<string, Place>;
  /** Who revoked the token, if somebody did and it is known. */
  endedBy?: string | null;
  now?: Date;
}

/** Why a call was refused, what to do, and whether that is done already. */
export function explain(refusal: Refusal, known: Known): Explained {
  switch (refusal.reason) {
    case "scope":
      return scope(refusal, known);
    case "access":
      return access(refusal, known);
    case "role":
      return role(refusal, known);
    case "state":
      return state(refusal, known);
    case "secret":
      return secret(refusal, known);
    case "address":
      return address(refusal, known);
    case "session":
      return plain(
        `${call(refusal)} is for signed-in people: no token can do it, whatever its scopes.`,
        "Do it on these pages, or leave it out of the script.",
      );
    default:
      return plain(`${call(refusal)} was refused: ${refusal.detail}.`, "");
  }
}

function plain(said: string, advice: string, fix: Fix | null = null, settled = false): Explained {
  return { said, advice: settled ? "" : advice, fix: settled ? null : fix, settled };
}

function call(refusal: Refusal): string {
  return `“${callWords(refusal.operation)}”`;
}

function scope(refusal: Refusal, { token }: Known): Explained {
  const { scopes, anyOf } = refusal;
  if (scopes.length === 0) return plain(`${call(refusal)} was refused: ${refusal.detail}.`, "");
  const missing = scopes.filter((one) => !token.scopes.includes(one));
  const settled = anyOf ? missing.length < scopes.length : missing.length === 0;
  // Any one of them is enough: the first is the narrowest.
  const wanted = anyOf ? missing.slice(0, 1) : missing;
  const needs = anyOf && scopes.length > 1 ? `one of ${listWords(scopes, 9)}` : listWords(scopes, 9);
  return plain(
    `${call(refusal)} needs ${needs}.`,
    wanted.length > 1 ? "Add the scopes that are missing." : "Add the scope if the client should do this.",
    { kind: "addScopes", scopes: wanted },
    settled,
  );
}

function access({ operation, resource }: Refusal, { token, places }: Known): Explained {
  const what = `“${callWords(operation)}”`;
  if (!resource) return plain(`${what} reached for something that is not in this token's access.`, "");
  const place = places?.get(resource);
  const kind = resource.startsWith("wsp") ? "Workspace" : "Base";
  if (places && !place) {
    return plain(
      `${what} asked for ${kind.toLowerCase()} ${resource}, which does not exist or is not shared with you.`,
      "Check the id in the client. A token reaches no more than its owner.",
    );
  }
  const ids = token.access.ids ?? [];
  const settled =
    token.access.mode === "all" ||
    ids.includes(resource) ||
    (place?.workspaceId != null && ids.includes(place.workspaceId));
  const name = place?.name ?? resource;
  return plain(
    `${kind} “${name}” ${settled ? "was" : "is"} not in this token's access, so ${what} was refused.`,
    "Add it if the client should reach it.",
    place ? { kind: "addAccess", id: resource, name } : null,
    settled,
  );
}

function role({ operation, resource, role: least }: Refusal, { places }: Known): Explained {
  const what = `“${callWords(operation)}”`;
  if (!resource || !least) {
    return plain(`${what} is for owners of this instance.`, "Ask one of them.");
  }
  const place = places?.get(resource);
  const kind = resource.startsWith("wsp") ? "workspace" : "base";
  if (places && !place) {
    return plain(
      `${what} needs the role ${roleWords(least)} in ${kind} ${resource}, which is not shared with you.`,
      "Check the id in the client, or ask for access.",
    );
  }
  const name = place?.name ?? resource;
  const settled = Boolean(place) && roleCovers(place?.role, least);
  return plain(
    settled
      ? `${what} needs the role ${roleWords(least)} in “${name}”, which you have now.`
      : `Your role in “${name}” is ${roleWords(place?.role)}; ${what} needs ${roleWords(least)}.`,
    `A token can do no more than its owner. Ask a creator of “${name}” for the role.`,
    place ? { kind: "people", id: resource, name, place: place.kind } : null,
    settled,
  );
}

function state(refusal: Refusal, { token, endedBy, now = new Date() }: Known): Explained {
  const who = clientPlace(refusal);
  if (token.state === "revoked") {
    const by = endedBy ? ` by ${endedBy}` : "";
    const when = token.revokedTime ? ` on ${momentWords(token.revokedTime)}` : "";
    return plain(
      `${who} used the token, which was revoked${by}${when}.`,
      "A revoked token never comes back. Give the client another one, or stop it.",
    );
  }
  if (token.state === "expired" || (token.expires && new Date(token.expires) <= now)) {
    return plain(
      `${who} used the token after its end${token.expires ? ` on ${momentWords(token.expires)}` : ""}.`,
      "Duplicate the token and give the client the new one.",
    );
  }
  if (token.state === "paused") {
    return plain(`${who} used the token while it was paused.`, "Resume it if the client should go on.", {
      kind: "resume",
    });
  }
  if (token.notBefore && new Date(token.notBefore) > now) {
    return plain(
      `${who} used the token too early: it is accepted from ${momentWords(token.notBefore)} on.`,
      "Wait, or choose an earlier start in Settings.",
    );
  }
  if (token.state === "ownerDeactivated") {
    return plain(
      `${who} used the token while its owner was deactivated.`,
      "An owner of this instance can change that.",
    );
  }
  // What it was then is in the server's words only.
  return plain(`${who} used the token while it was not accepted: ${refusal.detail}.`, "", null, true);
}

function secret(refusal: Refusal, { token }: Known): Explained {
  const who = clientPlace(refusal);
  const old = /replaced|newer/.test(refusal.detail);
  const ended = token.state === "revoked" || token.state === "expired";
  if (old) {
    return plain(
      `${who} still uses an old secret, which a newer one has replaced.`,
      "Put the new secret into that client. If the new one is lost, regenerate the token.",
      ended ? null : { kind: "regenerate" },
    );
  }
  return plain(
    `${who} sent this token's id with a secret that was never one of its own.`,
    "If the client is yours, its copy is damaged: put in the secret again, or regenerate the token if it is lost. " +
      "If it is not, somebody is guessing; that does not work, and nothing needs to be done.",
    ended ? null : { kind: "regenerate" },
  );
}

function address({ address: from, client }: Refusal, { token }: Known): Explained {
  const where = from ?? "an unknown address";
  const settled =
    token.allowedAddresses.length === 0 || (from != null && token.allowedAddresses.includes(from));
  return plain(
    `${client || "A client"} called from ${where}, which ${settled ? "was" : "is"} not one of the addresses this token may be used from.`,
    "Add the address if the client is yours. If it is not, the token may have leaked: regenerate it.",
    from ? { kind: "addAddress", address: from } : null,
    settled,
  );
}

/** Like refusals as one, the newest first. */
export interface Group {
  /** What is alike in them: stays the same when another one joins. */
  key: string;
  /** The newest of them. */
  refusal: Refusal;
  count: number;
  /** When the oldest of them was. */
  since: string;
}

/** Puts together what was refused for the same reason: a client in a loop is one line. */
export function grouped(refusals: Refusal[]): Group[] {
  const groups = new Map<string, Group>();
  for (const refusal of [...refusals].sort((one, other) => (one.time < other.time ? 1 : -1))) {
    const { reason, operation, resource, scopes, role: least, address: from, client, detail } = refusal;
    // Who called matters where the caller is at fault, not the token's settings.
    const caller = ["state", "secret", "address"].includes(reason) ? [from, client, detail] : [];
    const key = JSON.stringify([reason, operation, resource, scopes, least, ...caller]);
    const group = groups.get(key);
    if (group) {
      group.count += 1;
      group.since = refusal.time;
    } else groups.set(key, { key, refusal, count: 1, since: refusal.time });
  }
  return [...groups.values()];
}
