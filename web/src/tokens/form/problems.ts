import type { BasesByWorkspace } from "../../api/queries.ts";
import { isAddress } from "./addresses.ts";
import { type Policy, sameDraft, type TokenDraft } from "./draft.ts";
import { lost } from "./reach.ts";
import { needsBase } from "./scopes.ts";

/** The four parts of the form. */
export type Part = "name" | "scopes" | "access" | "life";

/** A field of the form; `fieldId` is where its element is. */
export type Field =
  | "name"
  | "note"
  | "scopes"
  | "access"
  | "expires"
  | "notBefore"
  | "allowedAddresses"
  | "requestsPerSecond";

/** Something that is missing or wrong, and how to mend it. */
export interface Problem {
  part: Part;
  field: Field;
  text: string;
}

/** What else is known when a draft is judged. */
export interface Circumstances {
  /** The settings that are stored, if a token is being changed: what was there already is no problem. */
  before?: TokenDraft;
  /** What the person reaches; without it, lost bases are not noticed. */
  reach?: BasesByWorkspace;
  now?: Date;
}

/** Most characters of a name and of a note; the server counts the same. */
export const NAME_CHARS = 200;
export const NOTE_CHARS = 1000;
/** Most entries in the list of allowed addresses. */
export const MOST_ADDRESSES = 50;
/** Most requests per second that a limit may name. */
export const MOST_REQUESTS = 1000;

const DAY = 86_400_000;

/** What is missing or wrong, in the order of the form. None: the draft can be sent. */
export function problemsOf(draft: TokenDraft, policy: Policy, known: Circumstances = {}): Problem[] {
  const { before } = known;
  if (before && sameDraft(before, draft)) return [];
  return [
    ...nameProblems(draft),
    ...scopeProblems(draft, policy, before),
    ...accessProblems(draft, policy, known),
    ...lifeProblems(draft, policy, known),
  ];
}

/** The id of the element that holds a field. */
export function fieldId(field: Field): string {
  return `token-${field}`;
}

/** Puts the focus on a field, or on the first thing in it that takes one. */
export function focusField(field: Field): void {
  const place = document.getElementById(fieldId(field));
  const inside = place?.matches("input,textarea,button")
    ? place
    : place?.querySelector<HTMLElement>(
        "input[type=radio]:checked,input:not(:disabled),textarea,button:not(:disabled)",
      );
  inside?.focus();
  place?.scrollIntoView({ block: "center" });
}

/** What is wrong with a field, for the text beside it. */
export function problemAt(problems: Problem[], field: Field): string | null {
  return problems.find((problem) => problem.field === field)?.text ?? null;
}

function nameProblems({ name, note }: TokenDraft): Problem[] {
  const found: Problem[] = [];
  const length = [...name.trim()].length;
  if (length === 0) found.push({ part: "name", field: "name", text: "Give the token a name." });
  if (length > NAME_CHARS) {
    found.push({
      part: "name",
      field: "name",
      text: `Shorten the name to ${NAME_CHARS} characters; it has ${length}.`,
    });
  }
  const noted = [...note.trim()].length;
  if (noted > NOTE_CHARS) {
    found.push({
      part: "name",
      field: "note",
      text: `Shorten the note to ${NOTE_CHARS} characters; it has ${noted}.`,
    });
  }
  return found;
}

function scopeProblems({ scopes }: TokenDraft, policy: Policy, before?: TokenDraft): Problem[] {
  const problem = (text: string): Problem => ({ part: "scopes", field: "scopes", text });
  if (scopes.length === 0 && before?.scopes.length !== 0) {
    return [problem("Add at least one scope: without any, the token can only ask whose it is.")];
  }
  return scopes
    .filter((scope) => policy.forbiddenScopes.includes(scope) && !before?.scopes.includes(scope))
    .map((scope) => problem(`Remove ${scope}: the owners of this instance allow no token to have it.`));
}

function accessProblems(draft: TokenDraft, policy: Policy, { before, reach }: Circumstances): Problem[] {
  const { access } = draft;
  const problem = (text: string): Problem => ({ part: "access", field: "access", text });
  const was = before?.access;
  if (access.mode === "all") {
    return policy.allowEverything || was?.mode === "all"
      ? []
      : [
          problem(
            "Choose bases or workspaces: the owners of this instance allow no token to reach everything.",
          ),
        ];
  }
  const changed = !was || was.mode !== access.mode || access.ids.join() !== was.ids.join();
  if (access.ids.length === 0) {
    // Somebody without any base may go on: calls about themselves need none.
    const hasNone = reach && reach.workspaces.length === 0 && reach.shared.length === 0;
    const without = was?.mode === "specificModelIds" && was.ids.length === 0;
    return hasNone || without || !needsBase(draft.scopes)
      ? []
      : [problem("Choose at least one base or workspace.")];
  }
  // The server takes no list with something that the owner does not reach.
  return changed && reach
    ? lost(access.ids, reach).map((id) => problem(`Remove ${id}: it is not shared with you.`))
    : [];
}

function lifeProblems(
  draft: TokenDraft,
  policy: Policy,
  { before, now = new Date() }: Circumstances,
): Problem[] {
  const found: Problem[] = [];
  const add = (field: Field, text: string) => found.push({ part: "life", field, text });
  const { expires, notBefore, allowedAddresses, requestsPerSecond } = draft;
  const end = expires !== null && expires !== "default" ? new Date(expires).getTime() : null;
  if (expires !== before?.expires) {
    const most = policy.tokenMaximumDays;
    if (end !== null && Number.isNaN(end)) add("expires", "Choose the day on which the token ends.");
    else if (end !== null && end <= now.getTime()) add("expires", "Choose an end that is still to come.");
    else if (
      most !== null &&
      (expires === null || (end !== null && end > now.getTime() + most * DAY + 60_000))
    ) {
      add("expires", `Choose an end within ${most} days: the owners of this instance allow no more.`);
    }
  }
  if (notBefore !== null && notBefore !== before?.notBefore) {
    const start = new Date(notBefore).getTime();
    if (Number.isNaN(start)) add("notBefore", "Choose the day and time from which the token is accepted.");
    else if (end !== null && start >= end) add("notBefore", "Choose a start that comes before the end.");
  }
  const wrong = allowedAddresses.filter((address) => !isAddress(address));
  if (wrong.length > 0) {
    add(
      "allowedAddresses",
      `Not an IP address or network: ${wrong.slice(0, 3).join(", ")}. Write 203.0.113.7 or 10.0.0.0/8.`,
    );
  } else if (allowedAddresses.length > MOST_ADDRESSES) {
    add(
      "allowedAddresses",
      `Shorten the list to ${MOST_ADDRESSES} addresses; it has ${allowedAddresses.length}.`,
    );
  }
  if (
    requestsPerSecond !== null &&
    !(Number.isInteger(requestsPerSecond) && requestsPerSecond >= 1 && requestsPerSecond <= MOST_REQUESTS)
  ) {
    add("requestsPerSecond", `Write a whole number from 1 to ${MOST_REQUESTS}, or leave it empty.`);
  }
  return found;
}
