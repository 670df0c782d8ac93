// Talks to airtable-mcp-server over stdio, as an assistant does.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

import { token } from "./support.mjs";

// The package exports no command, so it is found beside the entry point.
const main = join(dirname(createRequire(import.meta.url).resolve("airtable-mcp-server")), "main.js");

// Starts the server with this environment besides the token. What comes back
// calls tools: `call` gives what a tool answers, `refusal` the text of its error.
export async function start(environment) {
  const server = spawn(process.execPath, [main], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH, AIRTABLE_API_KEY: token, ...environment },
  });
  let complaints = "";
  server.stderr.on("data", (chunk) => (complaints += chunk));
  const waiting = new Map();
  createInterface({ input: server.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  const ended = new Promise((resolve) => server.on("close", resolve));
  let last = 0;
  const send = (message) => server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const ask = async (method, params) => {
    last += 1;
    const id = last;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    send({ id, method, params });
    const message = await Promise.race([answer, ended.then(() => assert.fail(`the server ended: ${complaints}`))]);
    assert.equal(message.error, undefined, JSON.stringify(message.error));
    return message.result;
  };
  const client = { name: "basekey-compat", version: "1" };
  const { serverInfo } = await ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: client });
  send({ method: "notifications/initialized" });
  return {
    info: serverInfo,
    tools: async () => (await ask("tools/list", {})).tools,
    call: async (name, args) => {
      const result = await ask("tools/call", { name, arguments: args });
      assert.ok(!result.isError, `${name}: ${result.content?.[0]?.text}`);
      // Both forms of an answer say the same.
      assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
      return result.structuredContent;
    },
    refusal: async (name, args) => {
      const result = await ask("tools/call", { name, arguments: args });
      assert.ok(result.isError, `${name} was not refused`);
      return result.content[0].text;
    },
    stop: async () => {
      server.stdin.end();
      server.kill();
      await ended;
    },
  };
}
