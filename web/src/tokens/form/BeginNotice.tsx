import { Notice } from "../../ui/Notice.tsx";
import type { Beginning } from "./begin.ts";
import styles from "./form.module.css";

/** Says who filled the form in, and what of it could not be taken over. */
export function BeginNotice({ beginning }: { beginning: Beginning }) {
  const { byLink, copied, left } = beginning;
  if (!byLink && copied === null && left.length === 0) return null;
  return (
    <Notice
      tone={byLink || left.length > 0 ? "warn" : "info"}
      title={byLink ? "A link filled this form in" : undefined}
    >
      <div className={styles.sentences}>
        {byLink && (
          <p>
            Nothing happens until you press “Create token”. Look at every part first, above all if you do not
            know where the link comes from.
          </p>
        )}
        {copied !== null && (
          <p>
            Filled in from the token “{copied}”. The new token gets a secret of its own; the other one stays
            as it is.
          </p>
        )}
        {left.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </Notice>
  );
}
