import type { Call } from "../model.ts";
import { json, queryText, sh } from "../quote.ts";
import type { Target } from "./index.ts";

/** Values that read the same with and without encoding. */
const PLAIN = /^[A-Za-z0-9._-]+$/;

/** A call as a command. */
export function curl(call: Call, { origin, token }: Target): string {
  if (call.client?.kind === "list" && call.client.paging) return loop(call, { origin, token });
  const url = origin + call.path;
  const lines: string[] = [];
  const plain = call.query.every(([name, value]) => PLAIN.test(name) && PLAIN.test(value));
  const spread = call.method === "GET" && !plain;
  if (spread) lines.push(`curl -G ${sh(url)}`);
  else {
    const query = queryText(call.query);
    // With -d curl posts by itself; saying so does no harm and reads better.
    const method = call.method === "GET" ? "" : `-X ${call.method} `;
    lines.push(`curl ${method}${sh(query ? `${url}?${query}` : url)}`);
  }
  lines.push(`-H ${sh(`Authorization: Bearer ${token}`)}`);
  if (call.body !== undefined) {
    lines.push(`-H ${sh("Content-Type: application/json")}`, `-d ${sh(json(call.body))}`);
  }
  if (spread) lines.push(...call.query.map(([name, value]) => `--data-urlencode ${sh(`${name}=${value}`)}`));
  return lines.join(" \\\n  ");
}

function loop(call: Call, { origin, token }: Target): string {
  const given = call.query.map(([name, value]) => `      --data-urlencode ${sh(`${name}=${value}`)} \\`);
  // In a shell of its own: it is pasted into one that somebody works in, which must not end with it.
  return [
    "(",
    "  offset=",
    "  while :; do",
    `    page=$(curl -sS --fail-with-body -G ${sh(origin + call.path)} \\`,
    `      -H ${sh(`Authorization: Bearer ${token}`)} \\`,
    ...given,
    '      --data-urlencode "offset=$offset") || { printf \'%s\\n\' "$page" >&2; exit 1; }',
    "    printf '%s' \"$page\" | jq -c '.records[]'",
    "    offset=$(printf '%s' \"$page\" | jq -r '.offset // empty')",
    '    [ -n "$offset" ] || break',
    "  done",
    ")",
  ].join("\n");
}
