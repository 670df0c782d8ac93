// What airtable.js makes of each refusal.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { Airtable, NUMBER, TEXT, table, token, url } from "./support.mjs";

const refused = async (call) => {
  try {
    await call();
  } catch (error) {
    return { error: error.error, statusCode: error.statusCode, message: error.message };
  }
  assert.fail("the call was not refused");
};

describe("refusals", () => {
  let t, id;
  before(async () => {
    ({ table: t, id } = await table([TEXT, NUMBER]));
  });

  const client = (apiKey) => new Airtable({ apiKey, endpointUrl: url, noRetryIfRateLimited: true }).base(id)("T");

  test("401", async () => {
    const wrong = token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
    const { error, statusCode } = await refused(() => client(wrong).select().all());
    assert.deepEqual([error, statusCode], ["AUTHENTICATION_REQUIRED", 401]);
  });

  test("403", async () => {
    const base = new Airtable({ apiKey: token, endpointUrl: url }).base("appAAAAAAAAAAAAAA");
    const { error, statusCode } = await refused(() => base("T").select().all());
    assert.deepEqual([error, statusCode], ["NOT_AUTHORIZED", 403]);
  });

  test("404", async () => {
    const absent = await refused(() => t.find("recAAAAAAAAAAAAAA"));
    assert.deepEqual([absent.error, absent.statusCode], ["NOT_FOUND", 404]);
    const malformed = await refused(() => t.find("recX"));
    assert.deepEqual([malformed.error, malformed.statusCode], ["NOT_FOUND", 404]);
  });

  test("413", async () => {
    const { error, statusCode } = await refused(() => t.create({ Name: "x".repeat(9 * 1024 * 1024) }));
    assert.deepEqual([error, statusCode], ["REQUEST_TOO_LARGE", 413]);
  });

  test("422 brings type and message", async () => {
    const unknown = await refused(() => t.create({ Nope: 1 }));
    assert.deepEqual(unknown, { error: "UNKNOWN_FIELD_NAME", statusCode: 422, message: 'Unknown field name: "Nope"' });
    const wrong = await refused(() => t.create({ N: "many" }));
    assert.deepEqual([wrong.error, wrong.statusCode], ["INVALID_VALUE_FOR_COLUMN", 422]);
    assert.match(wrong.message, /^Field "N" cannot accept/);
    const many = await refused(() => t.create(Array.from({ length: 11 }, () => ({ fields: {} }))));
    assert.deepEqual([many.error, many.statusCode], ["INVALID_RECORDS", 422]);
    assert.match(many.message, /You must provide an array of up to 10 record objects/);
    const formula = await refused(() => t.select({ filterByFormula: "{Nope} = 1" }).all());
    const message = "The formula for filtering records is invalid: Unknown field names: nope";
    assert.deepEqual(formula, { error: "INVALID_FILTER_BY_FORMULA", statusCode: 422, message });
  });
});
