import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { asks } from "../api/queries.ts";
import { Unreadable } from "../shell/Problems.tsx";
import { ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page, Section } from "../ui/Page.tsx";
import { homeAsks, type Shared } from "./asks.ts";
import styles from "./people/People.module.css";
import { PeopleActions } from "./people/PeopleActions.tsx";
import { PeopleTable } from "./people/PeopleTable.tsx";
import { PeopleView } from "./people/PeopleView.tsx";
import { atLeast, roleWords } from "./roles.ts";

/** Who reaches a base: those with whom it is shared by itself, and those of its workspace. */
export function BasePeoplePage() {
  const { baseId } = useParams({ from: "/shell/$baseId/people" });
  const { data: base, error, refetch } = useQuery(homeAsks.base(baseId));
  const shared: Shared = { kind: "base", id: baseId };
  const throughWorkspace = base?.individualCollaborators?.workspaceCollaborators ?? [];
  const otherRole = (userId: string) => {
    const found = throughWorkspace.find((person) => person.userId === userId);
    return found && roleWords(found.permissionLevel);
  };
  return (
    <Page
      title={base ? `People of ${base.name}` : "People of a base"}
      className={styles.page}
      crumbs={
        <>
          <Link to="/">Your bases</Link> ›{" "}
          <Link to="/$baseId" params={{ baseId }}>
            {base?.name ?? "Base"}
          </Link>
        </>
      }
      actions={base && atLeast(base.permissionLevel, "create") && <PeopleActions />}
    >
      {base ? (
        <PeopleView shared={shared} name={base.name} role={base.permissionLevel} otherRole={otherRole}>
          <ThroughWorkspace base={base} />
        </PeopleView>
      ) : error ? (
        <Unreadable error={error} what="base" retry={() => void refetch()} />
      ) : (
        <Loading rows={6} />
      )}
    </Page>
  );
}

/** Those who reach the base through its workspace; they are managed there. */
function ThroughWorkspace({ base }: { base: Schemas["BaseCollaborators"] }) {
  const workspaces = useQuery(asks.workspaces());
  const workspace = workspaces.data?.workspaces.find((one) => one.id === base.workspaceId);
  // Only its collaborators may read the names; others see the e-mails that the base itself tells.
  const named = useQuery({
    ...homeAsks.people({ kind: "workspace", id: base.workspaceId }),
    enabled: workspace !== undefined,
  });
  const told = base.individualCollaborators?.workspaceCollaborators ?? [];
  const people =
    named.data?.collaborators ?? told.map((person) => ({ ...person, name: person.email, email: "" }));
  return (
    <Section
      title="Through the workspace"
      lead={
        workspace ? (
          <>
            They reach every base of the workspace {workspace.name}, this one too.{" "}
            <Link to="/workspaces/$workspaceId/people" params={{ workspaceId: workspace.id }}>
              People of {workspace.name}
            </Link>
          </>
        ) : (
          "They reach every base of the workspace that this base is in. You are not one of its collaborators."
        )
      }
    >
      {named.error && !named.data ? (
        <ErrorNotice error={named.error} retry={() => void named.refetch()} />
      ) : (
        <PeopleTable label={`People who reach ${base.name} through its workspace`} people={people} />
      )}
    </Section>
  );
}
