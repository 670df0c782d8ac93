import type { Block, Doc, Inline, Part, Text } from "./doc.ts";
import type { Call, Settings } from "./model.ts";
import { json, queryText, whole } from "./quote.ts";
import type { FieldRow } from "./samples.ts";
import { FENCES, snippet, snippetName, withoutToken } from "./snippets.ts";

/** The page as plain Markdown, for assistants and readers without a browser. Never holds a token. */
export function markdownOf(doc: Doc, origin: string, settings: Settings): string {
  const lines = [`# ${plain(doc.title)}`, "", inline(doc.lead), ""];
  for (const part of doc.parts) lines.push(...partLines(part, 2, origin, settings));
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

function partLines(part: Part, level: number, origin: string, settings: Settings): string[] {
  const of = part.of ? ` of ${plain(part.of)}` : "";
  const lines = [`${"#".repeat(level)} ${plain(part.title)}${of}`, ""];
  for (const block of part.blocks) lines.push(...blockLines(block, origin, settings), "");
  for (const inner of part.parts) lines.push(...partLines(inner, level + 1, origin, settings));
  return lines;
}

function blockLines(block: Block, origin: string, settings: Settings): string[] {
  switch (block.kind) {
    case "text":
      return [inline(block.text)];
    case "table":
      return [
        row(block.head),
        row(block.head.map(() => "---")),
        ...block.rows.map((cells) => row(cells.map(inline))),
      ];
    case "fields":
      return block.rows.flatMap(fieldLines);
    case "code":
      return fence(block.text, block.language);
    case "call":
      return callLines(block.call, origin, settings);
  }
}

function callLines(call: Call, origin: string, settings: Settings): string[] {
  const query = queryText(call.query);
  const lines = [
    `${code(`${call.method} ${call.path}${query && `?${query}`}`)}`,
    "",
    `Needs: ${needs(call)}`,
    "",
    `${snippetName(settings.lang, call)}:`,
    "",
    ...fence(snippet(settings.lang, call, withoutToken(origin, settings)), FENCES[settings.lang]),
  ];
  if (call.answer !== undefined) {
    const notes = [call.madeUp ? "made up" : "from this base", call.answerNote].filter(Boolean).join("; ");
    lines.push("", `Answer (${notes}):`, "", ...fence(json(call.answer), "json"));
  }
  return lines;
}

/** What a call needs, in a line. */
function needs(call: Call): string {
  const { all, any, role } = call.operation;
  const scopes =
    all.length > 0
      ? `the scope ${all.map(code).join(" and ")}`
      : any.length > 0
        ? `one of the scopes ${any.map(code).join(", ")}`
        : "no scope";
  return role ? `${scopes}; at least the role ${code(role)} on the base.` : `${scopes}.`;
}

function fieldLines(field: FieldRow): string[] {
  const { name, id, description } = field.field;
  const lines = [
    `- **${plain(name)}** (${code(id)}), ${plain(field.type)}${field.isPrimary ? ", primary field" : ""}`,
  ];
  const add = (text: string) => lines.push(`  - ${text}`);
  if (description) add(plain(description));
  if (field.detail) add(plain(field.detail));
  add(`Sample${field.sample.madeUp ? " (made up)" : ""}: ${code(JSON.stringify(field.sample.value))}`);
  add(`Read: ${field.read}`);
  add(field.write === null ? "Read only: it is computed." : `Write: ${field.write}`);
  if (field.typecast) add(`With \`typecast\`: ${field.typecast}`);
  if (field.choices.length > 0) add(`Choices: ${field.choices.map(code).join(", ")}`);
  return lines;
}

/** Text in which nothing is taken for Markdown. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~!&]/g, "\\$&");
}

function oneLine(text: string): string {
  return whole(text).replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** A piece of code, between as many backticks as it needs. */
function code(text: string): string {
  const clean = oneLine(text);
  if (clean === "") return "` `";
  const ticks = "`".repeat(longest(clean) + 1);
  const pad = clean.startsWith("`") || clean.endsWith("`") ? " " : "";
  return ticks + pad + clean + pad + ticks;
}

/** A block of code, between as many backticks as it needs. */
function fence(text: string, language: string): string[] {
  const ticks = "`".repeat(Math.max(3, longest(text) + 1));
  return [`${ticks}${language}`, text, ticks];
}

function longest(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function inline(text: Text): string {
  return text.map(piece).join("");
}

function piece(one: Inline): string {
  return typeof one === "string" ? plain(one) : code(one.code);
}

function row(cells: readonly string[]): string {
  // A bar would end the cell, also inside code.
  return `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, "\\|")).join(" | ")} |`;
}
