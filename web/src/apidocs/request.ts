import type { Call, Json } from "./model.ts";

/** What is in the fields of "Try it". */
export interface Draft {
  path: string;
  /** `name=value` on each line, nothing encoded. */
  query: string;
  body: string;
}

/** A request that can be sent. */
export interface Ask {
  method: string;
  /** Begins with a slash. */
  path: string;
  query: [string, string][];
  body?: Json;
}

/** What must be mended before a request can be sent. */
export interface Problem {
  field: keyof Draft;
  text: string;
}

/** A call as it stands in the fields at first. */
export function draftOf(call: Call): Draft {
  return {
    path: call.path,
    query: call.query.map(([name, value]) => `${name}=${value}`).join("\n"),
    body: call.body === undefined ? "" : JSON.stringify(call.body, null, 2),
  };
}

/** The request that the fields describe, or the first thing that is wrong. */
export function askOf(method: string, draft: Draft, takesBody: boolean): Ask | Problem {
  const path = pathOf(draft.path.trim());
  if (typeof path !== "string") return path;
  const query: [string, string][] = [];
  for (const line of draft.query.split("\n")) {
    if (line.trim() === "") continue;
    const at = line.indexOf("=");
    if (at < 1)
      return { field: "query", text: `Write name=value on each line; this one is “${line.trim()}”.` };
    query.push([line.slice(0, at).trim(), line.slice(at + 1)]);
  }
  if (!takesBody) return { method, path, query };
  try {
    return { method, path, query, body: JSON.parse(draft.body) };
  } catch (error) {
    const why = error instanceof Error ? ` The browser says: ${error.message}` : "";
    return { field: "body", text: `This is not JSON.${why}` };
  }
}

/** A path of the API of this server, and nowhere else. */
function pathOf(path: string): string | Problem {
  if (/[?#]/.test(path)) return { field: "path", text: "Write parameters below, not in the path." };
  let url: URL;
  try {
    url = new URL(path, "http://here.invalid");
  } catch {
    return { field: "path", text: "This is not a path. It begins with /v0/ or /api/." };
  }
  // Dots and a second slash at the beginning lead elsewhere, so it is judged as browsers read it.
  if (url.host !== "here.invalid" || !/^\/(v0|api)\//.test(url.pathname)) {
    return { field: "path", text: "The path begins with /v0/ or /api/." };
  }
  return url.pathname;
}

/** The path and the query as they are sent. */
export function addressOf({ path, query }: Ask): string {
  return query.length > 0 ? `${path}?${new URLSearchParams(query)}` : path;
}

/** Who sends: the person who is signed in, or whoever has the token. */
export type Sender = { kind: "session" } | { kind: "token"; token: string };

/** What came back. */
export interface Answered {
  status: number;
  ok: boolean;
  ms: number;
  headers: [string, string][];
  text: string;
  /** The body, if it is JSON. */
  json: Json | undefined;
}

/** Sends a request to this server. Throws if there is no answer at all. */
export async function send(ask: Ask, sender: Sender): Promise<Answered> {
  const began = performance.now();
  const response = await fetch(addressOf(ask), {
    method: ask.method,
    // With a token nothing of the session must help.
    credentials: sender.kind === "token" ? "omit" : "same-origin",
    cache: "no-store",
    redirect: "error",
    headers: {
      accept: "application/json",
      ...(sender.kind === "token" && { authorization: `Bearer ${sender.token}` }),
      ...(ask.body !== undefined && { "content-type": "application/json" }),
    },
    ...(ask.body !== undefined && { body: JSON.stringify(ask.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    ok: response.ok,
    ms: Math.round(performance.now() - began),
    headers: [...response.headers.entries()],
    text,
    json: parsed(text),
  };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with a pasted token; `null` if nothing is. */
export function tokenProblem(token: string): string | null {
  if (token === "") return "Paste a token first.";
  if (!/^[\x21-\x7e]+$/.test(token))
    return "A token has no blanks and no letters beyond ASCII. Copy it again.";
  if (!/^pat[0-9A-Za-z]{14}\./.test(token))
    return "This does not look like a token: it begins with pat and has a dot.";
  return null;
}
