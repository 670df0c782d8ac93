import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { asks, useReach } from "../api/queries.ts";
import { Unreadable } from "../shell/Problems.tsx";
import { LinkButton } from "../ui/Button.tsx";
import { ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import { begin, type Known } from "./form/begin.ts";
import { CreateForm } from "./form/CreateForm.tsx";
import { MayNotCreate } from "./list/MayNotCreate.tsx";

const route = getRouteApi("/shell/hub/create/tokens/new");

/** Makes a token, on one page: what for, may do, where, how long. */
export function NewTokenPage() {
  const search = route.useSearch();
  const { from } = search;
  // `from` is the id of the token to duplicate; other words only tell which page made the link.
  const copyId = from?.startsWith("pat") ? from : null;
  const policy = useQuery(asks.policy());
  const scopes = useQuery(asks.scopes());
  const copy = useQuery({ ...asks.token(copyId ?? ""), enabled: copyId !== null });
  const { reach, error: reachError, retry } = useReach();

  const ready =
    policy.data && scopes.data && reach && (copyId === null || copy.data)
      ? {
          policy: policy.data,
          reach,
          scopes: scopes.data.scopes.map((scope) => scope.name),
          copy: copy.data,
          now: new Date(),
        }
      : null;
  // A form that has begun stays: an answer that comes anew, or does not, must not take away what was
  // typed, or a secret that is being shown.
  const key = JSON.stringify(search);
  const begun = useRef<{ key: string; known: Known } | null>(null);
  if (ready?.policy.mayCreateTokens && begun.current?.key !== key) begun.current = { key, known: ready };
  if (begun.current?.key === key) {
    return (
      <Frame>
        <Filled key={key} known={begun.current.known} />
      </Frame>
    );
  }
  if (policy.data && !policy.data.mayCreateTokens) {
    return (
      <Frame>
        <MayNotCreate />
        <div>
          <LinkButton to="/create/tokens">Back to your tokens</LinkButton>
        </div>
      </Frame>
    );
  }
  if (copyId !== null && copy.error) {
    return (
      <Frame>
        <Unreadable error={copy.error} what="token" retry={() => void copy.refetch()} />
      </Frame>
    );
  }
  const error = policy.error ?? scopes.error ?? reachError;
  const again = () => {
    void policy.refetch();
    void scopes.refetch();
    retry();
  };
  return (
    <Frame>
      {error ? <ErrorNotice error={error} retry={again} /> : <Loading rows={8} what="Loading the form" />}
    </Frame>
  );
}

/** The form, filled once: answers that come anew later must not overwrite what was typed. */
function Filled({ known }: { known: Known }) {
  const search = route.useSearch();
  const [beginning] = useState(() => begin(search, known));
  return <CreateForm beginning={beginning} policy={known.policy} reach={known.reach} />;
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <Page
      title="New token"
      lead="A token lets a script act for you, within the scopes and access that you choose here."
      crumbs={<Link to="/create/tokens">Personal access tokens</Link>}
    >
      {children}
    </Page>
  );
}
