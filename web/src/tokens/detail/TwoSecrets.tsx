import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { toast } from "../../ui/Toasts.tsx";
import { detailAsks, useChanged } from "./asks.ts";
import { ClientList } from "./ClientList.tsx";
import { endWords, liveSecrets, usedSince } from "./secrets.ts";

/** While two secrets of a token are accepted: which, until when, who still uses the old one, and an end to it. */
export function TwoSecrets({ token }: { token: Schemas["TokenOut"] }) {
  const changed = useChanged();
  const [asking, setAsking] = useState(false);
  const [newest, old] = liveSecrets(token.secrets);
  const activity = useQuery({
    ...detailAsks.activity(token.id),
    enabled: Boolean(old),
    refetchInterval: 15_000,
  });
  const end = useMutation({
    mutationFn: () =>
      take(client.POST("/api/tokens/{tokenId}/end-old-secret", { params: { path: { tokenId: token.id } } })),
    onSuccess: (now) => {
      changed(now);
      toast("The old secret is refused everywhere.");
      // This bar goes, and with it the button that had the focus.
      setTimeout(() => document.querySelector("h1")?.focus(), 100);
    },
  });
  if (!newest || !old) return null;
  const users = activity.data && usedSince(activity.data.clients, newest.createdTime, old.createdTime);
  return (
    <Notice
      tone="warn"
      title="Two secrets are accepted"
      actions={
        <Button small onPress={() => setAsking(true)}>
          End old now
        </Button>
      }
    >
      <p>
        The new one{hint(newest)} since <Time at={newest.createdTime} style="exact" />. The old one{hint(old)}{" "}
        ends {endWords(old.ends)}.
      </p>
      {users && users.length === 0 && <p>No client has used the old one since.</p>}
      {users && users.length > 0 && (
        <>
          <p>Still used since then by:</p>
          <ClientList clients={users} most={3} />
        </>
      )}
      <ConfirmDialog
        title="End the old secret now?"
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => end.mutateAsync()}
        confirm="End old secret"
        danger
      >
        <p>Clients that hold it are refused from then on. It can not be brought back.</p>
        {users && users.length > 0 ? (
          <>
            <p>These still use it:</p>
            <ClientList clients={users} />
          </>
        ) : (
          users && <p>No client has used it since the new one was made.</p>
        )}
      </ConfirmDialog>
    </Notice>
  );
}

function hint(secret: Schemas["SecretOut"]): string {
  return secret.hint ? ` (…${secret.hint})` : "";
}
