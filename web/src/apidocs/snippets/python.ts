import type { Call, ClientCall, Json } from "../model.ts";
import { pyValue, queryText, text } from "../quote.ts";
import type { Target } from "./index.ts";

/** A call with pyairtable; its plain `request` where it has no method. */
export function python(call: Call, target: Target): string {
  const { origin, token } = target;
  const lines = (call.client && withClient(call.client, call, target)) ?? requested(call, origin);
  return [
    "# pip install pyairtable",
    "from pyairtable import Api",
    "",
    `api = Api(${text(token)}, endpoint_url=${text(origin)})`,
    ...lines,
  ].join("\n");
}

const SHOW = '    print(record["id"], record["fields"])';

function withClient(client: ClientCall, call: Call, target: Target): string[] | null {
  const parts = call.path.split("/");
  switch (client.kind) {
    case "whoAmI":
      return ["print(api.whoami())"];
    case "bases":
      return ["for base in api.bases():", "    print(base.id, base.name)"];
    case "schema":
      return [
        `schema = api.base(${text(parts[4] ?? "")}).schema()`,
        "for table in schema.tables:",
        "    print(table.id, table.name, [field.name for field in table.fields])",
      ];
    case "createTable": {
      const { name, fields, description } = client.body;
      const named = description ? [`description=${text(description)}`] : [];
      return [
        `base = api.base(${text(parts[4] ?? "")})`,
        `table = base.create_table(${[text(name), pyValue(fields), ...named].join(", ")})`,
        "print(table.id)",
      ];
    }
    case "createField": {
      const { name, type, options } = client.body;
      const named = options === undefined ? [] : [`options=${pyValue(options)}`];
      return [
        `table = api.table(${text(parts[4] ?? "")}, ${text(client.table)})`,
        `field = table.create_field(${[text(name), text(type), ...named].join(", ")})`,
        "print(field.id)",
      ];
    }
    default:
      return [
        `table = api.table(${text(parts[2] ?? "")}, ${text(client.table)})`,
        "",
        ...records(client, target),
      ];
  }
}

function records(client: Extract<ClientCall, { table: string }>, target: Target): string[] {
  const byId = target.ids ? ["use_field_ids=True"] : [];
  const flags = [...(target.typecast ? ["typecast=True"] : []), ...byId];
  const call = (method: string, ...args: string[]) => `table.${method}(${args.join(", ")})`;
  switch (client.kind) {
    case "list": {
      const { maxRecords, pageSize, fields, sort, view, filterByFormula } = client.options;
      const args = [
        ...(filterByFormula === undefined ? [] : [`formula=${text(filterByFormula)}`]),
        ...(sort
          ? [`sort=${pyValue(sort.map((one) => (one.direction === "desc" ? `-${one.field}` : one.field)))}`]
          : []),
        ...(fields ? [`fields=${pyValue(fields)}`] : []),
        ...(view === undefined ? [] : [`view=${text(view)}`]),
        ...(maxRecords === undefined ? [] : [`max_records=${maxRecords}`]),
        ...(pageSize === undefined ? [] : [`page_size=${pageSize}`]),
        ...byId,
      ];
      if (client.paging) {
        return [`for page in ${call("iterate", ...args)}:`, "    for record in page:", `    ${SHOW}`];
      }
      const posted = client.post ? ["# A formula that is too long for an address is posted by itself."] : [];
      return [...posted, `for record in ${call("all", ...args)}:`, SHOW];
    }
    case "get":
      return [`print(${call("get", text(client.id), ...byId)})`];
    case "create":
      return [`for record in ${call("batch_create", pyValue(client.records), ...flags)}:`, SHOW];
    case "update": {
      const replace = client.replace ? ["replace=True"] : [];
      return [
        `for record in ${call("batch_update", pyValue(client.records as Json), ...replace, ...flags)}:`,
        SHOW,
      ];
    }
    case "upsert": {
      const named = [`key_fields=${pyValue(client.on)}`, ...flags];
      return [
        `result = ${call("batch_upsert", pyValue(client.records as Json), ...named)}`,
        'print(result["createdRecords"], result["updatedRecords"])',
      ];
    }
    case "delete":
      return [`print(${call("batch_delete", pyValue(client.ids))})`];
    default:
      return [];
  }
}

function requested(call: Call, origin: string): string[] {
  const query = queryText(call.query);
  const url = origin + call.path + (query && `?${query}`);
  const body = call.body === undefined ? [] : [`json=${pyValue(call.body)}`];
  return [
    "",
    "# pyairtable has no method for this.",
    `print(api.request(${[text(call.method), text(url), ...body].join(", ")}))`,
  ];
}
