import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { asks } from "../../api/queries.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { STATE_WORDS, type TokenState } from "../words.ts";
import styles from "./list.module.css";

type Found = Schemas["FoundTokenOut"];

const SECRETS: Record<string, string> = {
  current: "What you pasted is its current secret.",
  old: "What you pasted is an older secret of it that is still accepted.",
  ended: "What you pasted is a secret of it that has ended: calls with it are refused.",
  wrong: "The id belongs to this token, but the secret is none of its: calls with it are refused.",
};

/**
 * Finds one's own token by its text. The text stands in the field only until it is asked about, and
 * nowhere else: not in the address, nor in a cache.
 */
export function FindBox({
  onFound,
  onPause,
}: {
  onFound: (found: Found) => void;
  onPause: (found: Found) => void;
}) {
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const secret = useRef("");
  const find = useMutation({
    gcTime: 0,
    // The text is handed over beside the mutation, whose variables are kept.
    mutationFn: () => {
      const token = secret.current;
      secret.current = "";
      return take(client.POST("/api/tokens/find", { body: { token } }));
    },
    onSuccess: onFound,
  });
  const look = (pasted: string) => {
    const token = pasted.trim();
    setText("");
    setMissing(token === "");
    if (token === "") return input.current?.focus();
    if (find.isPending) return;
    secret.current = token;
    find.mutate();
  };
  // The list knows the state as it is now; the answer knows which secret was pasted.
  const tokens = useQuery(asks.tokens());
  const listed = tokens.data?.tokens.find((token) => token.id === find.data?.tokenId);
  const found = find.data && { ...find.data, state: listed?.state ?? find.data.state };
  const status = find.error instanceof ApiError ? find.error.status : null;
  // A token that was cut off is not somebody else's: who believes that does not look on.
  const [none, damaged] = [status === 404, status === 422];
  return (
    <div className={styles.find}>
      <div className={styles.findRow}>
        <TextField
          className={styles.findField}
          label="Have a token? Find it here"
          type="password"
          autoComplete="off"
          spellCheck="false"
          placeholder="Paste the whole token"
          inputRef={input}
          value={text}
          onChange={setText}
          onPaste={(event) => {
            event.preventDefault();
            look(event.clipboardData?.getData("text") ?? "");
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") look(text);
          }}
          error={missing ? "Paste a token first." : null}
        />
        <Button onPress={() => look(text)} isPending={find.isPending}>
          Find
        </Button>
      </div>
      {found && (
        <Notice
          tone={found.secret === "current" || found.secret === "old" ? "warn" : "info"}
          title={`It is “${found.name}”: ${(STATE_WORDS[found.state as TokenState]?.label ?? found.state).toLowerCase()}`}
          announce
          actions={
            <>
              <LinkButton small to="/create/tokens/$tokenId" params={{ tokenId: found.tokenId }}>
                Open
              </LinkButton>
              {found.state === "active" && (
                <Button small onPress={() => onPause(found)}>
                  Pause
                </Button>
              )}
              {!["revoked", "expired"].includes(found.state) && (
                <>
                  <LinkButton
                    small
                    to="/create/tokens/$tokenId"
                    params={{ tokenId: found.tokenId }}
                    search={{ dialog: "regenerate" }}
                  >
                    Regenerate
                  </LinkButton>
                  <LinkButton
                    small
                    to="/create/tokens/$tokenId"
                    params={{ tokenId: found.tokenId }}
                    search={{ dialog: "delete" }}
                  >
                    Delete
                  </LinkButton>
                </>
              )}
              <Button small variant="quiet" onPress={() => find.reset()}>
                Close
              </Button>
            </>
          }
        >
          {SECRETS[found.secret] ?? ""}
        </Notice>
      )}
      {none && (
        <Notice announce title="None of your tokens">
          It belongs to someone else, was deleted over a year ago, or is no token of this server. If it
          leaked, tell the person who uses it, or an owner of this instance.
        </Notice>
      )}
      {damaged && (
        <Notice announce tone="warn" title="That is no whole token">
          A part is missing, or it was changed: a token is <code>pat</code> and 14 characters, a dot, and 64
          more. Copy all of it and paste it again. If only its beginning is left, put what stands before the
          dot into the search above.
        </Notice>
      )}
      {find.error && !none && !damaged && (
        <ErrorNotice error={find.error} kept="The field was emptied: paste it again." />
      )}
    </div>
  );
}
