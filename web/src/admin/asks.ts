import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, type Schemas, take } from "../api/client.ts";
import type { AuditQuery } from "./audit/filters.ts";
import type { TokenQuery } from "./tokens/filters.ts";

/** Tokens and entries of the log are read so many at a time. */
export const PAGE = 100;

/** What the pages for instance owners ask for. */
export const adminAsks = {
  users: () =>
    queryOptions({
      queryKey: ["users"],
      queryFn: ({ signal }) => take(client.GET("/api/users", { signal })),
    }),
  settings: () =>
    queryOptions({
      queryKey: ["settings"],
      queryFn: ({ signal }) => take(client.GET("/api/settings", { signal })),
    }),
  tokens: (query: TokenQuery) =>
    infiniteQueryOptions({
      queryKey: ["instance-tokens", query],
      queryFn: ({ signal, pageParam }) => tokensPage({ ...query, after: pageParam, limit: PAGE }, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  /** Tokens of all people for counting: as many as `LOOKED_AT`, newest first. */
  someTokens: (query: TokenQuery = {}) =>
    queryOptions({
      queryKey: ["instance-tokens", "some", query],
      queryFn: async ({ signal }) => {
        const tokens: Schemas["InstanceTokenOut"][] = [];
        let after: string | undefined;
        do {
          const page = await tokensPage({ ...query, after, limit: 200 }, signal);
          tokens.push(...page.tokens);
          after = page.next ?? undefined;
        } while (after && tokens.length < LOOKED_AT);
        return { tokens, all: after === undefined };
      },
    }),
  audit: (query: AuditQuery) =>
    infiniteQueryOptions({
      queryKey: ["audit", query],
      queryFn: ({ signal, pageParam }) =>
        take(
          client.GET("/api/audit", {
            params: { query: { ...query, before: pageParam, limit: PAGE } },
            signal,
          }),
        ),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
};

/** Of more tokens than this a count is "at least". */
export const LOOKED_AT = 2000;

/** One page of the tokens of all people. */
export function tokensPage(
  query: TokenQuery & { after?: string; limit: number },
  signal?: AbortSignal,
): Promise<Schemas["InstanceTokensOut"]> {
  return take(client.GET("/api/instance/tokens", { params: { query }, signal }));
}
