/** Where a snippet points and what it carries. */
export interface SnippetTarget {
  /** The address of this server, without a slash at its end. */
  origin: string;
  /** The token's text, or what stands in its place while it is hidden. */
  secret: string;
  /** A base and one of its tables that the token may read; else the snippet asks who it is. */
  place: { baseId: string; tableId: string } | null;
}

/** One ready text for one client. */
export interface Snippet {
  id: "curl" | "pyairtable" | "airtable.js" | "mcp";
  label: string;
  /** What is copied, for the button's name. */
  what: string;
  text: string;
  /** What to know before it is pasted. */
  note: string;
}

/**
 * Texts for the clients that people use most. They hold ids and no names: a name is written by
 * somebody else, and what stands here is run in a shell or a program.
 */
export function snippetsFor(target: SnippetTarget): Snippet[] {
  return [
    {
      id: "curl",
      label: "curl",
      what: "curl command",
      text: curl(target),
      note: "A command stays in the history of the shell it is typed in.",
    },
    {
      id: "pyairtable",
      label: "pyairtable",
      what: "pyairtable program",
      text: pyairtable(target),
      note: "Once: pip install pyairtable. Keep the token in an environment variable rather than in the program.",
    },
    {
      id: "airtable.js",
      label: "airtable.js",
      what: "airtable.js program",
      text: airtableJs(target),
      note: target.place
        ? "Once: npm install airtable. Keep the token in an environment variable rather than in the program."
        : "Once: npm install airtable. Put in the id of a base and the name of a table.",
    },
    {
      id: "mcp",
      label: "MCP client",
      what: "MCP configuration",
      text: mcp(target),
      note:
        "For the settings of an assistant that speaks MCP. The server has no setting for the address, so redirect.mjs " +
        "(compat/node in Basekey's sources) is loaded before it: put in the path where you keep that file.",
    },
  ];
}

function curl({ origin, secret, place }: SnippetTarget): string {
  const path = place ? `/v0/${place.baseId}/${place.tableId}?maxRecords=3` : "/v0/meta/whoami";
  return `curl "${origin}${path}" -H "Authorization: Bearer ${secret}"`;
}

function pyairtable({ origin, secret, place }: SnippetTarget): string {
  const ask = place
    ? [
        `table = api.table("${place.baseId}", "${place.tableId}")`,
        "for record in table.all(max_records=3):",
        '    print(record["id"], record["fields"])',
      ]
    : ["print(api.whoami())"];
  return ["from pyairtable import Api", "", `api = Api("${secret}", endpoint_url="${origin}")`, ...ask].join(
    "\n",
  );
}

function airtableJs({ origin, secret, place }: SnippetTarget): string {
  const { baseId, tableId } = place ?? { baseId: "BASE_ID", tableId: "TABLE_NAME" };
  return [
    'const Airtable = require("airtable");',
    "",
    "const airtable = new Airtable({",
    `  apiKey: "${secret}",`,
    `  endpointUrl: "${origin}",`,
    "});",
    `const table = airtable.base("${baseId}")("${tableId}");`,
    "table",
    "  .select({ maxRecords: 3 })",
    "  .firstPage()",
    "  .then((records) => records.forEach((record) => console.log(record.id, record.fields)));",
  ].join("\n");
}

function mcp({ origin, secret }: SnippetTarget): string {
  const server = {
    command: "npx",
    args: ["-y", "airtable-mcp-server@1.14.0"],
    env: {
      AIRTABLE_API_KEY: secret,
      BASEKEY_URL: origin,
      NODE_OPTIONS: "--import=/path/to/redirect.mjs",
    },
  };
  return JSON.stringify({ mcpServers: { basekey: server } }, null, 2);
}

/** The lines of a `.env` file, under the names that clients of Airtable look for. */
export function envLines(origin: string, secret: string): string {
  return `AIRTABLE_API_KEY=${secret}\nAIRTABLE_ENDPOINT_URL=${origin}\n`;
}

/** The secret with all but its id covered, for when others look at the screen. */
export function covered(secret: string): string {
  const [id = "", rest = ""] = secret.split(".", 2);
  return rest ? `${id}.${"•".repeat(rest.length)}` : "•".repeat(id.length);
}
