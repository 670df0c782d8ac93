import { expect, test } from "vitest";
import { emptyDraft, type TokenDraft } from "./draft.ts";
import { listWords, momentWords, summaryOf } from "./summary.ts";
import { id, NOW, policy, REACH } from "./testing.ts";

const say = (change: Partial<TokenDraft>, rules = policy()) =>
  summaryOf(
    { ...emptyDraft(rules), ...change },
    { reach: REACH, policy: rules, now: NOW, zone: "Europe/Berlin" },
  ).join(" ");
const bases = (...ids: string[]) => ({ mode: "specificModelIds" as const, ids });

test("a draft is told in plain sentences", () => {
  expect(
    say({
      scopes: ["data.records:read", "data.records:write"],
      access: bases(id("app", 1), id("app", 2)),
      expires: "2027-03-03T11:00:00Z",
    }),
  ).toBe(
    "May read and change records of 2 bases: Shop, Stock. May not see their structure. Ends 3 March 2027 12:00 (Europe/Berlin).",
  );
});

test("one base, a workspace and everything are named in their own way", () => {
  const scopes = ["data.records:read", "schema.bases:read"];
  expect(say({ scopes, access: bases(id("app", 1)) })).toBe(
    "May read records of base Shop. May see its structure. Has no end.",
  );
  expect(say({ scopes, access: bases(id("wsp", 1)) })).toContain(
    "every base in workspace Ops, now and later",
  );
  expect(say({ scopes, access: { mode: "all", ids: [] } })).toContain(
    "everything you can reach, now and later",
  );
  expect(say({ scopes })).toContain("records of no base yet");
});

test("writing alone says that it can not read", () => {
  expect(say({ scopes: ["data.records:write"], access: bases(id("app", 1)) })).toContain(
    "May change, but not read, records of base Shop.",
  );
});

test("without scopes a token only tells whose it is", () => {
  expect(say({})).toBe("May only ask whose it is. Has no end.");
});

test("the other scopes are told together", () => {
  expect(say({ scopes: ["user.email:read", "tokens:manage"] })).toContain(
    "May see your e-mail address and create, change and revoke your tokens that reach no further.",
  );
  expect(say({ scopes: ["schema.bases:write"], access: bases(id("app", 1)) })).toContain(
    "May change, but not see, the structure of base Shop.",
  );
});

test("limits are told, and the end that the instance sets", () => {
  const limited = say({
    allowedAddresses: ["10.0.0.0/8"],
    requestsPerSecond: 5,
    notBefore: "2026-08-01T00:00:00Z",
  });
  expect(limited).toContain("Begins 1 August 2026 02:00 (Europe/Berlin).");
  expect(limited).toContain("Is accepted only from 10.0.0.0/8.");
  expect(limited).toContain("Makes at most 5 requests per second.");
  expect(say({}, policy({ tokenDefaultDays: 31 }))).toContain("Ends 1 August 2026 14:00 (Europe/Berlin).");
});

test("lists are short", () => {
  expect(listWords([])).toBe("");
  expect(listWords(["a", "b", "c"])).toBe("a, b and c");
  expect(listWords(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});

test("a moment that is none is said so", () => {
  expect(momentWords("")).toBe("a day that is not chosen yet");
});
