import { describe, expect, test } from "vitest";
import type { Schemas } from "../../api/client.ts";
import { changesBetween } from "./changes.ts";
import { endsWords, type Known, told } from "./history.ts";

const me = `usr${"m".repeat(14)}`;
const shop = `app${"s".repeat(14)}`;
const ops = `wsp${"o".repeat(14)}`;
const maker = `pat${"t".repeat(14)}`;
const nameOf = (id: string) => ({ [shop]: "Shop", [ops]: "Ops" })[id] ?? id;
const known: Known = { me, nameOf, tokenName: (id) => (id === maker ? "Provisioner" : null) };

function entry(parts: Partial<Schemas["AuditEntryOut"]>): Schemas["AuditEntryOut"] {
  return {
    seq: 1,
    time: "2026-06-01T12:00:00.000Z",
    action: "token.edited",
    userId: me,
    userName: "Mara",
    tokenId: null,
    detail: {},
    ...parts,
  };
}

describe("who", () => {
  const of = (parts: Partial<Schemas["AuditEntryOut"]>) => told(entry(parts), known).who;
  test("the reader", () => expect(of({})).toBe("You"));
  test("somebody else", () => expect(of({ userId: "usr1", userName: "Ben" })).toBe("Ben"));
  test("somebody who is gone", () => expect(of({ userId: "usr1", userName: null })).toBe("usr1"));
  test("a token", () => expect(of({ tokenId: maker })).toBe("You, through the token “Provisioner”"));
  test("the command line", () => {
    expect(of({ userId: null, userName: null })).toBe("The server's command line");
  });
});

describe("a change", () => {
  const settings = {
    name: "Sync",
    scopes: ["data.records:read", "schema.bases:read"],
    access: { mode: "specificModelIds", ids: [shop] },
    expires: null,
    paused: false,
  };
  const changes = (after: object) => told(entry({ detail: { before: settings, after } }), known).changes;

  test("of a name tells both", () => {
    expect(changes({ ...settings, name: "Nightly sync" })).toMatchObject([
      { label: "Name", before: "Sync", after: "Nightly sync", added: [], removed: [] },
    ]);
  });
  test("of scopes tells what came and what went", () => {
    expect(changes({ ...settings, scopes: ["schema.bases:read", "data.records:write"] })).toMatchObject([
      { label: "Scopes", added: ["data.records:write"], removed: ["data.records:read"] },
    ]);
  });
  test("of access uses names", () => {
    const after = { ...settings, access: { mode: "specificModelIds", ids: [shop, ops] } };
    expect(changes(after)).toMatchObject([
      { label: "Access", added: ["workspace Ops and its future bases"], removed: [] },
    ]);
    expect(changes({ ...settings, access: { mode: "all" } })).toMatchObject([
      { added: ["Everything, now and later"], removed: ["base Shop"] },
    ]);
  });
  test("of the end tells never and when", () => {
    const [change] = changes({ ...settings, expires: "2026-07-01T10:00:00.000Z" });
    expect(change).toMatchObject({ label: "End", before: "Never" });
    expect(change?.after).toContain("July 2026");
  });
  test("of nothing, or of the order alone, is none", () => {
    expect(changes({ ...settings, scopes: [...settings.scopes].reverse() })).toEqual([]);
  });
  test("of what an older version does not tell is left out", () => {
    expect(changes({ ...settings, note: "For the night shift" })).toEqual([]);
  });
  test("knows the newer settings", () => {
    const plain = { note: null, notBefore: null, allowedAddresses: [], requestsPerSecond: null };
    const found = changesBetween(
      plain,
      { ...plain, note: "Hello", allowedAddresses: ["10.0.0.0/8"], requestsPerSecond: 5 },
      nameOf,
    );
    expect(found.map((change) => [change.label, change.before, change.after])).toEqual([
      ["Note", "None", "Hello"],
      ["Allowed addresses", "Anywhere", "10.0.0.0/8"],
      ["Requests per second", "No limit of its own", "5"],
    ]);
  });
});

describe("other entries", () => {
  test("pausing is its own title", () => {
    const detail = { before: { paused: false }, after: { paused: true } };
    expect(told(entry({ action: "token.paused", detail }), known)).toMatchObject({
      title: "Paused",
      changes: [],
    });
  });
  test("creation lists the first settings", () => {
    const detail = {
      name: "Sync",
      scopes: ["data.records:read"],
      access: { mode: "all" },
      expires: null,
      paused: false,
    };
    const { title, notes } = told(entry({ action: "token.created", detail }), known);
    expect(title).toBe("Created");
    expect(notes).toEqual(["Name: Sync", "Scopes: data.records:read", "Access: Everything, now and later"]);
  });
  test("regeneration tells when the old secret was to end", () => {
    const detail = { oldSecretEnds: "atFirstUseOfNext", secretsDropped: 1 };
    expect(told(entry({ action: "token.regenerated", detail }), known).notes).toEqual([
      "The old secret was to end when the new one is first used.",
      "A secret that was made before and never used is gone.",
    ]);
    expect(endsWords({ at: Date.parse("2026-07-01T10:00:00Z") })).toContain("July 2026");
    expect(endsWords("2026-07-01T10:00:00Z")).toContain("July 2026");
  });
  test("a reason is told", () => {
    expect(
      told(entry({ action: "token.revoked", detail: { reason: "Left the team" } }), known).notes,
    ).toEqual(["Reason: Left the team"]);
  });
  test("what nobody knows keeps its own name, and damaged details do no harm", () => {
    for (const detail of [null, "x", [], { before: 5, after: { scopes: "no", access: { mode: 3 } } }]) {
      expect(told(entry({ action: "token.polished", detail }), known)).toMatchObject({
        title: "token.polished",
        changes: [],
        notes: [],
      });
    }
  });
});
