import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import { asks } from "../api/queries.ts";
import { announce } from "../ui/live.ts";
import { ErrorNotice, Loading, Notice } from "../ui/Notice.tsx";
import { Page, TabLinks, tabClass } from "../ui/Page.tsx";
import { ActivityTab } from "./detail/ActivityTab.tsx";
import { useChanged } from "./detail/asks.ts";
import { DeleteDialog } from "./detail/DeleteDialog.tsx";
import { EndedNotice } from "./detail/EndedNotice.tsx";
import { HistoryTab } from "./detail/HistoryTab.tsx";
import { RegenerateDialog } from "./detail/RegenerateDialog.tsx";
import { SettingsRead } from "./detail/SettingsRead.tsx";
import { SettingsTab } from "./detail/SettingsTab.tsx";
import { liveSecrets } from "./detail/secrets.ts";
import { TokenActions } from "./detail/TokenActions.tsx";
import { TokenFacts } from "./detail/TokenFacts.tsx";
import { TwoSecrets } from "./detail/TwoSecrets.tsx";
import { useNames } from "./detail/useNames.ts";
import { useStates } from "./detail/useStates.ts";
import { firstBaseOf } from "./secret/firstBase.ts";
import { SecretDialog } from "./secret/SecretDialog.tsx";
import { isEnded } from "./words.ts";

type Token = Schemas["TokenOut"];

const route = getRouteApi("/shell/hub/create/tokens/$tokenId");
const TABS = [
  { tab: "settings", label: "Settings" },
  { tab: "activity", label: "Activity" },
  { tab: "history", label: "History" },
] as const;

const crumbs = <Link to="/create/tokens">Personal access tokens</Link>;

/** A token: what it is, its settings, what it did, and who changed it. */
export function TokenPage() {
  const { tokenId } = route.useParams();
  const query = useQuery({
    ...asks.token(tokenId),
    // While two secrets are accepted, one may end at any moment.
    refetchInterval: ({ state }) => (liveSecrets(state.data?.secrets ?? []).length > 1 ? 15_000 : false),
  });
  if (query.data) return <OneToken key={tokenId} token={query.data} />;
  return (
    <Page title="Token" crumbs={crumbs}>
      {query.error ? (
        isNotOurs(query.error) ? (
          <Notice tone="warn" title="You can not see this token" announce>
            It does not exist, it ended over a year ago, or it is somebody else's. Only its owner sees a
            token.
          </Notice>
        ) : (
          <ErrorNotice error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <Loading rows={8} what="Loading token" />
      )}
    </Page>
  );
}

/** Nothing there and not allowed look the same on purpose. */
function isNotOurs(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}

function OneToken({ token }: { token: Token }) {
  const { tab = "settings", dialog } = route.useSearch();
  const navigate = route.useNavigate();
  const changed = useChanged();
  const states = useStates(token);
  const { reach } = useNames();
  // The only place where a new secret is kept, until its dialog is done.
  const [made, setMade] = useState<{ secret: string; token: Token } | null>(null);
  const [justDeleted, setJustDeleted] = useState(false);
  const ended = isEnded(token);
  const shown = TABS.find((one) => one.tab === tab)?.tab ?? "settings";
  const close = () => navigate({ search: (search) => ({ tab: search.tab }), replace: true });

  return (
    <Page
      title={token.name}
      crumbs={crumbs}
      lead={token.note ?? undefined}
      actions={ended ? undefined : <TokenActions token={token} states={states} />}
    >
      {states.error && <ErrorNotice error={states.error} kept="The token is as it was." />}
      {ended && <EndedNotice token={token} takeFocus={justDeleted} />}
      {!ended && <TwoSecrets token={token} />}
      <TokenFacts token={token} />
      <TabLinks label="About this token">
        {TABS.map((one) => (
          <Link
            key={one.tab}
            to="/create/tokens/$tokenId"
            params={{ tokenId: token.id }}
            search={{ tab: one.tab }}
            className={tabClass}
            aria-current={shown === one.tab ? "page" : undefined}
          >
            {one.label}
          </Link>
        ))}
      </TabLinks>
      {shown === "settings" && (ended ? <SettingsRead token={token} /> : <SettingsTab token={token} />)}
      {shown === "activity" && <ActivityTab token={token} ended={ended} />}
      {shown === "history" && <HistoryTab tokenId={token.id} />}

      {dialog === "regenerate" && !ended && !made && (
        <RegenerateDialog
          token={token}
          onClose={close}
          onMade={async (secret, now) => {
            // First the address, then the secret: its dialog lets nobody leave.
            await close();
            setMade({ secret, token: now });
            changed(now);
          }}
        />
      )}
      {dialog === "delete" && !ended && (
        <DeleteDialog
          token={token}
          onClose={close}
          onDeleted={async (now) => {
            await close();
            setJustDeleted(true);
            changed(now);
            announce(`Deleted “${now.name}”. It is refused everywhere.`);
          }}
        />
      )}
      {made && (
        <SecretDialog
          secret={made.secret}
          token={made.token}
          firstBase={firstBaseOf(made.token.access, reach)}
          onDone={() => setMade(null)}
        />
      )}
    </Page>
  );
}
