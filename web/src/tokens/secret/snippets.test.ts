import { expect, test } from "vitest";
import { covered, envLines, type Snippet, snippetsFor } from "./snippets.ts";

const origin = "https://tables.example.org";
// Made here, so that no text of this form stands in a file.
const id = `pat${"a".repeat(14)}`;
const secret = `${id}.${"0f".repeat(32)}`;
const place = { baseId: `app${"b".repeat(14)}`, tableId: `tbl${"c".repeat(14)}` };

function texts(target: Parameters<typeof snippetsFor>[0]): Record<Snippet["id"], string> {
  const pairs = snippetsFor(target).map((one) => [one.id, one.text]);
  return Object.fromEntries(pairs);
}

test("every snippet carries the token and the address of this server", () => {
  for (const { text } of snippetsFor({ origin, secret, place })) {
    expect(text).toContain(secret);
    expect(text).toContain(origin);
    expect(text).not.toContain("api.airtable.com");
  }
});

test("with a table that may be read, the clients read from it", () => {
  const made = texts({ origin, secret, place });
  expect(made.curl).toBe(
    `curl "${origin}/v0/${place.baseId}/${place.tableId}?maxRecords=3" -H "Authorization: Bearer ${secret}"`,
  );
  expect(made.pyairtable).toContain(`api.table("${place.baseId}", "${place.tableId}")`);
  expect(made["airtable.js"]).toContain(`airtable.base("${place.baseId}")("${place.tableId}")`);
});

test("without one, they ask who the token is", () => {
  const made = texts({ origin, secret, place: null });
  expect(made.curl).toContain(`"${origin}/v0/meta/whoami"`);
  expect(made.pyairtable).toContain("api.whoami()");
  expect(made["airtable.js"]).toContain('airtable.base("BASE_ID")');
});

test("the MCP configuration is JSON and loads the preload", () => {
  const { mcpServers } = JSON.parse(texts({ origin, secret, place }).mcp);
  expect(mcpServers.basekey.env).toEqual({
    AIRTABLE_API_KEY: secret,
    BASEKEY_URL: origin,
    NODE_OPTIONS: "--import=/path/to/redirect.mjs",
  });
});

test("a covered secret shows its id and as many dots as it has characters", () => {
  expect(covered(secret)).toBe(`${id}.${"•".repeat(64)}`);
  expect(covered(secret)).not.toContain("0f");
});

test("the .env file has the names that clients look for", () => {
  expect(envLines(origin, secret)).toBe(`AIRTABLE_API_KEY=${secret}\nAIRTABLE_ENDPOINT_URL=${origin}\n`);
});
