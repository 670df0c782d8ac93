import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { asks } from "../api/queries.ts";
import type { DocsSearch } from "../router.tsx";
import { Unreadable } from "../shell/Problems.tsx";
import { LinkButton } from "../ui/Button.tsx";
import { Empty, Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./ApiDocs.module.css";
import { Contents } from "./Contents.tsx";
import { Controls } from "./Controls.tsx";
import { type Docs, DocsContext } from "./context.ts";
import { LANGS, type Settings, TOKEN_PLACEHOLDER } from "./model.ts";
import { PageActions } from "./PageActions.tsx";
import { PartView } from "./PartView.tsx";
import { docOf } from "./page.ts";
import { Side } from "./Side.tsx";
import { useBase } from "./useBase.ts";

/** The API of one base, with its own names, ids and records. */
export function ApiDocsPage() {
  const { baseId } = useParams({ from: "/shell/$baseId/api/docs" });
  // Another base begins anew: nothing of the last one, above all no token, is carried over.
  return <DocsOfBase key={baseId} baseId={baseId} />;
}

function settingsOf(search: DocsSearch): Settings {
  const lang = LANGS.find((one) => one === search.lang) ?? "curl";
  return { ids: search.ids === "1", typecast: search.typecast === "1", lang };
}

function DocsOfBase({ baseId }: { baseId: string }) {
  const search = useSearch({ from: "/shell/$baseId/api/docs" });
  const navigate = useNavigate();
  const { base, standing, error, retry, isPending, isReading, isShown, show } = useBase(baseId);
  const tokens = useQuery(asks.tokens());
  const [secret, setSecret] = useState("");
  const [inSnippets, setInSnippets] = useState(false);
  const { ids, typecast, lang } = settingsOf(search);
  const settings = useMemo(() => ({ ids, typecast, lang }), [ids, typecast, lang]);
  const doc = useMemo(() => base && docOf(base, settings), [base, settings]);
  const ready = doc !== null && !isPending;
  useArrival(ready);

  if (!base || !doc || isPending) {
    return (
      <Page title="API">
        {error && !base ? (
          <Unreadable error={error} what="base" retry={retry} />
        ) : (
          <Loading rows={9} what="Reading the base" />
        )}
      </Page>
    );
  }
  const crumbs = (
    <Link to="/$baseId" params={{ baseId }}>
      {base.name}
    </Link>
  );
  if (base.tables.length === 0) {
    return (
      <Page title={doc.title} crumbs={crumbs}>
        <Empty
          action={
            <LinkButton to="/$baseId" params={{ baseId }}>
              Go to the base
            </LinkButton>
          }
        >
          This base has no tables yet. The page is made from its tables and fields.
        </Empty>
      </Page>
    );
  }
  const change = (next: DocsSearch) =>
    void navigate({
      to: ".",
      search: { ...search, ...next },
      hash: true,
      replace: true,
      resetScroll: false,
      hashScrollIntoView: false,
    });
  const token = tokens.data?.tokens.find((one) => one.id === search.token) ?? null;
  const docs: Docs = {
    base,
    settings,
    target: { origin: base.origin, token: inSnippets && secret ? secret : TOKEN_PLACEHOLDER, ids, typecast },
    token,
    standing,
    secret,
    setSecret,
    inSnippets,
    setInSnippets,
    isShown,
    show,
  };
  return (
    <DocsContext value={docs}>
      <Page
        title={doc.title}
        lead="Made from this base as it is now: its names, ids and first records."
        crumbs={crumbs}
        actions={<PageActions />}
        className={styles.page}
      >
        <div className={styles.layout}>
          <Side
            controls={<Controls tokens={tokens.data?.tokens ?? []} chosen={search.token} onChange={change} />}
            contents={<Contents parts={doc.parts} />}
          />
          <div className={styles.parts}>
            {error && <Unreadable error={error} what="base" retry={retry} />}
            {doc.parts.map((part) => (
              <PartView
                key={part.anchor}
                part={part}
                level={2}
                isReading={part.tableId !== undefined && isReading(part.tableId)}
              />
            ))}
          </div>
        </div>
      </Page>
    </DocsContext>
  );
}

/** Goes to the part that the address names, once it is there. */
function useArrival(ready: boolean) {
  const arrived = useRef(false);
  useEffect(() => {
    if (!ready || arrived.current) return;
    arrived.current = true;
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [ready]);
}
