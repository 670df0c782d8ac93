import { formatOf, isComputed } from "./formats.ts";
import type { DocBase, DocField, DocTable } from "./model.ts";
import { fieldKey, Names, pascal, snake, typeNames } from "./names.ts";
import { comment, rustText } from "./quote.ts";

/** More choices than this are texts. */
const MOST_CHOICES = 200;

/** Names that the file itself uses, or that every program has. */
const RESERVED = [
  "Attachment",
  "Barcode",
  "Box",
  "Clone",
  "Collaborator",
  "Computed",
  "Debug",
  "Default",
  "Deserialize",
  "Err",
  "None",
  "Ok",
  "Option",
  "Record",
  "Result",
  "Self",
  "Serialize",
  "Some",
  "String",
  "Value",
  "Vec",
];

const HEAD = `use serde::{Deserialize, Serialize};

/// A record as the API answers it. Blank cells are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record<F> {
    pub id: String,
    pub created_time: String,
    pub fields: F,
}

/// A computed cell: a value, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Computed<T> {
    Error {
        error: String,
    },
    Special {
        #[serde(rename = "specialValue")]
        special_value: String,
    },
    Value(T),
}

/// A person. To write one, an id or an e-mail is enough.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Collaborator {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A file. To keep one, its id is enough; a new one has none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
}

/// A barcode.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Barcode {
    pub text: String,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}
`;

/** Rust types of a base's tables, for serde. */
export function rustOf(base: DocBase, ids: boolean): string {
  const tables = typeNames(base.tables, RESERVED);
  const enums = new Names([...RESERVED, ...tables.values()]);
  const parts = base.tables.map((table) => tableTypes(table, tables.get(table.id) ?? "Table", enums, ids));
  return [
    `// Types of the base ${comment(base.name)} (${base.id}), made from its schema.`,
    `// Fields are named by ${ids ? "id: ask with returnFieldsByFieldId" : "name"}. Cells that are \`None\` are not sent;`,
    "// computed ones never are. To clear a cell, send `null`.",
    '// Cargo.toml: serde = { version = "1", features = ["derive"] }, serde_json = "1"',
    "",
    HEAD,
    ...parts,
  ].join("\n");
}

function tableTypes(table: DocTable, name: string, enums: Names, ids: boolean): string {
  const members = new Names();
  const choices: string[] = [];
  const lines = table.fields.flatMap((field) => {
    const computed = isComputed(field);
    const serde = [
      `rename = ${rustText(fieldKey(field, ids))}`,
      "default",
      computed ? "skip_serializing" : 'skip_serializing_if = "Option::is_none"',
    ];
    return [
      `    /// ${comment(field.name)} (${field.id}): ${formatOf(field.type).words}${computed ? ", read only" : ""}.`,
      `    #[serde(${serde.join(", ")})]`,
      `    pub ${members.take(snake(field.name, "field"))}: Option<${rustType(field, name, enums, choices)}>,`,
    ];
  });
  return [
    `/// ${comment(table.name)} (${table.id}).`,
    "#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]",
    `pub struct ${name} {`,
    ...lines,
    "}",
    "",
    ...choices,
  ].join("\n");
}

function rustType(field: DocField, table: string, enums: Names, made: string[]): string {
  switch (field.type) {
    case "number":
    case "currency":
    case "percent":
    case "duration":
      return "f64";
    case "rating":
    case "count":
    case "autoNumber":
      return "u64";
    case "checkbox":
      return "bool";
    case "singleSelect":
      return choiceType(field, table, enums, made);
    case "multipleSelects":
      return `Vec<${choiceType(field, table, enums, made)}>`;
    case "singleCollaborator":
    case "createdBy":
    case "lastModifiedBy":
      return "Collaborator";
    case "multipleCollaborators":
      return "Vec<Collaborator>";
    case "multipleRecordLinks":
      return "Vec<String>";
    case "multipleAttachments":
      return "Vec<Attachment>";
    case "barcode":
      return "Barcode";
    case "formula":
    case "rollup":
      return `Computed<${resultType(field)}>`;
    case "multipleLookupValues":
      return `Vec<Computed<${resultType(field)}>>`;
    case "button":
    case "aiText":
      return "serde_json::Value";
    default:
      return formatOf(field.type).words === field.type ? "serde_json::Value" : "String";
  }
}

/** Only plain results get a type; what may be a list or a person stays a `Value`. */
function resultType(field: DocField): string {
  const type = field.options?.result?.type;
  if (!type) return "serde_json::Value";
  if (["number", "currency", "percent", "duration", "rating", "count", "autoNumber"].includes(type))
    return "f64";
  const texts = ["singleLineText", "multilineText", "richText", "email", "url", "phoneNumber"];
  return [...texts, "date", "dateTime", "singleSelect"].includes(type) ? "String" : "serde_json::Value";
}

function choiceType(field: DocField, table: string, enums: Names, made: string[]): string {
  const choices = field.options?.choices ?? [];
  if (choices.length === 0 || choices.length > MOST_CHOICES) return "String";
  const name = enums.take(table + pascal(field.name, "Choice"));
  const variants = new Names(["Other", "Self"]);
  made.push(
    [
      `/// The choices of ${comment(field.name)}.`,
      "#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]",
      `pub enum ${name} {`,
      ...choices.flatMap((choice) => [
        `    #[serde(rename = ${rustText(choice.name)})]`,
        `    ${variants.take(pascal(choice.name, "Choice"))},`,
      ]),
      "    /// A choice that was added since.",
      "    #[serde(untagged)]",
      "    Other(String),",
      "}",
      "",
    ].join("\n"),
  );
  return name;
}
