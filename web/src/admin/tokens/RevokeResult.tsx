import type { ReactNode } from "react";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import styles from "../Admin.module.css";
import { countTokens, errorWords, type Revoked } from "./revoke.ts";

/** What became of tokens that were to be revoked, and which were not. */
export function RevokeResult({
  result,
  nameOf,
  actions,
}: {
  result: Revoked;
  nameOf: (tokenId: string) => string;
  actions: ReactNode;
}) {
  const { revoked, errors, failure } = result;
  const whole = errors.length === 0 && failure === null;
  return (
    <>
      <Notice
        tone={whole ? "good" : "warn"}
        announce
        title={
          revoked.length === 0
            ? "No token was revoked."
            : `${countTokens(revoked.length)} revoked. ${revoked.length === 1 ? "It is" : "They are"} refused from now on.`
        }
        actions={actions}
      >
        {errors.length > 0 && (
          <ul className={styles.list}>
            {errors.map((error) => (
              <li key={error.tokenId}>
                {nameOf(error.tokenId)} was not revoked: {errorWords(error.type)}.
              </li>
            ))}
          </ul>
        )}
      </Notice>
      {failure !== null && (
        <ErrorNotice error={failure} kept="The rest was not revoked and is still chosen." />
      )}
    </>
  );
}
