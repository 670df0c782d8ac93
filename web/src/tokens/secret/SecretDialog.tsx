import { useQuery } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { asks } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/Copy.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Checkbox, TextField } from "../../ui/Field.tsx";
import { announce } from "../../ui/live.ts";
import styles from "./SecretDialog.module.css";
import { SnippetTabs } from "./SnippetTabs.tsx";
import { covered, envLines } from "./snippets.ts";
import { TryToken } from "./TryToken.tsx";

const LEAVING = "The token has not been copied yet and can not be shown again. Leave it behind?";
const TOO_EARLY = "Copy the token first, or tick this if you have it safe. It can not be shown again.";

/**
 * Shows a token's secret, this once. It stays until the secret was copied, downloaded or said to be
 * stored: no timer, no click outside, no Escape before. Whoever opens it holds the secret in plain
 * component state and nowhere else, and drops it in `onDone`.
 */
export function SecretDialog({
  secret,
  token,
  firstBase,
  onDone,
}: {
  secret: string;
  /** The token as the answer gave it, without the secret (`apart`). */
  token: Schemas["TokenOut"];
  /** The base that the snippets read from, if the token's access names one. */
  firstBase: { id: string; name: string } | null;
  onDone: () => void;
}) {
  const [stored, setStored] = useState(false);
  const [hidden, setHidden] = useState(false);
  const [tooEarly, setTooEarly] = useState(false);
  const tick = useRef<HTMLDivElement>(null);

  useBlocker({
    shouldBlockFn: () => !stored && !window.confirm(LEAVING),
    enableBeforeUnload: () => !stored,
    disabled: stored,
  });

  const saySo = () => {
    setTooEarly(true);
    announce(TOO_EARLY);
  };
  // The dialog ignores Escape until then; a key that does nothing should say why.
  useEffect(() => {
    if (stored) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setTooEarly(true);
      announce(TOO_EARLY);
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [stored]);

  const keep = () => {
    setStored(true);
    setTooEarly(false);
  };
  const done = () => {
    if (stored) return onDone();
    saySo();
    tick.current?.querySelector("input")?.focus();
  };

  const readsRecords = token.scopes.includes("data.records:read");
  const schema = useQuery({
    ...asks.schema(firstBase?.id ?? ""),
    enabled: Boolean(firstBase) && readsRecords,
  });
  const table = firstBase && readsRecords ? schema.data?.tables[0] : undefined;

  return (
    <Dialog
      title="Copy your token now"
      isOpen
      wide
      onClose={done}
      closesOutside={false}
      closesByEscape={stored}
      footer={
        <div ref={tick} className={styles.foot}>
          <div className={styles.tick}>
            <Checkbox isSelected={stored} onChange={(ticked) => (ticked ? keep() : setStored(false))}>
              I have stored it
            </Checkbox>
            {tooEarly && <p className={styles.early}>{TOO_EARLY}</p>}
          </div>
          <Button variant={stored ? "primary" : "default"} onPress={done}>
            Done
          </Button>
        </div>
      }
    >
      <p>
        This is the only time that the token “{token.name}” is shown. Only a hash of it is kept here, from
        which it can not be made again. If it is lost, regenerate the token.
      </p>
      <div
        onCopy={(event) => {
          // Selected and copied by hand counts as well.
          const area = event.target;
          if (hidden || !(area instanceof HTMLTextAreaElement)) return;
          if (area.value.slice(area.selectionStart, area.selectionEnd) === secret) keep();
        }}
      >
        <TextField
          className={styles.secret}
          label="Token"
          multiline
          mono
          isReadOnly
          autoComplete="off"
          spellCheck="false"
          value={hidden ? covered(secret) : secret}
          onFocus={(event) => event.target instanceof HTMLTextAreaElement && event.target.select()}
        />
      </div>
      <div className={styles.row}>
        <CopyButton primary={!stored} text={secret} what="token" onCopied={keep} />
        <Button
          onPress={() => {
            setHidden(!hidden);
            announce(hidden ? "The token is shown." : "The token is hidden. It can still be copied.");
          }}
        >
          {hidden ? "Show token" : "Hide token"}
        </Button>
        <Button
          onPress={() => {
            download(envLines(location.origin, secret));
            keep();
            announce("Downloaded basekey.env.");
          }}
        >
          Download as .env
        </Button>
      </div>
      <TryToken secret={secret} token={token} />
      <SnippetTabs
        secret={secret}
        hidden={hidden}
        place={table && firstBase ? { baseId: firstBase.id, tableId: table.id } : null}
        reads={table && firstBase ? `the table “${table.name}” of the base “${firstBase.name}”` : null}
        onCopied={keep}
      />
    </Dialog>
  );
}

/** Hands a text to the browser's downloads. The address it makes is gone right after. */
function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "basekey.env";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
