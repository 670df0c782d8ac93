import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Schemas } from "../api/client.ts";
import { asks, useRefresh } from "../api/queries.ts";
import { NotFound, Unreadable } from "../shell/Problems.tsx";
import { Button, LinkButton } from "../ui/Button.tsx";
import { Empty, Loading, Notice } from "../ui/Notice.tsx";
import { Page, TabLinks, tabClass } from "../ui/Page.tsx";
import { toast } from "../ui/Toasts.tsx";
import { useDialog } from "./address.ts";
import { homeAsks, namedTables } from "./asks.ts";
import styles from "./base/Base.module.css";
import { TableView } from "./base/TableView.tsx";
import { RenameBase } from "./RenameBase.tsx";
import { noteOpened } from "./recent.ts";
import { atLeast, roleWords } from "./roles.ts";

/** A base: its tables with their first records and fields, and where to go from here. */
export function BasePage() {
  const { baseId } = useParams({ from: "/shell/$baseId" });
  // Any word can stand in this place of an address; only ids lead to bases.
  return /^app[0-9A-Za-z]{14}$/.test(baseId) ? <Base key={baseId} baseId={baseId} /> : <NotFound />;
}

function Base({ baseId }: { baseId: string }) {
  const base = useQuery(homeAsks.base(baseId));
  const schema = useQuery(asks.schema(baseId));
  const refresh = useRefresh();
  const { dialog, close } = useDialog();
  const workspaces = useQuery(asks.workspaces());
  const workspace = workspaces.data?.workspaces.find((one) => one.id === base.data?.workspaceId);
  const there = base.data !== undefined;

  useEffect(() => {
    if (there) noteOpened(baseId);
  }, [there, baseId]);

  if (!base.data) {
    return (
      <Page title="Base" className={styles.page} crumbs={<Link to="/">Your bases</Link>}>
        {base.error ? (
          <Unreadable error={base.error} what="base" retry={() => void base.refetch()} />
        ) : (
          <Loading rows={8} />
        )}
      </Page>
    );
  }
  const { name, permissionLevel } = base.data;
  const creator = atLeast(permissionLevel, "create");
  return (
    <Page
      title={name}
      className={styles.page}
      crumbs={
        <>
          <Link to="/">Your bases</Link>
          {workspace && <> › {workspace.name}</>}
        </>
      }
      lead={`Your role: ${roleWords(permissionLevel)}.`}
      actions={<Actions baseId={baseId} creator={creator} />}
    >
      {schema.data ? (
        <Tables baseId={baseId} tables={schema.data.tables} />
      ) : schema.error ? (
        <Unreadable error={schema.error} what="base" retry={() => void schema.refetch()} />
      ) : (
        <Loading rows={8} />
      )}
      {creator && dialog === "rename-base" && (
        <RenameBase
          baseId={baseId}
          name={name}
          onClose={close}
          onDone={async (said) => {
            close();
            toast(said);
            await refresh("base", "bases");
          }}
        />
      )}
    </Page>
  );
}

function Actions({ baseId, creator }: { baseId: string; creator: boolean }) {
  const policy = useQuery(asks.policy());
  const { open } = useDialog();
  return (
    <>
      <LinkButton to="/$baseId/people" params={{ baseId }}>
        People
      </LinkButton>
      <LinkButton to="/$baseId/api/docs" params={{ baseId }}>
        API docs
      </LinkButton>
      {(policy.data?.mayCreateTokens ?? true) && (
        <LinkButton to="/create/tokens/new" search={{ bases: baseId, from: "app" }}>
          Create a token
        </LinkButton>
      )}
      {creator && <Button onPress={() => open("rename-base")}>Rename base</Button>}
    </>
  );
}

function Tables({ baseId, tables }: { baseId: string; tables: Schemas["Table"][] }) {
  const { table: wanted } = useSearch({ from: "/shell/$baseId" });
  const named = namedTables(tables);
  const found = named.find((table) => table.id === wanted || table.name === wanted);
  const chosen = found ?? named[0];
  if (!chosen) return <Empty>This base has no tables.</Empty>;
  return (
    <>
      <TabLinks label="Tables">
        {named.map((table) => (
          <Link
            key={table.id}
            to="/$baseId"
            params={{ baseId }}
            search={{ table: table.id }}
            className={tabClass}
            aria-current={table.id === chosen.id ? "page" : undefined}
            resetScroll={false}
          >
            {table.name}
          </Link>
        ))}
      </TabLinks>
      {wanted && !found && (
        <Notice tone="warn" announce>
          The table in this address is not in this base any more. This is the first one.
        </Notice>
      )}
      <TableView
        key={chosen.id}
        baseId={baseId}
        table={chosen}
        description={tables.find((table) => table.id === chosen.id)?.description}
        tables={named}
      />
    </>
  );
}
