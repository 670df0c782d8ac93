import { useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "../Admin.module.css";
import { countTokens, type Revoked, revokeAll } from "./revoke.ts";

/** Tokens named in the dialog; more are counted. */
const NAMED = 12;

/** Asks before tokens are refused for good, and for a reason that their owners will read. */
export function RevokeDialog({
  tokens,
  onClose,
  onDone,
}: {
  tokens: Schemas["InstanceTokenOut"][];
  onClose: () => void;
  onDone: (revoked: Revoked) => void;
}) {
  const [reason, setReason] = useState("");
  const revoke = async () => {
    const ids = tokens.map((token) => token.id);
    const call = (tokenIds: string[]) =>
      take(
        client.POST("/api/instance/tokens/revoke", {
          body: { tokenIds, reason: reason.trim() || null },
        }),
      );
    onDone(await revokeAll(ids, call));
  };
  return (
    <ConfirmDialog
      title={`Revoke ${countTokens(tokens.length)}?`}
      isOpen
      onClose={onClose}
      onConfirm={revoke}
      confirm={`Revoke ${countTokens(tokens.length)}`}
      danger
    >
      <p>
        {tokens.length === 1 ? "It is" : "They are"} refused from the next call on, for good. What{" "}
        {tokens.length === 1 ? "it" : "they"} wrote stays.
      </p>
      <ul className={styles.list}>
        {tokens.slice(0, NAMED).map((token) => (
          <li key={token.id}>
            <strong>{token.name}</strong> of {token.owner.name},{" "}
            {token.lastUsed ? (
              <>
                last used <Time at={token.lastUsed.time} />
              </>
            ) : (
              "never used"
            )}
          </li>
        ))}
        {tokens.length > NAMED && <li>{tokens.length - NAMED} more</li>}
      </ul>
      <TextField
        label="Reason (optional)"
        hint="Owners of the tokens see it, and it stands in the audit log."
        value={reason}
        onChange={setReason}
        multiline
        maxLength={500}
        autoComplete="off"
      />
    </ConfirmDialog>
  );
}
