import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { announce } from "../../ui/live.ts";
import { Notice } from "../../ui/Notice.tsx";
import styles from "./TryToken.module.css";
import { type Tried, tryToken } from "./whoAmI.ts";

/** A button that calls the server with the token, and what came of it. */
export function TryToken({ secret, token }: { secret: string; token: Schemas["TokenOut"] }) {
  const [pending, setPending] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  // A secret that waits for this one's first use: testing is a use like any other.
  const endsOld = token.secrets.some((one) => one.live && one.ends === "atFirstUse");
  const go = async () => {
    if (pending) return;
    setPending(true);
    const result = await tryToken(secret, token);
    setTried(result);
    setPending(false);
    announce(result.text);
  };
  return (
    <div className={styles.try}>
      <div>
        <Button onPress={go} isPending={pending}>
          {endsOld ? "Test it and end the old secret" : "Test it"}
        </Button>
      </div>
      <p className={styles.note}>
        {endsOld
          ? "Testing is the first use of the new secret: the old one ends with it."
          : "Calls this server with the token and without your session, and shows the answer."}
      </p>
      {tried && (
        <Notice tone={tried.ok ? "good" : "warn"} title={tried.text}>
          {tried.answer && <pre className={styles.answer}>{tried.answer}</pre>}
        </Notice>
      )}
    </div>
  );
}
