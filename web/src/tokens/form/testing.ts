import type { Schemas } from "../../api/client.ts";
import type { Operation } from "../../api/operations.ts";
import { type BasesByWorkspace, byWorkspace } from "../../api/queries.ts";
import type { Policy } from "./draft.ts";

// What the tests of the token pages share. Ids are made here, so that none stands in a file.

/** An id of a kind: `id("app", 1)`. */
export function id(kind: "app" | "wsp" | "pat" | "usr" | "rec" | "tbl", number: number): string {
  return kind + String(number).padStart(14, "Ab0");
}

/** Two workspaces with a base or two, and a base shared by itself. */
export const REACH: BasesByWorkspace = byWorkspace(
  [
    {
      id: id("wsp", 1),
      name: "Ops",
      createdTime: "",
      permissionLevel: "owner",
      baseIds: [id("app", 1), id("app", 2)],
    },
    { id: id("wsp", 2), name: "Events", createdTime: "", permissionLevel: "edit", baseIds: [id("app", 3)] },
  ],
  [
    { id: id("app", 1), name: "Shop", permissionLevel: "owner" },
    { id: id("app", 2), name: "Stock", permissionLevel: "owner" },
    { id: id("app", 3), name: "Fair", permissionLevel: "edit" },
    { id: id("app", 4), name: "Library", permissionLevel: "read" },
  ],
);

/** Nothing is shared with this person. */
export const NO_REACH: BasesByWorkspace = { workspaces: [], shared: [] };

/** A policy that allows everything, with changes. */
export function policy(change: Partial<Policy> = {}): Policy {
  return {
    tokenDefaultDays: null,
    tokenMaximumDays: null,
    forbiddenScopes: [],
    allowEverything: true,
    mayCreateTokens: true,
    ...change,
  };
}

/** Noon of a summer's day. */
export const NOW = new Date("2026-07-01T12:00:00Z");

/** So many days from `NOW`. */
export function days(count: number): string {
  return new Date(NOW.getTime() + count * 86_400_000).toISOString();
}

/** An active token that was used today, with changes. */
export function token(change: Partial<Schemas["TokenOut"]> = {}): Schemas["TokenOut"] {
  return {
    id: id("pat", 1),
    userId: id("usr", 1),
    name: "Report",
    scopes: ["data.records:read"],
    access: { mode: "specificModelIds", ids: [id("app", 1)] },
    state: "active",
    createdTime: days(-30),
    lastUsed: { time: days(-0.1) },
    secrets: [{ createdTime: days(-30), ends: "never", live: true, hint: "ab12" }],
    note: null,
    notBefore: null,
    allowedAddresses: [],
    requestsPerSecond: null,
    revision: 1,
    revokedTime: null,
    revokedByUserId: null,
    revokeReason: null,
    refusedLastDay: 0,
    unusedScopes: null,
    ...change,
  };
}

function call(
  id: string,
  method: string,
  path: string,
  summary: string,
  role: string | null,
  all: string[],
  any: string[] = [],
): Operation {
  return { id, operation: id, method, path, summary, all, any, role, token: true };
}

const TABLE = "/v0/{baseId}/{tableIdOrName}";
const META = "/v0/meta/bases";

/** A few calls of the API, as `operations.ts` has them. */
export const CALLS: Operation[] = [
  call("whoAmI", "GET", "/v0/meta/whoami", "Tells a caller who it is.", null, []),
  call("listRecords", "GET", TABLE, "Lists a table's records, page by page.", "read", ["data.records:read"]),
  call("getRecord", "GET", `${TABLE}/{recordId}`, "Reads one record.", "read", ["data.records:read"]),
  call("updateRecords", "PATCH", TABLE, "Changes up to ten records.", "edit", ["data.records:write"]),
  call("createRecords", "POST", TABLE, "Makes one record, or up to ten.", "edit", ["data.records:write"]),
  call("importRecords", "POST", "/api/bases/{baseId}/imports", "Begins an import.", "create", [
    "data.records:write",
    "schema.bases:write",
  ]),
  call("listBases", "GET", META, "Lists the bases.", null, ["schema.bases:read"]),
  call("getBaseSchema", "GET", `${META}/{baseId}/tables`, "Reads a base's tables.", "read", [
    "schema.bases:read",
  ]),
  call("createBase", "POST", META, "Makes a base.", "create", ["schema.bases:write"]),
  call("createTable", "POST", `${META}/{baseId}/tables`, "Makes a table.", "create", ["schema.bases:write"]),
  call(
    "getBaseCollaborators",
    "GET",
    `${META}/{baseId}`,
    "Reads who collaborates.",
    "read",
    [],
    ["schema.bases:read", "workspacesAndBases:read"],
  ),
  { ...call("getAccount", "GET", "/api/account", "Reads the account.", null, []), token: false },
];

/** Scopes as `GET /api/scopes` gives them. */
export const SCOPES: Schemas["ScopeOut"][] = [
  ["data.records:read", "Record data and comments", "Read records", "See the data in records"],
  ["data.records:write", "Record data and comments", "Write records", "Create, change and delete records"],
  ["schema.bases:read", "Base schema", "Read structure", "List bases and see their tables"],
  ["schema.bases:write", "Base schema", "Write structure", "Create bases, and change tables"],
  ["workspacesAndBases:read", "Workspaces and bases", "Read workspaces", "See workspaces and views"],
  ["user.email:read", "User", "Read e-mail address", "See the e-mail address of the owner"],
].map(([name = "", group = "", title = "", meaning = ""]) => ({ name, group, title, meaning }));
