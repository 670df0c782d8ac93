import type { Schemas } from "../api/client.ts";
import { Button, LinkButton } from "../ui/Button.tsx";
import { Section } from "../ui/Page.tsx";
import { BaseTile } from "./BaseTile.tsx";
import styles from "./Home.module.css";
import { atLeast, roleWords } from "./roles.ts";
import { TEMPLATES } from "./templates.ts";

/** What a section can ask the page to open. */
export interface Openers {
  createBase: (workspaceId: string, templateId?: string) => void;
  renameWorkspace: (workspaceId: string) => void;
  renameBase: (baseId: string) => void;
}

/** A workspace with its bases. */
export function WorkspaceSection({
  workspace,
  bases,
  first,
  searching,
  mayCreateTokens,
  open,
}: {
  workspace: Schemas["WorkspaceOut"];
  bases: Schemas["Base"][];
  /** True if the reader has no base at all and this is where the first one is made. */
  first: boolean;
  searching: boolean;
  mayCreateTokens: boolean;
  open: Openers;
}) {
  const creator = atLeast(workspace.permissionLevel, "create");
  return (
    <Section
      title={workspace.name}
      lead={`Workspace. Your role: ${roleWords(workspace.permissionLevel)}.`}
      actions={
        <>
          {creator && (
            <Button
              small
              onPress={() => open.createBase(workspace.id)}
              aria-label={`Create base in ${workspace.name}`}
            >
              Create base
            </Button>
          )}
          <LinkButton
            small
            to="/workspaces/$workspaceId/people"
            params={{ workspaceId: workspace.id }}
            aria-label={`People of the workspace ${workspace.name}`}
          >
            People
          </LinkButton>
          {creator && (
            <Button
              small
              variant="quiet"
              onPress={() => open.renameWorkspace(workspace.id)}
              aria-label={`Rename the workspace ${workspace.name}`}
            >
              Rename
            </Button>
          )}
        </>
      }
    >
      {bases.length > 0 ? (
        <Tiles bases={bases} mayCreateTokens={mayCreateTokens} onRename={open.renameBase} />
      ) : searching ? (
        <p className={styles.none}>No base in it matches.</p>
      ) : first && creator ? (
        <FirstBase onChoose={(template) => open.createBase(workspace.id, template)} />
      ) : (
        <p className={styles.none}>
          No base yet. {creator ? "Create the first one." : "Its creators and owners can create one."}
        </p>
      )}
    </Section>
  );
}

/** Bases as tiles. */
export function Tiles({
  bases,
  mayCreateTokens,
  onRename,
}: {
  bases: Schemas["Base"][];
  mayCreateTokens: boolean;
  onRename: (baseId: string) => void;
}) {
  return (
    <ul className={styles.tiles}>
      {bases.map((base) => (
        <BaseTile
          key={base.id}
          base={base}
          mayCreateTokens={mayCreateTokens}
          onRename={() => onRename(base.id)}
        />
      ))}
    </ul>
  );
}

/** Nothing there yet: what a base is, and each way to begin one. */
function FirstBase({ onChoose }: { onChoose: (templateId: string) => void }) {
  return (
    <>
      <p>A base holds tables of records. Begin with an empty one or with one of these.</p>
      <ul className={styles.tiles}>
        {TEMPLATES.map((template) => (
          <li key={template.id} className={styles.card}>
            <h3>{template.title}</h3>
            <p className={styles.none}>{template.meaning}</p>
            <Button onPress={() => onChoose(template.id)} aria-label={`Create base: ${template.title}`}>
              Create base
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
