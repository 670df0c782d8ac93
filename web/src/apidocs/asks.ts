import { queryOptions } from "@tanstack/react-query";
import { client, take } from "../api/client.ts";
import type { DocRecord } from "./model.ts";

/** How many records samples are taken from. */
const FIRST = 10;

/** The first records of a table, with its cells by id: a new name of a field needs no new reading. */
export function firstRecords(baseId: string, tableId: string) {
  return queryOptions({
    queryKey: ["records", baseId, tableId, "first"],
    queryFn: async ({ signal }) => {
      const list = await take(
        client.GET("/v0/{baseId}/{tableIdOrName}", {
          params: {
            path: { baseId, tableIdOrName: tableId },
            query: { maxRecords: FIRST, returnFieldsByFieldId: true },
          },
          signal,
        }),
      );
      return list.records as DocRecord[];
    },
    staleTime: 30_000,
  });
}
