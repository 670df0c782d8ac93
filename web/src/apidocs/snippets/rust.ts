import type { Call } from "../model.ts";
import { rustText, rustValue } from "../quote.ts";
import type { Target } from "./index.ts";

/** A call with reqwest. */
export function rust(call: Call, { origin, token }: Target): string {
  const paging = call.client?.kind === "list" && call.client.paging;
  const used = call.body === undefined ? "Value" : "json, Value";
  const pairs = call.query.map(([name, value]) => `(${rustText(name)}, ${rustText(value)})`);
  if (paging) pairs.push('("offset", offset.as_str())');
  const request = [
    `.${call.method.toLowerCase()}(${rustText(origin + call.path)})`,
    `.bearer_auth(${rustText(token)})`,
    ...(pairs.length > 0 ? [query(pairs)] : []),
    ...(call.body === undefined ? [] : [`.json(&json!(${rustValue(call.body, "        ")}))`]),
    ".send()?",
    ".error_for_status()?",
    ".json()?;",
  ];
  return [
    '// Cargo.toml: reqwest = { version = "0.12", features = ["blocking", "json"] }, serde_json = "1"',
    `use serde_json::${used.includes(",") ? `{${used}}` : used};`,
    "",
    "fn main() -> Result<(), Box<dyn std::error::Error>> {",
    "    let client = reqwest::blocking::Client::new();",
    ...(paging ? loop(request) : once(request)),
    "    Ok(())",
    "}",
  ].join("\n");
}

function query(pairs: string[]): string {
  const one = `.query(&[${pairs.join(", ")}])`;
  if (one.length < 90) return one;
  return `.query(&[\n${pairs.map((pair) => `            ${pair},`).join("\n")}\n        ])`;
}

function once(request: string[]): string[] {
  return [
    "    let answer: Value = client",
    ...request.map((line) => `        ${line}`),
    '    println!("{answer:#}");',
  ];
}

function loop(request: string[]): string[] {
  return [
    "    let mut offset = String::new();",
    "    loop {",
    "        let page: Value = client",
    ...request.map((line) => `            ${line.replaceAll("\n", "\n    ")}`),
    '        for record in page["records"].as_array().into_iter().flatten() {',
    '            println!("{record}");',
    "        }",
    '        match page["offset"].as_str() {',
    "            Some(next) => offset = next.to_owned(),",
    "            None => break,",
    "        }",
    "    }",
  ];
}
