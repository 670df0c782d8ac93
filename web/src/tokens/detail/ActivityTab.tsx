import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client.ts";
import { ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { Time } from "../../ui/Time.tsx";
import { detailAsks } from "./asks.ts";
import { Calls } from "./Calls.tsx";
import { Clients } from "./Clients.tsx";
import { HoursGraph } from "./HoursGraph.tsx";
import { Refusals } from "./Refusals.tsx";
import { UnusedScopes } from "./UnusedScopes.tsx";

/** What a token did, what was refused to it and why, and who uses it. */
export function ActivityTab({ token, ended }: { token: Schemas["TokenOut"]; ended: boolean }) {
  const activity = useQuery({ ...detailAsks.activity(token.id), refetchInterval: 30_000 });
  const refusals = useQuery(detailAsks.refusals(token.id));
  const known = activity.data;
  // All at once: refusals that come later would push the rest down.
  if (activity.isPending || refusals.isPending) return <Loading rows={8} what="Loading activity" />;
  const wait = activity.error ? (
    <ErrorNotice error={activity.error} retry={() => void activity.refetch()} />
  ) : (
    <Loading rows={5} what="Loading activity" />
  );
  return (
    <>
      <Section
        title="Refusals"
        lead="The last fifty calls that were refused, like ones together, and what to do."
      >
        <Refusals token={token} ended={ended} />
      </Section>
      <Section title="Calls per hour">
        {known ? (
          <>
            <HoursGraph hours={known.hours} perSecond={token.requestsPerSecond} />
            {known.since && (
              <p>
                Counted since <Time at={known.since} style="exact" />.
              </p>
            )}
          </>
        ) : (
          wait
        )}
      </Section>
      {known && !ended && <UnusedScopes token={token} unused={known.unusedScopes} />}
      {known && (
        <>
          <Section title="Clients" lead="Who uses this token, from where, and with which secret.">
            <Clients clients={known.clients} secrets={token.secrets} />
          </Section>
          <Section title="Last 50 calls">
            <Calls calls={known.calls} perSecond={token.requestsPerSecond} />
          </Section>
        </>
      )}
    </>
  );
}
