import { describe, expect, it } from "vitest";
import { countFilters, daysProblem, exportAddress, queryOf } from "./filters.ts";

describe("what the server is asked for", () => {
  it("is what the address says", () => {
    expect(queryOf({ action: "token.created", userId: "usrA", tokenId: "tokA", subject: "appA" })).toEqual({
      action: "token.created",
      userId: "usrA",
      tokenId: "tokA",
      subject: "appA",
    });
    expect(queryOf({})).toEqual({});
  });
  it("holds whole days where the reader is", () => {
    const { from, to } = queryOf({ from: "2026-01-31", to: "2026-01-31" });
    expect(from).toBe(new Date(2026, 0, 31).toISOString());
    expect(to).toBe(new Date(2026, 0, 31, 23, 59, 59, 999).toISOString());
  });
  it.each(["yesterday", "2026-02-30", "2026-13-01", ""])("has no day %j", (day) => {
    expect(queryOf({ from: day, to: day })).toEqual({});
  });
});

it("names the file of the same entries", () => {
  expect(exportAddress({})).toBe("/api/audit/export");
  expect(exportAddress({ action: "token.created", from: "2026-01-01T00:00:00.000Z" })).toBe(
    "/api/audit/export?action=token.created&from=2026-01-01T00%3A00%3A00.000Z",
  );
});

it("says when nothing can be between two days", () => {
  expect(daysProblem({ from: "2026-02-01", to: "2026-01-31" })).not.toBeNull();
  expect(daysProblem({ from: "2026-01-31", to: "2026-01-31" })).toBeNull();
  expect(daysProblem({ from: "2026-02-01" })).toBeNull();
});

it("counts filters", () => {
  expect(countFilters({ action: "token.created", from: "2026-01-31" })).toBe(2);
});
