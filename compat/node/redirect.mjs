// Sends what a Node program asks of Airtable to a Basekey of yours. For
// programs that call Airtable with `fetch` and have no setting for its address:
//
//   BASEKEY_URL=http://127.0.0.1:8080 node --import /path/to/redirect.mjs program.js
//
// Calls of other hosts go where they went. docs/clients.md says more.

const HOSTS = new Set(["api.airtable.com", "content.airtable.com"]);

const base = process.env.BASEKEY_URL?.replace(/\/+$/, "");
if (!base) throw new Error("redirect.mjs: set BASEKEY_URL to the address of your Basekey, such as http://127.0.0.1:8080");

const fetch = globalThis.fetch;

globalThis.fetch = (input, options) => {
  const asked = new URL(input instanceof Request ? input.url : input);
  if (!HOSTS.has(asked.host)) return fetch(input, options);
  const url = base + asked.pathname + asked.search;
  return fetch(input instanceof Request ? new Request(url, input) : url, options);
};
