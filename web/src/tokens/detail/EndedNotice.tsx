import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Schemas } from "../../api/client.ts";
import { LinkButton } from "../../ui/Button.tsx";
import { clientPlace } from "../../ui/clients.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Time } from "../../ui/Time.tsx";
import { detailAsks } from "./asks.ts";
import { firstRefused, isFresh, sinceWords } from "./ended.ts";
import { useEndedBy } from "./useEndedBy.ts";

/** What stands on the page of a token that ended: since when, by whom, and the first call that felt it. */
export function EndedNotice({ token, takeFocus }: { token: Schemas["TokenOut"]; takeFocus: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const by = useEndedBy(token);
  const since = token.state === "revoked" ? token.revokedTime : (token.expires ?? null);
  const refusals = useQuery({
    ...detailAsks.refusals(token.id),
    enabled: since !== null,
    // Somebody who just deleted a token waits for this.
    refetchInterval: () => (isFresh(since, Date.now()) ? 5_000 : false),
  });
  useEffect(() => {
    if (takeFocus) place.current?.focus();
  }, [takeFocus]);
  const first = since ? firstRefused(refusals.data?.refusals ?? [], since) : null;
  const full = (refusals.data?.refusals.length ?? 0) >= 50;
  return (
    <div ref={place} tabIndex={-1} style={{ outlineOffset: 2 }}>
      <Notice
        tone="bad"
        title={since ? `Refused everywhere since ${sinceWords(since, new Date())}` : "Refused everywhere"}
        actions={
          <LinkButton small to="/create/tokens/new" search={{ from: token.id }}>
            Duplicate token
          </LinkButton>
        }
      >
        <p>
          {token.state === "revoked"
            ? `Deleted${by ? ` by ${by}` : ""}. A deleted token never comes back; it is shown here for a year.`
            : "It reached its end. It is shown here for a year."}
        </p>
        {token.revokeReason && <p>Reason: {token.revokeReason}</p>}
        <p role="status">
          {first ? (
            <>
              {full ? "Oldest refused call that is kept" : "First refused call"}:{" "}
              <Time at={first.time} style="exact" />, by {clientPlace(first)}.
            </>
          ) : isFresh(since, Date.now()) ? (
            "No call was refused yet. This page keeps looking."
          ) : (
            "No call was refused since."
          )}
        </p>
      </Notice>
    </div>
  );
}
