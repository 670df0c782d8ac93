import { infiniteQueryOptions, queryOptions, useQueryClient } from "@tanstack/react-query";
import { client, type Schemas, take } from "../../api/client.ts";
import { asks, useRefresh } from "../../api/queries.ts";

/** What a token's page asks for beside the token. The keys lie under "tokens", as all about tokens does. */
export const detailAsks = {
  activity: (tokenId: string) =>
    queryOptions({
      queryKey: ["tokens", tokenId, "activity"],
      queryFn: ({ signal }) =>
        take(client.GET("/api/tokens/{tokenId}/activity", { params: { path: { tokenId } }, signal })),
    }),
  refusals: (tokenId: string) =>
    queryOptions({
      queryKey: ["tokens", tokenId, "refusals"],
      queryFn: ({ signal }) =>
        take(client.GET("/api/tokens/{tokenId}/refusals", { params: { path: { tokenId } }, signal })),
    }),
  history: (tokenId: string) =>
    infiniteQueryOptions({
      queryKey: ["tokens", tokenId, "history"],
      queryFn: ({ signal, pageParam }) =>
        take(
          client.GET("/api/tokens/{tokenId}/history", {
            params: { path: { tokenId }, query: { before: pageParam } },
            signal,
          }),
        ),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
};

/** Shows a token as an answer gave it, and asks anew for all that lists it. The answer carries no secret. */
export function useChanged() {
  const queries = useQueryClient();
  const refresh = useRefresh();
  return (token: Schemas["TokenOut"]) => {
    queries.setQueryData(asks.token(token.id).queryKey, token);
    void refresh("tokens");
  };
}
