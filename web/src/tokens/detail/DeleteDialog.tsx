import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { clientPlace } from "../../ui/clients.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/Field.tsx";
import { ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { detailAsks } from "./asks.ts";
import { ClientList } from "./ClientList.tsx";
import { usedLately, wasUsedLately } from "./secrets.ts";

type Token = Schemas["TokenOut"];

/** Deletes a token for good. One that was used lately must be named first. */
export function DeleteDialog({
  token,
  onClose,
  onDeleted,
}: {
  token: Token;
  onClose: () => void;
  onDeleted: (token: Token) => void;
}) {
  const activity = useQuery(detailAsks.activity(token.id));
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const remove = useMutation({
    mutationFn: () =>
      take(client.DELETE("/api/tokens/{tokenId}", { params: { path: { tokenId: token.id } } })),
    onSuccess: onDeleted,
  });
  const lately = usedLately(activity.data?.clients ?? []);
  const named = wasUsedLately(token) || lately.length > 0;

  const go = () => {
    if (remove.isPending) return;
    if (named && plain(typed) !== plain(token.name)) {
      setProblem(
        typed ? `That is not its name. Type “${plain(token.name)}”.` : "Type the name of the token.",
      );
      field.current?.focus();
      return;
    }
    remove.mutate();
  };

  return (
    <Dialog
      title={`Delete “${token.name}”?`}
      isOpen
      onClose={onClose}
      role="alertdialog"
      closesOutside={false}
      footer={
        <>
          <Button onPress={onClose} autoFocus>
            Cancel
          </Button>
          <Button variant="danger" onPress={go} isPending={remove.isPending}>
            Delete token
          </Button>
        </>
      }
    >
      <p>
        It is refused everywhere from then on and never comes back. Its history stays for a year. To stop it
        for a while, pause it instead.
      </p>
      <p>
        {token.lastUsed ? (
          <>
            Last used <Time at={token.lastUsed.time} /> by {clientPlace(token.lastUsed)}.
          </>
        ) : (
          "It was never used."
        )}
      </p>
      {activity.isPending && <Loading rows={2} what="Loading clients" />}
      {lately.length > 0 && (
        <div>
          <h3>These clients stop working</h3>
          <ClientList clients={lately} />
        </div>
      )}
      {named && (
        <TextField
          label="Name of the token"
          hint={`It was used in the last 7 days. Type “${plain(token.name)}” to delete it all the same.`}
          inputRef={field}
          autoComplete="off"
          value={typed}
          onChange={(text) => {
            setTyped(text);
            setProblem(null);
          }}
          error={problem}
        />
      )}
      {remove.error && <ErrorNotice error={remove.error} kept="The token was not deleted." />}
    </Dialog>
  );
}

/** A name as people type it: blanks at the ends and double ones do not count. */
function plain(name: string): string {
  return name.trim().replace(/\s+/g, " ");
}
