import { queryOptions } from "@tanstack/react-query";
import { client, type Schemas, take } from "../api/client.ts";
import type { NamedTable } from "./cells/types.ts";

/** How many records a base's page shows. */
export const FIRST_RECORDS = 50;

/** What is shared: a workspace or a base. */
export interface Shared {
  kind: "workspace" | "base";
  id: string;
}

/** What these pages ask for besides `asks`. */
export const homeAsks = {
  /** A base with its workspace, the reader's role, and everybody who reaches it. */
  base: (baseId: string) =>
    queryOptions({
      queryKey: ["base", baseId],
      queryFn: ({ signal }) =>
        take(
          client.GET("/v0/meta/bases/{baseId}", {
            params: { path: { baseId }, query: { "include[]": ["collaborators"] } },
            signal,
          }),
        ),
    }),
  workspace: (workspaceId: string) =>
    queryOptions({
      queryKey: ["workspaces", workspaceId],
      queryFn: ({ signal }) =>
        take(client.GET("/api/workspaces/{workspaceId}", { params: { path: { workspaceId } }, signal })),
    }),
  people: ({ kind, id }: Shared) =>
    queryOptions({
      queryKey: ["people", kind, id],
      queryFn: ({ signal }) =>
        kind === "workspace"
          ? take(
              client.GET("/api/workspaces/{workspaceId}/collaborators", {
                params: { path: { workspaceId: id } },
                signal,
              }),
            )
          : take(
              client.GET("/api/bases/{baseId}/collaborators", { params: { path: { baseId: id } }, signal }),
            ),
    }),
  invites: ({ kind, id }: Shared) =>
    queryOptions({
      queryKey: ["invites", kind, id],
      queryFn: ({ signal }) =>
        kind === "workspace"
          ? take(
              client.GET("/api/workspaces/{workspaceId}/invites", {
                params: { path: { workspaceId: id } },
                signal,
              }),
            )
          : take(client.GET("/api/bases/{baseId}/invites", { params: { path: { baseId: id } }, signal })),
    }),
  /** Somebody's tokens that reach this now. */
  tokensOf: ({ kind, id }: Shared, userId: string) =>
    queryOptions({
      queryKey: ["people", kind, id, userId, "tokens"],
      queryFn: ({ signal }) =>
        kind === "workspace"
          ? take(
              client.GET("/api/workspaces/{workspaceId}/collaborators/{userId}/tokens", {
                params: { path: { workspaceId: id, userId } },
                signal,
              }),
            )
          : take(
              client.GET("/api/bases/{baseId}/collaborators/{userId}/tokens", {
                params: { path: { baseId: id, userId } },
                signal,
              }),
            ),
      // Just before someone is removed, an old answer would be a wrong one.
      staleTime: 0,
      gcTime: 0,
    }),
  records: (baseId: string, tableId: string) =>
    queryOptions({
      queryKey: ["records", baseId, tableId],
      queryFn: ({ signal }) =>
        take(
          client.GET("/v0/{baseId}/{tableIdOrName}", {
            params: {
              path: { baseId, tableIdOrName: tableId },
              query: { pageSize: FIRST_RECORDS, returnFieldsByFieldId: true },
            },
            signal,
          }),
        ),
    }),
  /** The same records with some fields as texts: in cells that link, the names of the records. */
  recordNames: (baseId: string, tableId: string, fieldIds: string[], timeZone: string) =>
    queryOptions({
      queryKey: ["records", baseId, tableId, "names", ...fieldIds],
      queryFn: ({ signal }) =>
        take(
          client.GET("/v0/{baseId}/{tableIdOrName}", {
            params: {
              path: { baseId, tableIdOrName: tableId },
              query: {
                pageSize: FIRST_RECORDS,
                returnFieldsByFieldId: true,
                "fields[]": fieldIds,
                cellFormat: "string",
                timeZone,
                userLocale: navigator.language,
              },
            },
            signal,
          }),
        ),
    }),
};

/** The schema's tables with the options of their fields, which the document leaves open. */
export function namedTables(tables: Schemas["Table"][]): NamedTable[] {
  return tables as unknown as NamedTable[];
}
