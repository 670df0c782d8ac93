import type { Schemas } from "../../api/client.ts";
import { momentWords } from "../form/summary.ts";
import {
  type Change,
  changesBetween,
  type NameOf,
  SETTINGS,
  type Settings,
  settingLabel,
  words,
} from "./changes.ts";

type Entry = Schemas["AuditEntryOut"];

/** What is known when entries are told. */
export interface Known {
  /** The reader's own id: they are "You". */
  me: string;
  nameOf: NameOf;
  /** The name of a token by its id, for what a token did. */
  tokenName: (id: string) => string | null;
}

/** An entry of the log in words. */
export interface Told {
  /** What happened. */
  title: string;
  /** "You", a name, or what else is known. */
  who: string;
  /** Settings before and after. */
  changes: Change[];
  /** What else the entry says. */
  notes: string[];
}

/** Tells an entry whose subject is a token. What nobody knows is shown by its own name. */
export function told(entry: Entry, known: Known): Told {
  const detail = isObject(entry.detail) ? entry.detail : {};
  const before = settingsIn(detail.before);
  const after = settingsIn(detail.after);
  const changes = changesBetween(before, after, known.nameOf).filter(
    // Pausing is the title of its own entry already.
    ({ setting }) => setting !== "paused" || entry.action === "token.edited",
  );
  return {
    title: title(entry.action),
    who: who(entry, known),
    changes,
    notes: notes(entry.action, detail, known.nameOf),
  };
}

/** Who did it. */
export function who(entry: Entry, { me, tokenName }: Known): string {
  const person = entry.userId === me ? "You" : (entry.userName ?? entry.userId ?? null);
  if (entry.tokenId) {
    const token = tokenName(entry.tokenId);
    const by = `the token ${token ? `“${token}”` : entry.tokenId}`;
    return person ? `${person}, through ${by}` : by;
  }
  return person ?? "The server's command line";
}

const TITLES: Record<string, string> = {
  "token.created": "Created",
  "token.duplicated": "Created as a copy",
  "token.edited": "Changed",
  "token.paused": "Paused",
  "token.resumed": "Resumed",
  "token.revoked": "Deleted: refused for good",
  "token.regenerated": "Regenerated: a new secret",
  "token.oldSecretEnded": "Old secret ended",
};

function title(action: string): string {
  return TITLES[action] ?? action;
}

function notes(action: string, detail: Record<string, unknown>, nameOf: NameOf): string[] {
  const said: string[] = [];
  if (action === "token.created" || action === "token.duplicated") {
    const settings = settingsIn("after" in detail ? detail.after : detail);
    for (const setting of SETTINGS) {
      const value = settings[setting];
      if (setting === "paused" || value === undefined || value === null || value === "") continue;
      if (Array.isArray(value) && value.length === 0 && setting !== "scopes") continue;
      said.push(`${settingLabel(setting)}: ${words(setting, settings, nameOf)}`);
    }
  }
  if (action === "token.regenerated" && "oldSecretEnds" in detail) {
    said.push(endsWords(detail.oldSecretEnds));
    if (typeof detail.secretsDropped === "number" && detail.secretsDropped > 0) {
      said.push("A secret that was made before and never used is gone.");
    }
  }
  if (typeof detail.reason === "string" && detail.reason.trim()) said.push(`Reason: ${detail.reason}`);
  return said;
}

/** When the old secret was to end: `atFirstUse`, a time, or the log's `{"at": milliseconds}`. */
export function endsWords(ends: unknown): string {
  if (ends === "atFirstUse" || ends === "atFirstUseOfNext") {
    return "The old secret was to end when the new one is first used.";
  }
  const at = isObject(ends) ? ends.at : ends;
  if (typeof at === "number" || (typeof at === "string" && !Number.isNaN(Date.parse(at)))) {
    return `The old secret was to end ${momentWords(new Date(at).toISOString())}.`;
  }
  return "The old secret stayed as it was.";
}

/** Only what has the right shape; a damaged or newer entry is told as far as it can be. */
function settingsIn(value: unknown): Settings {
  if (!isObject(value)) return {};
  const settings: Settings = {};
  if (typeof value.name === "string") settings.name = value.name;
  if (isTexts(value.scopes)) settings.scopes = value.scopes;
  if (isTexts(value.allowedAddresses)) settings.allowedAddresses = value.allowedAddresses;
  if (isObject(value.access) && typeof value.access.mode === "string") {
    settings.access = {
      mode: value.access.mode,
      ids: isTexts(value.access.ids) ? value.access.ids : [],
    };
  }
  for (const key of ["note", "expires", "notBefore"] as const) {
    const text = value[key];
    if (text === null || typeof text === "string") settings[key] = text;
  }
  const rate = value.requestsPerSecond;
  if (rate === null || typeof rate === "number") settings.requestsPerSecond = rate;
  if (typeof value.paused === "boolean") settings.paused = value.paused;
  return settings;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
