import { useMutation, useQuery } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { RadioGroup, TextField } from "../../ui/Field.tsx";
import { announce } from "../../ui/live.ts";
import { ErrorNotice, Loading, Notice } from "../../ui/Notice.tsx";
import { zone } from "../../ui/times.ts";
import { apart } from "../secret/apart.ts";
import { detailAsks } from "./asks.ts";
import { ClientList } from "./ClientList.tsx";
import { useConfirmed } from "./ConfirmPassword.tsx";
import { newKey } from "./newKey.ts";
import { OLD_ENDS, type OldEnds, oldSecretEnds } from "./regenerate.ts";
import { liveSecrets, usedLately } from "./secrets.ts";

type Token = Schemas["TokenOut"];

/** A new secret for a token; asks when the one in use ends. */
export function RegenerateDialog({
  token,
  onClose,
  onMade,
}: {
  token: Token;
  onClose: () => void;
  /** The new secret, this once, and the token without it. */
  onMade: (secret: string, token: Token) => void;
}) {
  const activity = useQuery(detailAsks.activity(token.id));
  const [choice, setChoice] = useState<OldEnds>("now");
  const [minute, setMinute] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [lost, setLost] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // One key for each dialog: an answer that got lost does not make a second secret by itself.
  const key = useRef(newKey());

  const { run, dialog } = useConfirmed();
  const handedOver = useRef(false);
  const regenerate = useMutation({
    // The secret goes straight to whoever shows it; what the cache of calls keeps has none.
    mutationFn: async (ends: string) => {
      const answer = await run(() =>
        take(
          client.POST("/api/tokens/{tokenId}/regenerate", {
            params: { path: { tokenId: token.id } },
            body: { oldSecretEnds: ends, idempotencyKey: key.current },
          }),
        ),
      );
      if (!answer) return announce("Nothing was changed.");
      const { secret, token: now } = apart(answer);
      if (secret === null) {
        key.current = newKey();
        setLost(true);
      } else {
        handedOver.current = true;
        onMade(secret, now);
      }
    },
    gcTime: 0,
  });

  const go = () => {
    if (regenerate.isPending) return;
    const wanted = oldSecretEnds(choice, minute);
    if ("problem" in wanted) {
      setProblem(wanted.problem);
      field.current?.focus();
      return;
    }
    setLost(false);
    regenerate.mutate(wanted.ends);
  };

  // While it is under way the old secret may have ended already: the new one must find somebody.
  useBlocker({
    shouldBlockFn: () => regenerate.isPending && !handedOver.current,
    enableBeforeUnload: () => regenerate.isPending,
    disabled: !regenerate.isPending,
  });
  const lately = usedLately(activity.data?.clients ?? []);
  const two = liveSecrets(token.secrets).length > 1;
  return (
    <>
      <Dialog
        title="Regenerate token"
        isOpen
        onClose={() => !regenerate.isPending && onClose()}
        closesByEscape={!regenerate.isPending}
        closesOutside={false}
        footer={
          <>
            <Button onPress={onClose} isDisabled={regenerate.isPending}>
              Cancel
            </Button>
            <Button variant="primary" onPress={go} isPending={regenerate.isPending}>
              Regenerate token
            </Button>
          </>
        }
      >
        <p>A new secret for “{token.name}”. Its name, scopes and access stay.</p>
        {two && (
          <Notice tone="warn">
            Two secrets are accepted now. If the newest was never used, it goes; the one that is in use ends
            as you choose here.
          </Notice>
        )}
        <RadioGroup
          label="When does the old secret end?"
          value={choice}
          onChange={(value) => {
            setChoice(OLD_ENDS.find((one) => one.value === value)?.value ?? "now");
            setProblem(null);
          }}
          options={OLD_ENDS}
        />
        {choice === "date" && (
          <TextField
            label="Ends at"
            hint={`In your zone, ${zone()}.`}
            type="datetime-local"
            inputRef={field}
            value={minute}
            onChange={(text) => {
              setMinute(text);
              setProblem(null);
            }}
            error={problem}
          />
        )}
        <div>
          <h3>Who used it in the last 7 days</h3>
          {activity.data ? (
            lately.length > 0 ? (
              <ClientList clients={lately} />
            ) : (
              <p>Nobody.</p>
            )
          ) : activity.error ? (
            <p>This could not be read. Regenerating works all the same.</p>
          ) : (
            <Loading rows={2} what="Loading clients" />
          )}
        </div>
        {lost && (
          <Notice tone="warn" title="A new secret was made, but it did not arrive here" announce>
            Its answer was lost on the way, and it can not be shown again. Press the button once more for
            another one.
          </Notice>
        )}
        {regenerate.error && (
          <ErrorNotice error={regenerate.error} kept="You can try again: at most one new secret is made." />
        )}
      </Dialog>
      {dialog}
    </>
  );
}
