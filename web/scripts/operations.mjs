// Writes src/api/operations.ts from the OpenAPI snapshot: which call needs which scopes.
// Run by `npm run types` after the snapshot has changed.
import { readFileSync, writeFileSync } from "node:fs";

const document = JSON.parse(readFileSync(process.argv[2] ?? "../crates/http/openapi.json", "utf8"));
const rows = [];
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    if (!operation.operationId || !operation["x-basekey-operation"]) continue;
    const sessionOnly = !(operation.security ?? []).some((one) => "token" in one);
    const { all = [], any = [] } = operation["x-basekey-scopes"] ?? {};
    rows.push({
      id: operation.operationId,
      operation: operation["x-basekey-operation"],
      method: method.toUpperCase(),
      path,
      summary: operation.summary ?? operation.operationId,
      all,
      any,
      role: operation["x-basekey-role"] ?? null,
      token: !sessionOnly,
    });
  }
}
const lines = rows.map((row) => `  ${JSON.stringify(row)},`);
writeFileSync(
  "src/api/operations.ts",
  `// Made by scripts/operations.mjs; not changed by hand.

/** One call of the API and what it needs. */
export interface Operation {
  id: string;
  /** Its row in the server's table of operations: the name in activity and refusals. */
  operation: string;
  method: string;
  path: string;
  summary: string;
  /** A token needs all of these, */
  all: string[];
  /** or one of these. */
  any: string[];
  /** The least role of the token's owner on the base or workspace. */
  role: string | null;
  /** False if only a signed-in person may call it. */
  token: boolean;
}

export const OPERATIONS: Operation[] = [
${lines.join("\n")}
];
`,
);
