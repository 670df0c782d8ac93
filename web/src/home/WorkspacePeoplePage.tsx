import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Unreadable } from "../shell/Problems.tsx";
import { Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import { homeAsks, type Shared } from "./asks.ts";
import styles from "./people/People.module.css";
import { PeopleActions } from "./people/PeopleActions.tsx";
import { PeopleView } from "./people/PeopleView.tsx";
import { atLeast } from "./roles.ts";

/** Who collaborates on a workspace. */
export function WorkspacePeoplePage() {
  const { workspaceId } = useParams({ from: "/shell/workspaces/$workspaceId/people" });
  const { data: workspace, error, refetch } = useQuery(homeAsks.workspace(workspaceId));
  const shared: Shared = { kind: "workspace", id: workspaceId };
  return (
    <Page
      title={workspace ? `People of ${workspace.name}` : "People of a workspace"}
      className={styles.page}
      crumbs={<Link to="/">Your bases</Link>}
      actions={workspace && atLeast(workspace.permissionLevel, "create") && <PeopleActions />}
    >
      {workspace ? (
        <PeopleView shared={shared} name={workspace.name} role={workspace.permissionLevel} />
      ) : error ? (
        <Unreadable error={error} what="workspace" retry={() => void refetch()} />
      ) : (
        <Loading rows={6} />
      )}
    </Page>
  );
}
