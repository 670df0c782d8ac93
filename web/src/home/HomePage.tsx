import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { client, take } from "../api/client.ts";
import { asks, type BasesByWorkspace, useReach, useRefresh } from "../api/queries.ts";
import { Button } from "../ui/Button.tsx";
import { SearchField } from "../ui/Field.tsx";
import { announce } from "../ui/live.ts";
import { Empty, ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page, Section } from "../ui/Page.tsx";
import { toast } from "../ui/Toasts.tsx";
import { useDialog, useSearchText } from "./address.ts";
import { CreateBaseDialog } from "./CreateBaseDialog.tsx";
import styles from "./Home.module.css";
import { NameDialog } from "./NameDialog.tsx";
import { RenameBase } from "./RenameBase.tsx";
import { recentIds } from "./recent.ts";
import { atLeast } from "./roles.ts";
import { countBases, shownReach } from "./search.ts";
import { Tiles, WorkspaceSection } from "./WorkspaceSection.tsx";

/** Where people land: their workspaces with their bases. */
export function HomePage() {
  const { reach, error, retry } = useReach();
  const { open } = useDialog();
  return (
    <Page
      title="Your bases"
      className={styles.page}
      actions={
        reach &&
        reach.workspaces.length > 0 && (
          <Button onPress={() => open("create-workspace")}>Create workspace</Button>
        )
      }
    >
      {reach ? (
        <Reach reach={reach} />
      ) : error ? (
        <ErrorNotice error={error} retry={retry} />
      ) : (
        <Loading rows={8} />
      )}
      {reach && <Dialogs reach={reach} />}
    </Page>
  );
}

function Reach({ reach }: { reach: BasesByWorkspace }) {
  const [search, setSearch] = useSearchText();
  const { open } = useDialog();
  // Read once, so that tiles do not move under the pointer.
  const [recent] = useState(recentIds);
  const policy = useQuery(asks.policy());
  // Until the policy is known the link is there; the page behind it knows as well.
  const mayCreateTokens = policy.data?.mayCreateTokens ?? true;
  const total = countBases(reach);
  const shown = shownReach(reach, search, recent);
  const count = countBases(shown);
  const searching = search.trim() !== "";

  useEffect(() => {
    if (!searching) return;
    const timer = setTimeout(() => announce(count === 1 ? "1 base." : `${count} bases.`), 500);
    return () => clearTimeout(timer);
  }, [count, searching]);

  if (total === 0 && reach.workspaces.length === 0) {
    return (
      <Empty
        action={
          <Button variant="primary" onPress={() => open("create-workspace")}>
            Create workspace
          </Button>
        }
        help="If someone is to share theirs with you, ask them for an invitation."
      >
        A workspace holds your bases and the people who share them. You have none yet.
      </Empty>
    );
  }
  const openers = {
    createBase: (workspace: string, template?: string) => open("create-base", { workspace, template }),
    renameWorkspace: (workspace: string) => open("rename-workspace", { workspace }),
    renameBase: (base: string) => open("rename-base", { base }),
  };
  const firstPlace = reach.workspaces.find(({ workspace }) => atLeast(workspace.permissionLevel, "create"));
  return (
    <>
      {total > 0 && (
        <SearchField label="Search bases" value={search} onChange={setSearch} className={styles.search} />
      )}
      {shown.workspaces.map(({ workspace, bases }) => (
        <WorkspaceSection
          key={workspace.id}
          workspace={workspace}
          bases={bases}
          first={total === 0 && workspace.id === firstPlace?.workspace.id}
          searching={searching}
          mayCreateTokens={mayCreateTokens}
          open={openers}
        />
      ))}
      {shown.shared.length > 0 && (
        <Section title="Shared with you" lead="Bases shared with you by themselves, without their workspace.">
          <Tiles bases={shown.shared} mayCreateTokens={mayCreateTokens} onRename={openers.renameBase} />
        </Section>
      )}
      {searching && count === 0 && shown.workspaces.length === 0 && (
        <Empty action={<Button onPress={() => setSearch("")}>Show all bases</Button>}>
          No base or workspace matches “{search.trim()}”.
        </Empty>
      )}
    </>
  );
}

/** The dialog that the address names, if the reader may do what it does. */
function Dialogs({ reach }: { reach: BasesByWorkspace }) {
  const { dialog, params, close } = useDialog();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const all = reach.workspaces.map((one) => one.workspace);
  const workspaces = all.filter((one) => atLeast(one.permissionLevel, "create"));
  const done = async (said: string) => {
    close();
    toast(said);
    await refresh("workspaces", "bases", "base");
  };

  if (dialog === "create-workspace") {
    const save = async (name: string) => {
      await take(client.POST("/api/workspaces", { body: { name } }));
      await done(`Workspace ${name} created.`);
    };
    return (
      <NameDialog
        title="Create workspace"
        label="Name"
        hint="You will be its owner, and can share it with others."
        confirm="Create workspace"
        onClose={close}
        onSave={save}
      />
    );
  }
  if (dialog === "create-base" && workspaces.length > 0) {
    return (
      <CreateBaseDialog
        workspaces={workspaces}
        workspaceId={params.workspace}
        templateId={params.template}
        onClose={close}
        onMade={({ id, missing }, name) => {
          void refresh("workspaces", "bases");
          toast(
            missing.length === 0
              ? `Base ${name} created.`
              : `Base ${name} created, but without the link ${missing.join(", ")}. Add it through the API.`,
          );
          void navigate({ to: "/$baseId", params: { baseId: id }, replace: true });
        }}
      />
    );
  }
  if (dialog === "rename-workspace") {
    const workspace = workspaces.find((one) => one.id === params.workspace);
    if (!workspace) return null;
    const save = async (name: string) => {
      await take(
        client.PATCH("/api/workspaces/{workspaceId}", {
          params: { path: { workspaceId: workspace.id } },
          body: { name },
        }),
      );
      await done(`Workspace renamed to ${name}.`);
    };
    return (
      <NameDialog
        title="Rename workspace"
        label="Name"
        confirm="Rename workspace"
        name={workspace.name}
        onClose={close}
        onSave={save}
      />
    );
  }
  if (dialog === "rename-base") {
    const bases = [...reach.workspaces.flatMap((one) => one.bases), ...reach.shared];
    const base = bases.find((one) => one.id === params.base);
    if (!base || !atLeast(base.permissionLevel, "create")) return null;
    return <RenameBase baseId={base.id} name={base.name} onClose={close} onDone={done} />;
  }
  return null;
}
