import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { asks, useRefresh } from "../../api/queries.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { clientName, clientPlace } from "../../ui/clients.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { Time } from "../../ui/Time.tsx";
import { toast } from "../../ui/Toasts.tsx";
import styles from "../Account.module.css";
import { rescueFocus } from "./rescueFocus.ts";

type Session = Schemas["SessionOut"];

/** Where one is signed in, and the way to end that from here. */
export function SessionsSection() {
  const refresh = useRefresh();
  const { data, error, refetch } = useQuery(asks.sessions());
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const list = useRef<HTMLDivElement>(null);
  const sessions = [...(data?.sessions ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  const others = sessions.filter((session) => !session.current);

  const endOne = async (session: Session) => {
    if (busy) return;
    setBusy(session.id);
    setFailure(null);
    try {
      await end(session.id);
      toast(`${clientPlace(session)} was signed out.`);
      await refresh("sessions");
      // The button is gone with its row; the next one stands in its place.
      rescueFocus(() => list.current?.querySelector("button") ?? list.current);
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(null);
    }
  };
  const endOthers = async () => {
    try {
      for (const session of others) await end(session.id);
      toast("All your other sessions were signed out.");
    } finally {
      await refresh("sessions");
    }
    rescueFocus(() => list.current);
  };

  const columns: Column<Session>[] = [
    {
      id: "client",
      label: "Client",
      cell: (session) => (
        <span className={styles.client} title={session.client ?? undefined}>
          {clientName(session.client)}
          {session.current && <Badge tone="info">This session</Badge>}
        </span>
      ),
    },
    { id: "address", label: "Address", cell: (session) => session.address ?? "Unknown" },
    { id: "since", label: "Signed in", cell: (session) => <Time at={session.createdTime} /> },
    { id: "ends", label: "Ends", cell: (session) => <Time at={session.expires} /> },
  ];
  if (others.length > 0) {
    columns.push({
      id: "end",
      label: "Sign out",
      menu: true,
      cell: (session) =>
        session.current ? null : (
          <Button
            small
            variant="quiet"
            onPress={() => void endOne(session)}
            isPending={busy === session.id}
            aria-label={`Sign out ${clientPlace(session)}`}
          >
            Sign out
          </Button>
        ),
    });
  }

  return (
    <Section
      title="Sessions"
      lead="Where you are signed in. Sign out what you do not know, then change your password."
      actions={
        others.length > 0 && (
          <Button onPress={() => setAsking(true)}>
            Sign out {others.length === 1 ? "the other one" : `all ${others.length} others`}
          </Button>
        )
      }
    >
      {failure !== null && <ErrorNotice error={failure} />}
      {error && !data ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={3} what="Loading sessions" />
      ) : (
        <div ref={list} tabIndex={-1}>
          <DataTable
            label="Your sessions"
            columns={columns}
            rows={sessions}
            rowKey={(session) => session.id}
          />
        </div>
      )}
      <ConfirmDialog
        title="Sign out all other sessions?"
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={endOthers}
        confirm="Sign out others"
        danger
      >
        <p>
          {others.length === 1 ? "One other session ends" : `${others.length} other sessions end`} at once.
          What was typed there and not saved is lost. You stay signed in here. Tokens are not touched.
        </p>
      </ConfirmDialog>
    </Section>
  );
}

/** Ends a session. One that has ended meanwhile is as it should be. */
async function end(sessionId: string): Promise<void> {
  try {
    await take(client.DELETE("/api/sessions/{sessionId}", { params: { path: { sessionId } } }));
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
}
