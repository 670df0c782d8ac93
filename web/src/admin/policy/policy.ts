import type { Schemas } from "../../api/client.ts";
import { isEnded } from "../../tokens/words.ts";
import { daysProblem } from "../tokens/filters.ts";

type Settings = Schemas["SettingsOut"];
type Token = Schemas["InstanceTokenOut"];
type User = Schemas["UserOut"];

/** Who may create tokens. */
export type CreatorsMode = "everyone" | "instanceOwners" | "chosen";

/** The policy while it is edited. */
export interface PolicyDraft {
  /** Days that a token lives at most, as typed; null: no limit. */
  maximum: string | null;
  /** Days that a token lives if its maker names no end, as typed; null: none. */
  standard: string | null;
  forbidden: string[];
  allowEverything: boolean;
  mode: CreatorsMode;
  /** Who is meant by `chosen`. Kept while another mode is looked at. */
  userIds: string[];
}

/** The policy as the form begins with it. */
export function draftOf(settings: Settings): PolicyDraft {
  const { mode, userIds } = settings.tokenCreators;
  return {
    maximum: settings.tokenMaximumDays ? String(settings.tokenMaximumDays) : null,
    standard: settings.tokenDefaultDays ? String(settings.tokenDefaultDays) : null,
    forbidden: [...settings.forbiddenScopes],
    allowEverything: settings.allowEverything,
    mode: mode === "instanceOwners" || mode === "chosen" ? mode : "everyone",
    userIds: [...userIds],
  };
}

/** What is wrong with the two lengths. */
export interface PolicyProblems {
  maximum: string | null;
  standard: string | null;
}

/** What is wrong, before anything is sent. */
export function problemsOf({ maximum, standard }: PolicyDraft): PolicyProblems {
  const number = (text: string | null) =>
    text === null ? null : text.trim() === "" ? "Write a number of days." : daysProblem(text);
  const problems: PolicyProblems = { maximum: number(maximum), standard: number(standard) };
  const both = maximum !== null && standard !== null && !problems.maximum && !problems.standard;
  if (both && Number(standard) > Number(maximum)) {
    problems.standard = `This is longer than the longest life. Write at most ${Number(maximum)}.`;
  }
  return problems;
}

/** What to send so that `before` becomes the draft; empty if they are the same. */
export function changesOf(before: Settings, draft: PolicyDraft): Schemas["SettingsIn"] {
  const days = (text: string | null) => (text === null ? null : Number(text.trim()));
  const changes: Schemas["SettingsIn"] = {};
  if (days(draft.maximum) !== (before.tokenMaximumDays ?? null)) {
    changes.tokenMaximumDays = days(draft.maximum);
  }
  if (days(draft.standard) !== (before.tokenDefaultDays ?? null)) {
    changes.tokenDefaultDays = days(draft.standard);
  }
  if (!sameSet(draft.forbidden, before.forbiddenScopes))
    changes.forbiddenScopes = [...draft.forbidden].sort();
  if (draft.allowEverything !== before.allowEverything) changes.allowEverything = draft.allowEverything;
  const creators = before.tokenCreators;
  if (draft.mode !== creators.mode || !sameSet(draft.userIds, creators.userIds)) {
    changes.tokenCreators = { mode: draft.mode, userIds: draft.userIds };
  }
  return changes;
}

/** What takes changes back: the same parts as they were. */
export function undoOf(before: Settings, changes: Schemas["SettingsIn"]): Schemas["SettingsIn"] {
  return Object.fromEntries(
    Object.keys(changes).map((key) => [key, before[key as keyof Settings] ?? null]),
  ) as Schemas["SettingsIn"];
}

/** True if there is nothing to save. A number that can not be is a change too. */
export function isSame(before: Settings, draft: PolicyDraft): boolean {
  return Object.keys(changesOf(before, draft)).length === 0;
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}

/** How many living tokens have what the policy would not give any more. */
export interface Breaking {
  /** Living longer than the longest life. */
  life: number;
  /** Of these, those that are older than it already. */
  old: number;
  /** By scope, for forbidden ones. */
  scopes: Map<string, number>;
  everything: number;
  /** Of people who may not create tokens. */
  creators: number;
}

const DAY = 86_400_000;

/** Counts what would break the draft among the tokens, of which those that ended do not count. */
export function breaking(
  draft: PolicyDraft,
  tokens: readonly Token[],
  users: readonly User[],
  now = new Date(),
): Breaking {
  const living = tokens.filter((token) => !isEnded(token, now));
  const most = draft.maximum !== null && problemsOf(draft).maximum === null ? Number(draft.maximum) : null;
  const made = (token: Token) => new Date(token.createdTime).getTime();
  // A minute's grace, as the server gives.
  const longer = (token: Token) =>
    most !== null &&
    (!token.expires || new Date(token.expires).getTime() - made(token) > most * DAY + 60_000);
  const owners = new Set(users.filter((user) => user.instanceOwner).map((user) => user.id));
  const mayCreate = (userId: string) =>
    draft.mode === "everyone" ||
    (draft.mode === "instanceOwners" ? owners.has(userId) : draft.userIds.includes(userId));
  const count = (holds: (token: Token) => boolean) => living.filter(holds).length;
  return {
    life: count(longer),
    old: count((token) => longer(token) && now.getTime() - made(token) >= (most ?? 0) * DAY),
    scopes: new Map(draft.forbidden.map((scope) => [scope, count((token) => token.scopes.includes(scope))])),
    everything: draft.allowEverything ? 0 : count((token) => token.access.mode === "all"),
    creators: count((token) => !mayCreate(token.owner.id)),
  };
}
