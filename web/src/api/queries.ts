import { QueryClient, type QueryKey, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, type Schemas, take } from "./client.ts";
import { isPassing } from "./errors.ts";

/** Answers are kept for a while and asked for anew when a window is looked at again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => isPassing(error) && failures < 2,
    },
  },
});

/** What pages ask for, by name. `useQuery(asks.tokens())`; invalidate by `asks.tokens().queryKey`. */
export const asks = {
  account: () =>
    queryOptions({
      queryKey: ["account"],
      queryFn: ({ signal }) => take(client.GET("/api/account", { signal })),
      staleTime: 60_000,
    }),
  sessions: () =>
    queryOptions({
      queryKey: ["sessions"],
      queryFn: ({ signal }) => take(client.GET("/api/sessions", { signal })),
    }),
  scopes: () =>
    queryOptions({
      queryKey: ["scopes"],
      queryFn: ({ signal }) => take(client.GET("/api/scopes", { signal })),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  policy: () =>
    queryOptions({
      queryKey: ["policy"],
      queryFn: ({ signal }) => take(client.GET("/api/policy", { signal })),
    }),
  tokens: () =>
    queryOptions({
      queryKey: ["tokens"],
      queryFn: ({ signal }) => take(client.GET("/api/tokens", { signal })),
    }),
  token: (tokenId: string) =>
    queryOptions({
      queryKey: ["tokens", tokenId],
      queryFn: ({ signal }) =>
        take(client.GET("/api/tokens/{tokenId}", { params: { path: { tokenId } }, signal })),
    }),
  workspaces: () =>
    queryOptions({
      queryKey: ["workspaces"],
      queryFn: ({ signal }) => take(client.GET("/api/workspaces", { signal })),
    }),
  bases: () => queryOptions({ queryKey: ["bases"], queryFn: ({ signal }) => allBases(signal) }),
  schema: (baseId: string) =>
    queryOptions({
      queryKey: ["schema", baseId],
      queryFn: ({ signal }) =>
        take(client.GET("/v0/meta/bases/{baseId}/tables", { params: { path: { baseId } }, signal })),
    }),
};

/** All bases the person reaches, page by page. */
async function allBases(signal: AbortSignal): Promise<Schemas["Base"][]> {
  const bases: Schemas["Base"][] = [];
  let offset: string | undefined;
  do {
    const page = await take(client.GET("/v0/meta/bases", { params: { query: { offset } }, signal }));
    bases.push(...page.bases);
    offset = page.offset ?? undefined;
  } while (offset);
  return bases;
}

/** Who is signed in. Inside the shell it is always known. */
export function useAccount(): Schemas["UserOut"] {
  const { data } = useQuery(asks.account());
  if (!data) throw new Error("useAccount needs the shell around it");
  return data;
}

/** Bases by workspace, as the home page and the access picker show them. */
export interface BasesByWorkspace {
  workspaces: { workspace: Schemas["WorkspaceOut"]; bases: Schemas["Base"][] }[];
  /** Bases shared with the person without their workspace. */
  shared: Schemas["Base"][];
}

/** Sorts bases under their workspaces. */
export function byWorkspace(
  workspaces: Schemas["WorkspaceOut"][],
  bases: Schemas["Base"][],
): BasesByWorkspace {
  const left = new Map(bases.map((base) => [base.id, base]));
  const sorted = workspaces.map((workspace) => ({
    workspace,
    bases: workspace.baseIds.flatMap((id) => {
      const base = left.get(id);
      left.delete(id);
      return base ? [base] : [];
    }),
  }));
  return { workspaces: sorted, shared: [...left.values()] };
}

/** Both lists at once. */
export function useReach() {
  const workspaces = useQuery(asks.workspaces());
  const bases = useQuery(asks.bases());
  const reach =
    workspaces.data && bases.data ? byWorkspace(workspaces.data.workspaces, bases.data) : undefined;
  return {
    reach,
    error: workspaces.error ?? bases.error,
    retry: () => {
      void workspaces.refetch();
      void bases.refetch();
    },
  };
}

/** Ends a call that is under way and makes it again: the first one may never be answered. */
export async function askAgain(queryKey: QueryKey): Promise<void> {
  await queryClient.cancelQueries({ queryKey });
  await queryClient.refetchQueries({ queryKey });
}

/** Asks anew for what a change may have touched: `refresh("tokens")`. */
export function useRefresh() {
  const queries = useQueryClient();
  return (...names: string[]) =>
    Promise.all(names.map((name) => queries.invalidateQueries({ queryKey: [name] })));
}
