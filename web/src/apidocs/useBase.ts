import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { asks, queryClient, useReach } from "../api/queries.ts";
import { firstRecords } from "./asks.ts";
import type { DocBase, DocRecord, DocTable } from "./model.ts";
import { standingOf } from "./permits.ts";
import { alsoShown } from "./shown.ts";

/** Reads all that the page is made of; what is long is read when it is asked for. */
export function useBase(baseId: string) {
  const schema = useQuery({
    ...asks.schema(baseId),
    // A field that was renamed elsewhere is seen as soon as this window is looked at again.
    refetchOnWindowFocus: "always",
    refetchOnMount: "always",
  });
  const { refetch } = schema;
  useEffect(() => {
    // Two windows side by side: this one is never hidden, so only the focus tells that it is looked at.
    const look = () => void refetch({ cancelRefetch: false });
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [refetch]);
  const { reach } = useReach();
  const [asked, setAsked] = useState<ReadonlySet<string>>(() => new Set([tableIn(location.hash)]));
  const [begun, setBegun] = useState(false);
  const tables = schema.data?.tables as DocTable[] | undefined;
  const open = tables ? alsoShown(asked, tables) : asked;
  if (open !== asked) setAsked(open);
  const shown = tables?.filter((table) => open.has(table.id)) ?? [];
  const reading = useQueries({ queries: shown.map((table) => firstRecords(baseId, table.id)) });
  const isReading = tables === undefined || reading.some((one) => one.isPending);
  // Later tables are read in their own place: what was opened, typed and answered on the page stays.
  if (!begun && !isReading) setBegun(true);
  const age = reading.map((one) => `${one.dataUpdatedAt}`).join();
  const standing = standingOf(baseId, reach);
  const name = nameOf(baseId, reach);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `age` stands for the answers, whose list is new each time
  const base = useMemo((): DocBase | null => {
    if (!tables) return null;
    const records = new Map<string, readonly DocRecord[]>();
    shown.forEach((table, index) => {
      const found = reading[index]?.data;
      if (found) records.set(table.id, found);
    });
    return { id: baseId, name, tables, records, origin: location.origin };
  }, [baseId, name, tables, age, shown.length]);

  return {
    base,
    standing,
    error: schema.error,
    retry: () => void schema.refetch(),
    /** The first records of a table are still on their way. */
    isReading: (tableId: string) =>
      reading[shown.findIndex((table) => table.id === tableId)]?.isPending ?? false,
    /** What the page shows at first is still on its way. */
    isPending: !begun && isReading,
    isShown: (tableId: string) => open.has(tableId),
    show: (tableId: string) => setAsked((before) => new Set([...before, tableId])),
  };
}

function tableIn(hash: string): string {
  return /tbl[0-9A-Za-z]{14}/.exec(hash)?.[0] ?? "";
}

function nameOf(baseId: string, reach: ReturnType<typeof useReach>["reach"]): string {
  const all = [...(reach?.workspaces.flatMap(({ bases }) => bases) ?? []), ...(reach?.shared ?? [])];
  return all.find((base) => base.id === baseId)?.name ?? baseId;
}

/** The base with the first records of all its tables, for copies that hold everything. */
export async function wholeBase(base: DocBase): Promise<DocBase> {
  const records = new Map(base.records);
  for (const table of base.tables) {
    if (records.has(table.id)) continue;
    try {
      records.set(table.id, await queryClient.ensureQueryData(firstRecords(base.id, table.id)));
    } catch {
      // What can not be read has made-up samples, and says so.
    }
  }
  return { ...base, records };
}
