import type { Call, ClientCall, Json } from "../model.ts";
import { jsValue, queryText, text } from "../quote.ts";
import type { Target } from "./index.ts";

/** A call with airtable.js, or with `fetch` where airtable.js has no method. */
export function js(call: Call, target: Target): string {
  const lines = call.client && withClient(call.client, target);
  return lines ? [...opening(target, call), ...caught(lines)].join("\n") : fetched(call, target);
}

/** The last line ends a promise; what goes wrong is shown rather than thrown at nobody. */
function caught(lines: string[]): string[] {
  return lines.map((line, at) =>
    at === lines.length - 1 ? line.replace(/;$/, ".catch(console.error);") : line,
  );
}

function opening({ origin, token }: Target, call: Call): string[] {
  return [
    "// npm install airtable",
    'const Airtable = require("airtable");',
    "",
    `const airtable = new Airtable({ apiKey: ${text(token)}, endpointUrl: ${text(origin)} });`,
    `const base = airtable.base(${text(baseIdIn(call))});`,
    "",
  ];
}

function baseIdIn(call: Call): string {
  return call.path.split("/")[2] ?? "";
}

const SHOW = "  for (const record of records) console.log(record.id, record.fields);";

function withClient(client: ClientCall, target: Target): string[] | null {
  if (!("table" in client) || client.kind === "createField") return null;
  const table = `base(${text(client.table)})`;
  const flags = {
    ...(target.typecast && { typecast: true }),
    ...(target.ids && { returnFieldsByFieldId: true }),
  };
  const more = Object.keys(flags).length > 0 ? `, ${jsValue(flags)}` : "";
  switch (client.kind) {
    case "list": {
      const options = {
        ...client.options,
        ...(client.post && { method: "post" }),
        ...(target.ids && { returnFieldsByFieldId: true }),
      } as Json;
      const select = `${table}.select(${jsValue(options)})`;
      return client.paging
        ? [
            `${select}.eachPage((records, fetchNextPage) => {`,
            SHOW,
            "  fetchNextPage(); // the next page, until there is none",
            '}).then(() => console.log("That was all."));',
          ]
        : [`${select}.all().then((records) => {`, SHOW, "});"];
    }
    case "get":
      return [
        ...(target.ids ? ["// airtable.js gives a single record by names."] : []),
        `${table}.find(${text(client.id)}).then((record) => console.log(record.fields));`,
      ];
    case "create":
      return written(`${table}.create(${jsValue(client.records.map((fields) => ({ fields })))}${more})`);
    case "update":
      return written(`${table}.${client.replace ? "replace" : "update"}(${jsValue(client.records)}${more})`);
    case "upsert": {
      const options = { performUpsert: { fieldsToMergeOn: client.on }, ...flags };
      return [
        "// airtable.js has no call for upserts, but passes this on.",
        ...written(`${table}.update(${jsValue(client.records)}, ${jsValue(options)})`),
      ];
    }
    case "delete":
      return [
        `${table}.destroy(${jsValue(client.ids)}).then((deleted) => {`,
        "  for (const record of deleted) console.log(record.id);",
        "});",
      ];
  }
}

function written(made: string): string[] {
  return [`${made}.then((records) => {`, SHOW, "});"];
}

function fetched(call: Call, { origin, token }: Target): string {
  const query = queryText(call.query);
  const url = origin + call.path + (query && `?${query}`);
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(call.body !== undefined && { "Content-Type": "application/json" }),
  };
  return [
    "// airtable.js has no call for this; Node 18 and later have fetch.",
    `fetch(${text(url)}, {`,
    ...(call.method === "GET" ? [] : [`  method: ${text(call.method)},`]),
    `  headers: ${jsValue(headers, "  ")},`,
    ...(call.body === undefined ? [] : [`  body: JSON.stringify(${jsValue(call.body, "  ")}),`]),
    "}).then(async (answer) => console.log(answer.status, await answer.json()));",
  ].join("\n");
}
