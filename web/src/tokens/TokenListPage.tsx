import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { asks } from "../api/queries.ts";
import { LinkButton } from "../ui/Button.tsx";
import { ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import { MayNotCreate } from "./list/MayNotCreate.tsx";
import { ShortcutLine } from "./list/ShortcutLine.tsx";
import { useShortcuts } from "./list/shortcuts.ts";
import { TokenList } from "./list/TokenList.tsx";
import { isEnded } from "./words.ts";

const route = getRouteApi("/shell/hub/create/tokens");

/** One's own tokens. */
export function TokenListPage() {
  const navigate = useNavigate();
  const search = route.useSearch();
  const tokens = useQuery(asks.tokens());
  // Until the policy is known the button stands: the server decides in the end.
  const mayCreate = useQuery(asks.policy()).data?.mayCreateTokens ?? true;
  const empty = tokens.data?.tokens.length === 0;
  // Where no token lives and nothing is searched for, the words about tokens have a button of their own.
  const searched = search.search !== undefined || search.state !== undefined;
  const noneLives = !searched && (tokens.data?.tokens.every((token) => isEnded(token)) ?? false);
  const field = useRef<HTMLInputElement>(null);

  useShortcuts({
    "/": () => field.current?.focus(),
    c: () => mayCreate && void navigate({ to: "/create/tokens/new" }),
  });

  return (
    <Page
      title="Personal access tokens"
      lead="A token lets a script act for you, within its scopes and access, and never further than you reach yourself."
      actions={
        mayCreate &&
        !noneLives && (
          <LinkButton to="/create/tokens/new" variant="primary">
            Create token
          </LinkButton>
        )
      }
    >
      {!mayCreate && <MayNotCreate />}
      {tokens.data ? (
        <TokenList tokens={tokens.data.tokens} search={search} field={field} mayCreate={mayCreate} />
      ) : tokens.error ? (
        <ErrorNotice error={tokens.error} retry={() => void tokens.refetch()} />
      ) : (
        <Loading rows={8} what="Loading tokens" />
      )}
      {/* After the list, or it would jump when the list comes. */}
      {tokens.data && <ShortcutLine searches={!empty} mayCreate={mayCreate} />}
    </Page>
  );
}
