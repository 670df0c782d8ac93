import { useQuery } from "@tanstack/react-query";
import { asks } from "../api/queries.ts";
import { InstanceOwnerOnly } from "../shell/Problems.tsx";
import { ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import { adminAsks } from "./asks.ts";
import { PolicyForm } from "./policy/PolicyForm.tsx";

/** What tokens may be and who may make them, for the whole instance. */
export function PolicyPage() {
  return (
    <InstanceOwnerOnly>
      <Policy />
    </InstanceOwnerOnly>
  );
}

function Policy() {
  const settings = useQuery(adminAsks.settings());
  const users = useQuery(adminAsks.users());
  const scopes = useQuery(asks.scopes());
  const asked = [settings, users, scopes];
  const failed = asked.find((one) => one.error && !one.data);
  return (
    <Page
      title="Token policy"
      lead="What new tokens may be, and who may create them. Nothing here ends a token: living tokens keep what they have."
    >
      {failed ? (
        <ErrorNotice
          error={failed.error}
          retry={() => {
            for (const one of asked) if (one.error) void one.refetch();
          }}
        />
      ) : settings.data && users.data && scopes.data ? (
        <PolicyForm settings={settings.data} users={users.data.users} scopes={scopes.data.scopes} />
      ) : (
        <Loading rows={10} what="Loading the policy" />
      )}
    </Page>
  );
}
