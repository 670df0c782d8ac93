import type { Schemas } from "../../api/client.ts";
import { lastFour } from "../../tokens/words.ts";
import { type CsvCell, csv } from "./csv.ts";
import { accessLines, type Place } from "./places.ts";

type Token = Schemas["InstanceTokenOut"];

const COLUMNS: [string, (token: Token, places: ReadonlyMap<string, Place>) => CsvCell][] = [
  ["Token id", (token) => token.id],
  ["Name", (token) => token.name],
  ["Note", (token) => token.note],
  ["Last four", (token) => lastFour(token)],
  ["Owner", (token) => token.owner.name],
  ["Owner e-mail", (token) => token.owner.email],
  ["Owner id", (token) => token.owner.id],
  ["State", (token) => token.state],
  ["Scopes", (token) => token.scopes.join(" ")],
  ["Unused scopes", (token) => token.unusedScopes?.join(" ")],
  ["Access", (token, places) => accessLines(token.access, places).join("; ")],
  ["Access ids", (token) => (token.access.mode === "all" ? "all" : (token.access.ids ?? []).join(" "))],
  ["Created", (token) => token.createdTime],
  ["Created by token", (token) => token.createdByTokenId],
  ["Accepted from", (token) => token.notBefore],
  ["Expires", (token) => token.expires],
  ["Last used", (token) => token.lastUsed?.time],
  ["Last address", (token) => token.lastUsed?.address],
  ["Last client", (token) => token.lastUsed?.client],
  ["Refused in 24 h", (token) => token.refusedLastDay],
  ["Allowed addresses", (token) => token.allowedAddresses?.join(" ")],
  ["Requests per second", (token) => token.requestsPerSecond],
  ["Revoked", (token) => token.revokedTime],
  ["Revoked by", (token) => token.revokedByUserId],
  ["Reason", (token) => token.revokeReason],
];

/** The tokens as a CSV file. No secret is in it: nobody but a token's owner has ever seen one. */
export function tokensCsv(tokens: readonly Token[], places: ReadonlyMap<string, Place>): string {
  return csv(
    COLUMNS.map(([label]) => label),
    tokens.map((token) => COLUMNS.map(([, of]) => of(token, places))),
  );
}

/** Reads every page, telling after each how many tokens there are by now. */
export async function allPages(
  read: (after: string | undefined) => Promise<Schemas["InstanceTokensOut"]>,
  onProgress: (count: number) => void,
): Promise<Token[]> {
  const tokens: Token[] = [];
  let after: string | undefined;
  do {
    const page = await read(after);
    tokens.push(...page.tokens);
    onProgress(tokens.length);
    after = page.next ?? undefined;
  } while (after);
  return tokens;
}

/** Gives the browser a file to keep. */
export function download(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser needs a moment to begin.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
