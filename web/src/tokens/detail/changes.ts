import { momentWords } from "../form/summary.ts";

/** A token's settings as the log, the form and the API write them; parts may be absent. */
export interface Settings {
  name?: string;
  note?: string | null;
  scopes?: string[];
  access?: { mode: string; ids?: string[] | null };
  expires?: string | null;
  notBefore?: string | null;
  allowedAddresses?: string[];
  requestsPerSecond?: number | null;
  paused?: boolean;
}

/** The settings that people change, in the order of the form. */
export type Setting = keyof Settings;

/** One setting before and after, in words; for lists what came and what went. */
export interface Change {
  setting: Setting;
  label: string;
  before: string;
  after: string;
  added: string[];
  removed: string[];
}

/** The name of a base or workspace by its id; the id itself if nobody knows. */
export type NameOf = (id: string) => string;

const LABELS: Record<Setting, string> = {
  name: "Name",
  note: "Note",
  scopes: "Scopes",
  access: "Access",
  expires: "End",
  notBefore: "Start",
  allowedAddresses: "Allowed addresses",
  requestsPerSecond: "Requests per second",
  paused: "Paused",
};

/** Every setting, in the order of the form. */
export const SETTINGS = Object.keys(LABELS) as Setting[];

/** What differs between two versions. A setting that one of them does not tell is left out. */
export function changesBetween(before: Settings, after: Settings, nameOf: NameOf): Change[] {
  return SETTINGS.flatMap((setting) => {
    if (!(setting in before) || !(setting in after)) return [];
    const [was, is] = [items(setting, before, nameOf), items(setting, after, nameOf)];
    const change: Change = {
      setting,
      label: LABELS[setting],
      before: words(setting, before, nameOf),
      after: words(setting, after, nameOf),
      added: is.filter((item) => !was.includes(item)),
      removed: was.filter((item) => !is.includes(item)),
    };
    const same = change.before === change.after && change.added.length + change.removed.length === 0;
    return same ? [] : [change];
  });
}

/** What a setting is, by its name in the form. */
export function settingLabel(setting: Setting): string {
  return LABELS[setting];
}

/** A setting in words. */
export function words(setting: Setting, settings: Settings, nameOf: NameOf): string {
  switch (setting) {
    case "name":
      return settings.name ?? "";
    case "note":
      return settings.note?.trim() || "None";
    case "expires":
      return settings.expires ? momentWords(settings.expires) : "Never";
    case "notBefore":
      return settings.notBefore ? momentWords(settings.notBefore) : "At once";
    case "requestsPerSecond":
      return settings.requestsPerSecond ? String(settings.requestsPerSecond) : "No limit of its own";
    case "paused":
      return settings.paused ? "Yes" : "No";
    case "access":
      if (settings.access?.mode === "all") return "Everything, now and later";
      return items(setting, settings, nameOf).join(", ") || "No base";
    case "allowedAddresses":
      return items(setting, settings, nameOf).join(", ") || "Anywhere";
    case "scopes":
      return items(setting, settings, nameOf).join(", ") || "None";
  }
}

/** The parts of a setting that is a list; none for the others. */
function items(setting: Setting, settings: Settings, nameOf: NameOf): string[] {
  if (setting === "scopes") return [...(settings.scopes ?? [])].sort();
  if (setting === "allowedAddresses") return [...(settings.allowedAddresses ?? [])].sort();
  if (setting !== "access") return [];
  if (settings.access?.mode === "all") return ["Everything, now and later"];
  return [...(settings.access?.ids ?? [])].sort().map((id) => placeWords(id, nameOf));
}

/** "base Shop", "workspace Ops and its future bases". */
export function placeWords(id: string, nameOf: NameOf): string {
  return id.startsWith("wsp") ? `workspace ${nameOf(id)} and its future bases` : `base ${nameOf(id)}`;
}
