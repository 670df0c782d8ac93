import { isRole, roleWords } from "../../home/roles.ts";
import { fields, isFields, text } from "./values.ts";
import type { Names } from "./words.ts";

/** One thing that an entry tells; with `before` if it was another one. */
export interface Detail {
  label: string;
  before?: string;
  value: string;
}

const LABELS: Record<string, string> = {
  name: "Name",
  note: "Note",
  email: "E-mail",
  active: "Active",
  instanceOwner: "Owner of the instance",
  passwordChanged: "New password",
  scopes: "Scopes",
  access: "Access",
  expires: "Ends",
  notBefore: "Accepted from",
  allowedAddresses: "Allowed addresses",
  requestsPerSecond: "Requests per second",
  paused: "Paused",
  reason: "Reason",
  oldSecretEnds: "Old secret ends",
  secretsDropped: "Unused secrets dropped",
  workspace: "Workspace",
  user: "Person",
  role: "Role",
  invite: "Invitation",
  by: "By",
  count: "Times",
  tokenDefaultDays: "Life if none is chosen, in days",
  tokenMaximumDays: "Longest life, in days",
  forbiddenScopes: "Forbidden scopes",
  allowEverything: "Access to everything allowed",
  tokenCreators: "Who may create tokens",
};

/** What was before and after, or what an entry tells beside, as rows of words. */
export function details(detail: unknown, names: Names): Detail[] {
  const { before, after, ...rest } = fields(detail);
  const rows: Detail[] = [];
  if (isFields(before) && isFields(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const [was, is] = [words(key, before[key], names), words(key, after[key], names)];
      if (was !== is) rows.push({ label: label(key), before: was, value: is });
    }
  } else if (before !== undefined || after !== undefined) {
    // Roles and names stand there by themselves.
    rows.push({
      label: isRole(text(before)) || isRole(text(after)) ? "Role" : "Name",
      before: words("role", before ?? null, names),
      value: words("role", after ?? null, names),
    });
  }
  for (const [key, value] of Object.entries(rest)) {
    if (value === null || value === false || (Array.isArray(value) && value.length === 0)) continue;
    rows.push({ label: label(key), value: words(key, value, names) });
  }
  return rows;
}

function label(key: string): string {
  const known = LABELS[key];
  if (known) return known;
  const split = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return split.charAt(0).toUpperCase() + split.slice(1);
}

/** A value in words. What nobody here knows is shown as it came. */
function words(key: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === "") return "None";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value)) {
    return value.length === 0 ? "None" : value.map((one) => words("", one, names)).join(", ");
  }
  if (isFields(value)) return group(key, value, names);
  if (key === "role") return roleWords(String(value));
  const said = String(value);
  if (/^(expires|notBefore|oldSecretEnds)$/.test(key)) return moment(said);
  if (/^usr\w{14}$/.test(said)) return names.person(said) ?? said;
  if (/^(app|wsp)\w{14}$/.test(said)) return names.place(said) ?? said;
  return said;
}

function group(key: string, value: Record<string, unknown>, names: Names): string {
  if (key === "access") {
    return value.mode === "all" ? "Everything, now and later" : words("ids", value.ids, names);
  }
  if (key === "tokenCreators") {
    const people = Array.isArray(value.userIds) ? value.userIds : [];
    if (value.mode === "chosen") return `Chosen people: ${words("userIds", people, names)}`;
    return value.mode === "instanceOwners" ? "Owners of the instance" : "Everyone";
  }
  if (typeof value.at === "number") return moment(new Date(value.at).toISOString());
  return JSON.stringify(value);
}

/** A time in the reader's zone; other texts, such as `atFirstUseOfNext`, in words. */
function moment(said: string): string {
  if (said === "atFirstUseOfNext") return "When the new one is first used";
  if (said === "never") return "With the token";
  const at = new Date(said);
  return text(said) && !Number.isNaN(at.getTime())
    ? at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })
    : said;
}
