import type { ReactNode } from "react";
import type { BasesByWorkspace } from "../../api/queries.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Checkbox } from "../../ui/Field.tsx";
import styles from "./form.module.css";
import { uselessScopes } from "./lack.ts";
import { roleWords } from "./roles.ts";
import { listWords } from "./summary.ts";

/** The rows of the tree: a box for each workspace (with its future bases) and each base. */
export function AccessRows({
  shown,
  scopes,
  ids,
  onToggle,
}: {
  shown: BasesByWorkspace;
  scopes: string[];
  ids: string[];
  onToggle: (id: string, on: boolean) => void;
}) {
  const box = (
    kind: "workspace" | "base",
    one: { id: string; name: string; permissionLevel?: string | null },
    more: { by?: string; label: ReactNode },
  ) => {
    const role = one.permissionLevel ?? null;
    const useless = kind === "base" ? uselessScopes({ kind, role }, scopes) : [];
    return (
      <Checkbox
        isSelected={ids.includes(one.id) || more.by !== undefined}
        isDisabled={more.by !== undefined && !ids.includes(one.id)}
        onChange={(on) => onToggle(one.id, on)}
        hint={
          useless.length > 0 && (
            <span className={styles.warn}>
              Your role there, {roleWords(role)}, is too low for {listWords(useless)}: those calls will be
              refused.
            </span>
          )
        }
      >
        <span className={styles.name}>
          {more.label}
          <Badge>{roleWords(role)}</Badge>
          {more.by && <span className={styles.muted}>included in {more.by}</span>}
        </span>
      </Checkbox>
    );
  };
  const base = (one: BasesByWorkspace["shared"][number], by?: string) => (
    <li key={one.id} className={styles.treeRow}>
      {box("base", one, { by, label: <BaseName name={one.name} /> })}
    </li>
  );
  return (
    <>
      <ul>
        {shown.workspaces.map(({ workspace, bases }) => (
          <li key={workspace.id} className={styles.treeRow}>
            {workspace.permissionLevel ? (
              box("workspace", workspace, {
                label: (
                  <span>
                    <b>{workspace.name}</b>: all current and future bases
                  </span>
                ),
              })
            ) : (
              <b>{workspace.name}</b>
            )}
            {bases.length > 0 && (
              <ul aria-label={`Bases in ${workspace.name}`}>
                {bases.map((one) => base(one, ids.includes(workspace.id) ? workspace.name : undefined))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {shown.shared.length > 0 && (
        <>
          <h3>Shared with you without their workspace</h3>
          <ul>{shown.shared.map((one) => base(one))}</ul>
        </>
      )}
    </>
  );
}

/** A base's name with its first letter as an icon, as on the home page. */
function BaseName({ name }: { name: string }) {
  return (
    <span className={styles.base}>
      <span className={styles.icon} aria-hidden="true">
        {[...name.trim()][0]?.toUpperCase() ?? "?"}
      </span>
      {name}
    </span>
  );
}
