import type { Schemas } from "../../api/client.ts";
import type { BasesByWorkspace } from "../../api/queries.ts";
import { containedIn } from "./addresses.ts";

/** What a token may reach. `ids` may mix workspaces (with their future bases) and single bases. */
export interface DraftAccess {
  mode: "all" | "specificModelIds";
  /** Empty if the mode is `all`. */
  ids: string[];
}

/** What the form holds: a token that is to be made, or one with changes that are not saved. */
export interface TokenDraft {
  name: string;
  note: string;
  scopes: string[];
  access: DraftAccess;
  /** A time, `null` for no end, `default` for what the instance sets (only for a new token). */
  expires: string | null | "default";
  /** A time from which the token is accepted; `null`: at once. */
  notBefore: string | null;
  /** IP addresses or networks (CIDR); none: from anywhere. */
  allowedAddresses: string[];
  requestsPerSecond: number | null;
}

/** What the instance allows, as far as the form must know. */
export type Policy = Schemas["PolicyOut"];

/** A form nobody has typed in. Its end is the instance's, if it sets one. */
export function emptyDraft(policy: Policy): TokenDraft {
  const limited = policy.tokenDefaultDays !== null || policy.tokenMaximumDays !== null;
  return {
    name: "",
    note: "",
    scopes: [],
    access: { mode: "specificModelIds", ids: [] },
    expires: limited ? "default" : null,
    notBefore: null,
    allowedAddresses: [],
    requestsPerSecond: null,
  };
}

/** A token's settings as the form holds them. */
export function draftOf(token: Schemas["TokenOut"]): TokenDraft {
  const all = token.access.mode === "all";
  return {
    name: token.name,
    note: token.note ?? "",
    scopes: [...token.scopes],
    access: { mode: all ? "all" : "specificModelIds", ids: all ? [] : [...(token.access.ids ?? [])] },
    expires: token.expires ?? null,
    notBefore: token.notBefore ?? null,
    allowedAddresses: [...(token.allowedAddresses ?? [])],
    requestsPerSecond: token.requestsPerSecond ?? null,
  };
}

/** The body of `POST /api/tokens`. Parts that say nothing are left out. */
export function draftToNewToken(draft: TokenDraft): Schemas["NewTokenIn"] {
  const body: Schemas["NewTokenIn"] = {
    name: draft.name.trim(),
    scopes: draft.scopes,
    access: accessBody(draft.access),
  };
  // Absent means the instance's default; `null` means no end.
  if (draft.expires !== "default") body.expires = draft.expires;
  if (draft.note.trim()) body.note = draft.note.trim();
  if (draft.notBefore) body.notBefore = draft.notBefore;
  if (draft.allowedAddresses.length) body.allowedAddresses = draft.allowedAddresses;
  if (draft.requestsPerSecond !== null) body.requestsPerSecond = draft.requestsPerSecond;
  return body;
}

/** The body of `PATCH /api/tokens/{tokenId}`: only what differs, so that it is `{}` if nothing does. */
export function draftToEdit(before: TokenDraft, draft: TokenDraft): Schemas["TokenEditIn"] {
  const body: Schemas["TokenEditIn"] = {};
  if (draft.name.trim() !== before.name) body.name = draft.name.trim();
  if (draft.note.trim() !== before.note.trim()) body.note = draft.note.trim() || null;
  if (!sameSet(draft.scopes, before.scopes)) body.scopes = draft.scopes;
  if (!sameAccess(draft.access, before.access)) body.access = accessBody(draft.access);
  if (draft.expires !== before.expires) body.expires = draft.expires;
  if (draft.notBefore !== before.notBefore) body.notBefore = draft.notBefore;
  if (!sameSet(draft.allowedAddresses, before.allowedAddresses)) {
    body.allowedAddresses = draft.allowedAddresses;
  }
  if (draft.requestsPerSecond !== before.requestsPerSecond) body.requestsPerSecond = draft.requestsPerSecond;
  return body;
}

/** True if saving would change nothing. */
export function sameDraft(one: TokenDraft, other: TokenDraft): boolean {
  return Object.keys(draftToEdit(one, other)).length === 0;
}

/** What a draft allows that was not allowed before. */
export interface Widening {
  /** Scopes that come in. */
  scopes: string[];
  /** Ids of bases and workspaces that come in. */
  access: string[];
  /** True if the access becomes "everything". */
  everything: boolean;
  /** Addresses and networks that come in. */
  addresses: string[];
  /** True if the list of addresses is lifted. */
  anywhere: boolean;
  /** True if any of these holds: the server will want the password again. */
  any: boolean;
}

/**
 * Compares a draft with what is stored. A base whose workspace was in the list already is no widening,
 * as long as `reach` tells where bases are now.
 */
export function widens(before: TokenDraft, draft: TokenDraft, reach?: BasesByWorkspace): Widening {
  const scopes = draft.scopes.filter((scope) => !before.scopes.includes(scope));
  const everything = draft.access.mode === "all" && before.access.mode !== "all";
  const covered = new Set(before.access.ids);
  for (const { workspace, bases } of reach?.workspaces ?? []) {
    if (covered.has(workspace.id)) for (const base of bases) covered.add(base.id);
  }
  const access =
    before.access.mode === "all" || draft.access.mode === "all"
      ? []
      : draft.access.ids.filter((id) => !covered.has(id));
  const was = before.allowedAddresses;
  const anywhere = was.length > 0 && draft.allowedAddresses.length === 0;
  const addresses =
    was.length === 0
      ? []
      : draft.allowedAddresses.filter((one) => !was.some((other) => containedIn(one, other)));
  const any = everything || anywhere || scopes.length + access.length + addresses.length > 0;
  return { scopes, access, everything, addresses, anywhere, any };
}

function accessBody(access: DraftAccess): Schemas["AccessDoc"] {
  return access.mode === "all" ? { mode: "all" } : { mode: "specificModelIds", ids: access.ids };
}

function sameAccess(one: DraftAccess, other: DraftAccess): boolean {
  return one.mode === other.mode && (one.mode === "all" || sameSet(one.ids, other.ids));
}

function sameSet(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}
