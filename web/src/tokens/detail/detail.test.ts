import { describe, expect, test } from "vitest";
import type { Schemas } from "../../api/client.ts";
import { OPERATIONS } from "../../api/operations.ts";
import { callPath, callWords, statusWords, tookWords } from "./calls.ts";
import { firstRefused, isFresh, sinceWords } from "./ended.ts";
import { dayMarks, graphWords, HOURS, lastWeek, scaleTop } from "./hours.ts";
import { newKey } from "./newKey.ts";
import { oldSecretEnds } from "./regenerate.ts";
import { liveSecrets, secretWords, usedLately, usedSince } from "./secrets.ts";

const now = new Date("2026-06-08T12:34:00Z");

describe("the graph", () => {
  const hour = (time: string, calls: number, refused = 0) => ({ time, calls, refused });
  test("has every hour of seven days, the last being the one that runs", () => {
    const week = lastWeek([hour("2026-06-08T12:00:00Z", 7, 2), hour("2026-05-01T00:00:00Z", 99)], now);
    expect(week).toHaveLength(HOURS);
    expect(week.at(-1)).toEqual({ time: new Date("2026-06-08T12:00:00Z"), calls: 7, refused: 2 });
    expect(week[0]?.time).toEqual(new Date("2026-06-01T13:00:00Z"));
    expect(week.reduce((sum, one) => sum + one.calls, 0)).toBe(7);
  });
  test("is told in words", () => {
    expect(graphWords(lastWeek([], now))).toBe("No calls in the last 7 days.");
    const words = graphWords(
      lastWeek([hour("2026-06-08T12:00:00Z", 7, 2), hour("2026-06-07T12:00:00Z", 1)], now),
    );
    expect(words).toMatch(/^8 calls in the last 7 days, 2 of them refused\. The most in one hour: 7, /);
  });
  test("has a round top that the highest bar fits under", () => {
    const top = (calls: number) => scaleTop(lastWeek([hour("2026-06-08T12:00:00Z", calls)], now));
    expect([0, 1, 3, 10, 11, 51, 999].map(top)).toEqual([1, 1, 5, 10, 20, 100, 1000]);
  });
  test("marks where days begin", () => expect(dayMarks(lastWeek([], now))).toHaveLength(7));
});

describe("calls in words", () => {
  test("have a name and a path", () => {
    expect(callWords("listRecords")).toBe("List records");
    expect(callWords(null)).toBe("Unknown call");
    expect(callPath("listRecords")).toBe("GET /v0/{baseId}/{tableIdOrName}");
    expect(callPath("authenticate")).toBe("");
    for (const { operation } of OPERATIONS) expect(callWords(operation)).toMatch(/^[A-Z]/);
  });
  test("have an answer and a length", () => {
    expect([200, 304, 401, 403, 404, 422, 429, 500, 503].map(statusWords)).not.toContain("");
    expect([120, 12_300, 1_250_000].map(tookWords)).toEqual(["< 1 ms", "12 ms", "1.3 s"]);
  });
});

describe("after the end", () => {
  const refusal = (time: string, reason = "state") => ({ time, reason }) as Schemas["RefusalOut"];
  const since = "2026-06-08T12:00:03.000Z";
  test("the first call that felt it is found", () => {
    const list = [
      refusal("2026-06-08T12:10:00Z"),
      refusal("2026-06-08T12:05:00Z"),
      refusal("2026-06-08T12:01:00Z", "scope"),
      refusal("2026-06-08T11:00:00Z"),
    ];
    expect(firstRefused(list, since)?.time).toBe("2026-06-08T12:05:00Z");
    expect(firstRefused([], since)).toBeNull();
  });
  test("the page looks for a while", () => {
    expect(isFresh(since, Date.parse("2026-06-08T12:05:00Z"))).toBe(true);
    expect(isFresh(since, Date.parse("2026-06-08T13:00:00Z"))).toBe(false);
    expect(isFresh(null, 0)).toBe(false);
  });
  test("today needs no date", () => {
    expect(sinceWords(now.toISOString(), now)).toMatch(/^\d\d:34:00$/);
    expect(sinceWords("2025-01-01T12:00:00Z", now)).toContain("2025");
  });
});

describe("secrets", () => {
  const secret = (createdTime: string, live: boolean, hint: string | null = null) => ({
    createdTime,
    live,
    hint,
    ends: "never",
  });
  const secrets = [
    secret("2026-01-01T00:00:00Z", false, "aaaa"),
    secret("2026-02-01T00:00:00Z", true, "bbbb"),
    secret("2026-03-01T00:00:00Z", true, "cccc"),
  ];
  const used = (lastUsed: string, secretCreatedTime: string, address: string): Schemas["ClientOut"] => ({
    address,
    client: "curl/8",
    calls: 1,
    firstUsed: lastUsed,
    lastUsed,
    secretCreatedTime,
  });
  const clients = [
    used("2026-06-01T00:00:00Z", "2026-02-01T00:00:00Z", "1"),
    used("2026-06-07T00:00:00Z", "2026-03-01T00:00:00.000Z", "2"),
    used("2026-06-05T00:00:00Z", "2026-02-01T00:00:00.000Z", "3"),
  ];
  test("live ones, the newest first", () => {
    expect(liveSecrets(secrets).map((one) => one.hint)).toEqual(["cccc", "bbbb"]);
  });
  test("are told apart", () => {
    expect(secretWords("2026-03-01T00:00:00.000Z", secrets)).toBe("Newest …cccc");
    expect(secretWords("2026-02-01T00:00:00Z", secrets)).toBe("Old …bbbb");
    expect(secretWords("2026-01-01T00:00:00Z", secrets)).toBe("Ended …aaaa");
    expect(secretWords("2020-01-01T00:00:00Z", secrets)).toBe("Ended");
  });
  test("who used one since", () => {
    const addresses = (list: Schemas["ClientOut"][]) => list.map((one) => one.address);
    expect(addresses(usedSince(clients, "2026-06-02T00:00:00Z", "2026-02-01T00:00:00Z"))).toEqual(["3"]);
    expect(addresses(usedLately(clients, now.getTime()))).toEqual(["2", "3"]);
  });
});

describe("when the old secret ends", () => {
  const at = Date.parse("2026-06-08T12:00:00Z");
  test("now, at first use, or later", () => {
    expect(oldSecretEnds("now", "", at)).toEqual({ ends: "now" });
    expect(oldSecretEnds("atFirstUse", "", at)).toEqual({ ends: "atFirstUse" });
    expect(oldSecretEnds("1h", "", at)).toEqual({ ends: "2026-06-08T13:00:00.000Z" });
    expect(oldSecretEnds("24h", "", at)).toEqual({ ends: "2026-06-09T12:00:00.000Z" });
  });
  test("a date must be there and still to come", () => {
    expect(oldSecretEnds("date", "", at)).toHaveProperty("problem");
    expect(oldSecretEnds("date", "2020-01-01T00:00", at)).toHaveProperty("problem");
    expect(oldSecretEnds("date", "2027-01-01T00:00", at)).toHaveProperty("ends");
  });
  test("keys differ", () => {
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(newKey()).not.toBe(newKey());
  });
});
