import { expect, test } from "vitest";
import { days, id, NOW, REACH, token } from "./form/testing.ts";
import { accessWords, isEnded, lastFour, shownStates, statesOf } from "./words.ts";

const states = (change: Parameters<typeof token>[0]) => statesOf(token(change), NOW);
const ids = (...list: string[]) => ({ mode: "specificModelIds", ids: list });

test("a token's state, and what else is worth knowing", () => {
  expect(states({})).toEqual(["active"]);
  expect(states({ expires: days(7) })).toEqual(["active", "expiresSoon"]);
  expect(states({ expires: days(8), lastUsed: null })).toEqual(["active", "neverUsed"]);
  expect(states({ lastUsed: { time: days(-90) } })).toEqual(["active", "unused90"]);
  expect(states({ state: "paused", expires: days(1) })).toEqual(["paused", "expiresSoon"]);
  expect(states({ notBefore: days(1), lastUsed: null })).toEqual(["notYetValid", "neverUsed"]);
  expect(states({ state: "ownerDeactivated" })).toEqual(["ownerDeactivated"]);
});

test("an ended token needs no other words", () => {
  expect(states({ state: "revoked", lastUsed: null })).toEqual(["revoked"]);
  // The end came while the page stood open.
  expect(states({ expires: days(-0.001) })).toEqual(["expired"]);
  expect(isEnded(token({ state: "expired" }), NOW)).toBe(true);
  expect(isEnded(token({ state: "paused" }), NOW)).toBe(false);
});

test("that a token is active goes without saying if more is known", () => {
  expect(shownStates(token({ lastUsed: null }), NOW)).toEqual(["neverUsed"]);
  expect(shownStates(token({ state: "paused", lastUsed: null }), NOW)).toEqual(["paused", "neverUsed"]);
});

test("the last four characters are those of the newest secret that is accepted", () => {
  const old = { createdTime: days(-9), ends: "never", live: true, hint: "0001" };
  const fresh = { createdTime: days(-1), ends: "never", live: true, hint: "0002" };
  expect(lastFour(token({ secrets: [old, fresh] }))).toBe("0002");
  expect(lastFour(token({ secrets: [old, { ...fresh, live: false }] }))).toBe("0001");
  expect(lastFour(token({ secrets: [{ ...old, hint: null }] }))).toBeNull();
});

test("access in a few words", () => {
  expect(accessWords({ mode: "all" }, REACH)).toBe("Everything");
  expect(accessWords(ids(), REACH)).toBe("Nothing");
  expect(accessWords(ids(id("app", 1)), REACH)).toBe("Base Shop");
  expect(accessWords(ids(id("app", 1), id("app", 2), id("app", 3)), REACH)).toBe("3 bases");
  expect(accessWords(ids(id("wsp", 1)), REACH)).toBe("Workspace Ops and future bases");
  expect(accessWords(ids(id("wsp", 1), id("app", 3)), REACH)).toBe(
    "Workspace Ops and future bases, base Fair",
  );
  expect(accessWords(ids(id("wsp", 1), id("wsp", 2)), REACH)).toBe("2 workspaces and future bases");
});

test("what is lost is said; what is not known yet is counted", () => {
  expect(accessWords(ids(id("app", 9)), REACH)).toBe("Base that is no longer shared with you");
  expect(accessWords(ids(id("wsp", 9)), REACH)).toBe("Workspace that is no longer shared with you");
  expect(accessWords(ids(id("app", 1)), undefined)).toBe("1 base");
});
