import type { Schemas } from "../../api/client.ts";
import { roleWords } from "../../home/roles.ts";
import { type Fields, fields, join, text } from "./values.ts";

type Entry = Schemas["AuditEntryOut"];

/** Names by id; null for what nobody here knows. */
export interface Names {
  person: (id: string) => string | null;
  place: (id: string) => string | null;
  token: (id: string) => string | null;
}

/** Every action that the server writes down, as the filter shows it. */
export const ACTIONS: Record<string, string> = {
  "signIn.done": "Sign-in",
  "signIn.refused": "Refused sign-in",
  "session.confirmed": "Password confirmed",
  "session.ended": "Session signed out",
  "signInLink.created": "Sign-in link made",
  "account.updated": "Own account changed",
  "user.created": "Person added",
  "user.updated": "Person changed",
  "token.created": "Token created",
  "token.edited": "Token changed",
  "token.paused": "Token paused",
  "token.resumed": "Token resumed",
  "token.regenerated": "Token regenerated",
  "token.oldSecretEnded": "Old secret of a token ended",
  "token.revoked": "Token revoked",
  "workspace.created": "Workspace created",
  "workspace.updated": "Workspace renamed",
  "base.created": "Base created",
  "base.updated": "Base renamed or moved",
  "collaborator.added": "Collaborator added",
  "collaborator.updated": "Role of a collaborator changed",
  "collaborator.removed": "Collaborator removed",
  "invite.created": "Invitation made",
  "invite.used": "Invitation used",
  "invite.revoked": "Invitation revoked",
  "settings.updated": "Token policy changed",
};

/** What was done, as a sentence without its subject: who did it stands beside. */
export function what(entry: Entry, names: Names): string {
  const detail = fields(entry.detail);
  const [area] = entry.action.split(".");
  const said =
    area === "token"
      ? aboutToken(entry, detail, names)
      : area === "user" || area === "account"
        ? aboutPerson(entry, detail, names)
        : area === "collaborator" || area === "invite"
          ? aboutSharing(entry, detail, names)
          : aboutElse(entry, detail, names);
  return `${said ?? ACTIONS[entry.action] ?? entry.action}.`;
}

/** Who did it. */
export function who(entry: Entry, names: Names): string {
  if (entry.userId) return entry.userName ?? names.person(entry.userId) ?? entry.userId;
  return entry.action === "signIn.refused" ? "Somebody not signed in" : "The server's command line";
}

/** Names of tokens as the entries themselves tell them: who was deleted is in no list any more. */
export function tokenNamesIn(entries: readonly Entry[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { subject, action, detail } of entries) {
    const name = action.startsWith("token.") ? tokenName(fields(detail)) : null;
    // The newest entry comes first and has the newest name.
    if (subject && name && !names.has(subject)) names.set(subject, name);
  }
  return names;
}

function tokenName(detail: Fields): string | null {
  return text(fields(detail.after).name) ?? text(detail.name) ?? text(fields(detail.before).name);
}

function aboutToken({ action, subject }: Entry, detail: Fields, names: Names): string | null {
  const name = tokenName(detail) ?? (subject && names.token(subject));
  const token = name ? `the token “${name}”` : `the token ${subject ?? ""}`.trim();
  switch (action) {
    case "token.created":
      return `Created ${token}`;
    case "token.edited": {
      const before = text(fields(detail.before).name);
      return before && before !== name ? `Changed ${token}, called “${before}” before` : `Changed ${token}`;
    }
    case "token.paused":
      return `Paused ${token}`;
    case "token.resumed":
      return `Resumed ${token}`;
    case "token.regenerated":
      return `Gave ${token} a new secret`;
    case "token.oldSecretEnded":
      return `Ended the old secret of ${token}`;
    case "token.revoked": {
      const reason = text(detail.reason);
      return reason ? `Revoked ${token}: ${reason.replace(/[.\s]+$/, "")}` : `Revoked ${token}`;
    }
    default:
      return null;
  }
}

function aboutPerson({ action, subject, userId }: Entry, detail: Fields, names: Names): string | null {
  const [before, after] = [fields(detail.before), fields(detail.after)];
  const changed = (field: string) => field in after && before[field] !== after[field];
  const person = (subject && names.person(subject)) ?? text(after.name) ?? subject ?? "a person";
  const password = detail.passwordChanged === true;
  if (action === "user.created") {
    const owner = detail.instanceOwner === true ? " as an owner of this instance" : "";
    return userId && userId === subject
      ? `Made an account by an invitation${owner}`
      : `Added ${person}${owner}`;
  }
  if (action === "account.updated") {
    const parts = [changed("name") && "name", changed("email") && "e-mail", password && "password"];
    const said = parts.filter((part) => part !== false);
    return said.length > 0 ? `Changed their own ${join(said)}` : "Saved their own account as it was";
  }
  if (action !== "user.updated") return null;
  const done: string[] = [];
  if (changed("active")) done.push(after.active === true ? `reactivated ${person}` : `deactivated ${person}`);
  if (changed("instanceOwner")) {
    done.push(
      after.instanceOwner === true
        ? `made ${person} an owner of this instance`
        : `took ownership of this instance from ${person}`,
    );
  }
  if (changed("name"))
    done.push(`set the name of ${text(before.name) ?? person} to ${text(after.name) ?? ""}`);
  if (password) done.push(`set a new password for ${person}`);
  return capital(done.length > 0 ? join(done) : `saved ${person} as they were`);
}

function aboutSharing({ action, subject }: Entry, detail: Fields, names: Names): string | null {
  const place = placeOf(subject, names);
  const id = text(detail.user);
  const person = (id && names.person(id)) ?? id ?? "somebody";
  const role = (value: unknown) => roleWords(text(value));
  const only = text(detail.email);
  switch (action) {
    case "collaborator.added":
      return `Added ${person} to ${place} as ${role(detail.after)}`;
    case "collaborator.updated":
      return `Changed the role of ${person} on ${place} from ${role(detail.before)} to ${role(detail.after)}`;
    case "collaborator.removed":
      return `Removed ${person}, ${role(detail.role)}, from ${place}`;
    case "invite.created":
      return `Invited ${only ?? "whoever has the link"} to ${place} as ${role(detail.role)}`;
    case "invite.used":
      return `Joined ${place} as ${role(detail.role)} by an invitation`;
    case "invite.revoked":
      return `Revoked the invitation of ${only ?? "whoever has the link"} to ${place}`;
    default:
      return null;
  }
}

function aboutElse({ action, subject }: Entry, detail: Fields, names: Names): string | null {
  switch (action) {
    case "signIn.done":
      return `Signed in ${waysIn(detail.by)}`;
    case "signIn.refused": {
      const count = typeof detail.count === "number" ? detail.count : 1;
      const whose = subject ? ` as ${names.person(subject) ?? subject}` : ", for an e-mail that nobody has";
      return count === 1 ? `Was refused to sign in${whose}` : `Was refused to sign in ${count} times${whose}`;
    }
    case "session.confirmed":
      return "Confirmed with the password that it is them";
    case "session.ended":
      return "Signed a session out";
    case "signInLink.created":
      return `Made a sign-in link for ${(subject && names.person(subject)) ?? subject ?? "somebody"}`;
    case "workspace.created":
      return `Created ${named("workspace", detail.name, subject)}`;
    case "workspace.updated":
      return `Renamed ${named("workspace", detail.before, subject)} to “${text(detail.after) ?? ""}”`;
    case "base.created":
      return `Created ${named("base", detail.name, subject)} in ${placeOf(text(detail.workspace), names)}`;
    case "base.updated":
      return aboutBase(subject, fields(detail.before), fields(detail.after), names);
    case "settings.updated":
      return "Changed the token policy";
    default:
      return null;
  }
}

function aboutBase(subject: string | null | undefined, before: Fields, after: Fields, names: Names): string {
  const done: string[] = [];
  const base = named("base", before.name, subject);
  if (before.name !== after.name) done.push(`renamed ${base} to “${text(after.name) ?? ""}”`);
  if (before.workspace !== after.workspace) {
    done.push(`moved ${done.length > 0 ? "it" : base} to ${placeOf(text(after.workspace), names)}`);
  }
  return capital(done.length > 0 ? join(done) : `saved ${base} as it was`);
}

function waysIn(by: unknown): string {
  switch (by) {
    case "password":
      return "by password";
    case "link":
      return "by a sign-in link";
    case "invite":
      return "by an invitation";
    default:
      return text(by) ? `by ${by}` : "";
  }
}

function named(kind: string, name: unknown, id: string | null | undefined): string {
  const said = text(name);
  return said ? `the ${kind} “${said}”` : `the ${kind} ${id ?? ""}`.trim();
}

/** "the base “Shop”"; with the id where nobody knows the name. */
function placeOf(id: string | null | undefined, names: Names): string {
  if (!id) return "a place that is not named";
  return named(id.startsWith("wsp") ? "workspace" : "base", names.place(id), id);
}

function capital(said: string): string {
  return said.charAt(0).toUpperCase() + said.slice(1);
}
