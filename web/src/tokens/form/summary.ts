import type { BasesByWorkspace } from "../../api/queries.ts";
import type { Policy, TokenDraft } from "./draft.ts";
import { defaultEnd } from "./life.ts";
import { placesOf } from "./reach.ts";

/** What a summary needs to know beside the draft. */
export interface SummaryContext {
  reach?: BasesByWorkspace;
  /** For the end of a token whose maker names none. */
  policy?: Policy;
  now?: Date;
  /** The viewer's zone by name; the machine's own if absent. */
  zone?: string;
}

/** What a draft means, as plain sentences: what it may, what it may not see, since when, until when, from where. */
export function summaryOf(draft: TokenDraft, context: SummaryContext = {}): string[] {
  return [...mayWords(draft, context), ...lifeWords(draft, context)];
}

/** "3 March 2027 12:00 (Europe/Berlin)". */
export function momentWords(iso: string, zone?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "a day that is not chosen yet";
  const timeZone = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone });
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
  return `${day} ${time} (${timeZone})`;
}

/** "a, b and c"; more than four are counted. */
export function listWords(items: string[], most = 4): string {
  const shown =
    items.length > most ? [...items.slice(0, most - 1), `${items.length - most + 1} more`] : items;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function mayWords({ scopes, access }: TokenDraft, { reach }: SummaryContext): string[] {
  const has = (scope: string) => scopes.includes(scope);
  const where = whereWords(access, reach);
  const records = verbs(has("data.records:read"), has("data.records:write"), "read", "change");
  const structure = verbs(has("schema.bases:read"), has("schema.bases:write"), "see", "change");
  const comments = verbs(has("data.recordComments:read"), has("data.recordComments:write"), "read", "write");
  const said: string[] = [];
  if (records) said.push(`May ${records} records of ${where.of}.`);
  // The place is named once; after that "their" and "its" point at it.
  const whose = (what: string) => (said.length > 0 ? `${where.whose} ${what}` : `the ${what} of ${where.of}`);
  if (comments) said.push(`May ${comments} ${said.length > 0 ? "comments" : `comments in ${where.of}`}.`);
  if (structure) said.push(`May ${structure} ${whose("structure")}.`);
  else if (records) said.push(`May not see ${where.whose} structure.`);
  const others = [
    has("workspacesAndBases:read") && `see ${whose("views and collaborators")}`,
    has("workspacesAndBases:write") && `delete ${whose("views")}`,
    has("webhook:manage") && `manage ${whose("webhooks")}`,
    has("block:manage") && "publish extensions",
    has("user.email:read") && "see your e-mail address",
    has("tokens:manage") && "create, change and revoke your tokens that reach no further",
  ].filter((one) => one !== false);
  if (others.length > 0) said.push(`May ${listWords(others, 9)}.`);
  const known = /^(data\.|schema\.|workspacesAndBases:|webhook:|block:|user\.|tokens:)/;
  const strange = scopes.filter((scope) => !known.test(scope));
  if (strange.length > 0) said.push(`Has ${listWords(strange)}.`);
  if (said.length === 0) said.push("May only ask whose it is.");
  return said;
}

function verbs(read: boolean, write: boolean, see: string, change: string): string {
  if (read && write) return `${see} and ${change}`;
  if (write) return `${change}, but not ${see},`;
  return read ? see : "";
}

function whereWords(access: TokenDraft["access"], reach?: BasesByWorkspace): { of: string; whose: string } {
  if (access.mode === "all") return { of: "everything you can reach, now and later", whose: "its" };
  const places = placesOf(reach);
  const name = (id: string) => places.get(id)?.name ?? id;
  const workspaces = access.ids.filter((id) => id.startsWith("wsp"));
  const bases = access.ids.filter((id) => !id.startsWith("wsp"));
  const parts: string[] = [];
  const [workspace] = workspaces;
  if (workspaces.length === 1 && workspace) {
    parts.push(`every base in workspace ${name(workspace)}, now and later`);
  } else if (workspaces.length > 1) {
    parts.push(
      `every base, now and later, in ${workspaces.length} workspaces: ${listWords(workspaces.map(name))}`,
    );
  }
  const [base] = bases;
  if (bases.length === 1 && base) parts.push(`base ${name(base)}`);
  else if (bases.length > 1)
    parts.push(
      `${bases.length} bases: ${bases.length > 4 ? listWords(bases.map(name)) : bases.map(name).join(", ")}`,
    );
  const single = access.ids.length < 2 && workspaces.length === 0;
  return { of: parts.join(", and of ") || "no base yet", whose: single ? "its" : "their" };
}

function lifeWords(draft: TokenDraft, context: SummaryContext): string[] {
  const { policy, now = new Date(), zone } = context;
  const said: string[] = [];
  if (draft.notBefore) said.push(`Begins ${momentWords(draft.notBefore, zone)}.`);
  const end = draft.expires === "default" ? (policy ? defaultEnd(policy, now) : null) : draft.expires;
  said.push(end === null ? "Has no end." : `Ends ${momentWords(end, zone)}.`);
  if (draft.allowedAddresses.length > 0) {
    said.push(`Is accepted only from ${listWords(draft.allowedAddresses)}.`);
  }
  if (draft.requestsPerSecond !== null) {
    said.push(
      draft.requestsPerSecond === 1
        ? "Makes at most 1 request per second."
        : `Makes at most ${draft.requestsPerSecond} requests per second.`,
    );
  }
  return said;
}
