import type { Schemas } from "../api/client.ts";
import type { BasesByWorkspace } from "../api/queries.ts";
import { covered, placesOf } from "./form/reach.ts";

export { type Lack, uselessScopes, youLack } from "./form/lack.ts";
export { roleCovers, roleWords } from "./form/roles.ts";
export {
  type Companion,
  callsOf,
  callsOpened,
  changesData,
  companionsMissing,
  type ScopeHit,
  searchScopes,
} from "./form/scopes.ts";
export { summaryOf } from "./form/summary.ts";

type Token = Schemas["TokenOut"];

/** What can be said of a token's state. The first group excludes each other, the second adds to it. */
export type TokenState =
  | "active"
  | "paused"
  | "notYetValid"
  | "ownerDeactivated"
  | "expired"
  | "revoked"
  | "expiresSoon"
  | "neverUsed"
  | "unused90";

/** How a state is shown: its words, and a tone that helps to see it. */
export const STATE_WORDS: Record<TokenState, { label: string; tone?: "good" | "warn" | "bad" | "info" }> = {
  active: { label: "Active", tone: "good" },
  paused: { label: "Paused", tone: "warn" },
  notYetValid: { label: "Not yet valid", tone: "info" },
  ownerDeactivated: { label: "Owner deactivated", tone: "bad" },
  expired: { label: "Expired", tone: "bad" },
  revoked: { label: "Revoked", tone: "bad" },
  expiresSoon: { label: "Expires within 7 days", tone: "warn" },
  neverUsed: { label: "Never used", tone: "info" },
  unused90: { label: "Not used for 90 days", tone: "warn" },
};

const DAY = 86_400_000;

/** True for a token that will never be accepted again. */
export function isEnded(token: Token, now: Date = new Date()): boolean {
  return ["revoked", "expired"].includes(mainState(token, now));
}

/** A token's state first, then what else is worth knowing of a token that lives. */
export function statesOf(token: Token, now: Date = new Date()): TokenState[] {
  const states = [mainState(token, now)];
  if (isEnded(token, now)) return states;
  const until = token.expires ? new Date(token.expires).getTime() - now.getTime() : null;
  if (until !== null && until <= 7 * DAY) states.push("expiresSoon");
  if (!token.lastUsed) states.push("neverUsed");
  else if (now.getTime() - new Date(token.lastUsed.time).getTime() >= 90 * DAY) states.push("unused90");
  return states;
}

/** What is shown of the states: that an active token is active goes without saying if more is known. */
export function shownStates(token: Token, now: Date = new Date()): TokenState[] {
  const states = statesOf(token, now);
  return states.length > 1 && states[0] === "active" ? states.slice(1) : states;
}

function mainState(token: Token, now: Date): TokenState {
  if (token.state !== "active" && token.state in STATE_WORDS) return token.state as TokenState;
  // A page that stays open sees a token expire before it asks the server again.
  if (token.expires && new Date(token.expires) <= now) return "expired";
  return token.notBefore && new Date(token.notBefore) > now ? "notYetValid" : "active";
}

/** The last four characters of the newest secret, if they were kept. */
export function lastFour(token: Pick<Token, "secrets">): string | null {
  const newest = [...token.secrets].sort((one, other) => (one.createdTime < other.createdTime ? 1 : -1));
  return (newest.find((secret) => secret.live) ?? newest[0])?.hint ?? null;
}

/** What a token reaches, in a few words: "Base Shop", "3 bases", "Workspace Ops and future bases", "Everything". */
export function accessWords(
  access: { mode: string; ids?: string[] | null },
  reach: BasesByWorkspace | undefined,
): string {
  if (access.mode === "all") return "Everything";
  const ids = access.ids ?? [];
  if (ids.length === 0) return "Nothing";
  const places = placesOf(reach);
  // Until names are known, and for what is not shared any more, the kind of thing must do.
  const named = (kind: string, id: string) => {
    const name = places.get(id)?.name;
    return name
      ? `${kind} ${name}`
      : reach
        ? `${kind} that is no longer shared with you`
        : `1 ${kind.toLowerCase()}`;
  };
  const workspaces = ids.filter((id) => id.startsWith("wsp"));
  const bases = ids.filter((id) => !id.startsWith("wsp"));
  const parts: string[] = [];
  const [workspace] = workspaces;
  if (workspaces.length === 1 && workspace) {
    const gone = reach !== undefined && !places.has(workspace);
    parts.push(`${named("Workspace", workspace)}${gone ? "" : " and future bases"}`);
  } else if (workspaces.length > 1) parts.push(`${workspaces.length} workspaces and future bases`);
  const [base] = bases;
  if (bases.length === 1 && base) parts.push(named(parts.length > 0 ? "base" : "Base", base));
  else if (bases.length > 1) parts.push(`${bases.length} bases`);
  return parts.join(", ");
}

/** The names of all that a token reaches now, for searching. */
export function reachedNames(
  access: { mode: string; ids?: string[] | null },
  reach: BasesByWorkspace | undefined,
): string[] {
  return covered(access, reach).map((place) => place.name);
}
