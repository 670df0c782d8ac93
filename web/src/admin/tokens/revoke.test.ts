import { expect, it } from "vitest";
import { countTokens, errorWords, revokeAll } from "./revoke.ts";

const ids = Array.from({ length: 150 }, (_, at) => `tok${at}`);

it("revokes as many at a time as the server takes", async () => {
  const sizes: number[] = [];
  const done = await revokeAll(ids, async (part) => {
    sizes.push(part.length);
    return { revokedTokens: part, errors: [] };
  });
  expect(sizes).toEqual([100, 50]);
  expect(done).toEqual({ revoked: ids, errors: [], failure: null });
});

it("keeps what the server says of single ones", async () => {
  const errors = [{ tokenId: "tok1", type: "ALREADY_REVOKED" }];
  const done = await revokeAll(["tok0", "tok1"], async () => ({ revokedTokens: ["tok0"], errors }));
  expect(done).toEqual({ revoked: ["tok0"], errors, failure: null });
});

it("throws if nothing was done, and else says what was", async () => {
  const failure = new Error("no connection");
  await expect(revokeAll(ids, () => Promise.reject(failure))).rejects.toBe(failure);
  let calls = 0;
  const done = await revokeAll(ids, async (part) => {
    calls += 1;
    if (calls > 1) throw failure;
    return { revokedTokens: part, errors: [] };
  });
  expect(done.revoked).toHaveLength(100);
  expect(done.failure).toBe(failure);
});

it("speaks", () => {
  expect([countTokens(1), countTokens(2)]).toEqual(["1 token", "2 tokens"]);
  expect(errorWords("TOKEN_NOT_FOUND")).toBe("it is not there any more");
  expect(errorWords("ELSE")).toBe("ELSE");
});
