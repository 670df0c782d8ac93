import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { asks, useReach } from "../../api/queries.ts";
import { placesOf } from "../form/reach.ts";

/** Names of bases and workspaces by id. `places` is absent until they are read. */
export function useNames() {
  const { reach } = useReach();
  const places = useMemo(() => (reach ? placesOf(reach) : undefined), [reach]);
  return { reach, places, nameOf: (id: string) => places?.get(id)?.name ?? id };
}

/** Names of one's own tokens by id. */
export function useTokenNames() {
  const { data } = useQuery(asks.tokens());
  return (id: string) => data?.tokens.find((token) => token.id === id)?.name ?? null;
}
