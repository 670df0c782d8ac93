import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { MenuButton } from "../ui/Menu.tsx";
import styles from "./Home.module.css";
import { atLeast, roleWords } from "./roles.ts";

/** One base: its name leads to it; below, the role and what else can be reached. */
export function BaseTile({
  base,
  mayCreateTokens,
  onRename,
}: {
  base: Schemas["Base"];
  mayCreateTokens: boolean;
  onRename: () => void;
}) {
  return (
    <li className={styles.tile}>
      <div className={styles.tileHead}>
        <span className={styles.mark} aria-hidden="true">
          {base.name.trim().slice(0, 2)}
        </span>
        <div className={styles.tileTitles}>
          <h3 className={styles.tileName}>
            <Link to="/$baseId" params={{ baseId: base.id }} className={styles.tileLink}>
              {base.name}
            </Link>
          </h3>
          <span className={styles.role}>{roleWords(base.permissionLevel)}</span>
        </div>
        {atLeast(base.permissionLevel, "create") && (
          <MenuButton
            label={`More for ${base.name}`}
            small
            items={[{ id: "rename", label: "Rename base", onAction: onRename }]}
          />
        )}
      </div>
      <div className={styles.links}>
        <Link
          to="/$baseId/people"
          params={{ baseId: base.id }}
          aria-label={`People of ${base.name}`}
          className={styles.small}
        >
          People
        </Link>
        <Link
          to="/$baseId/api/docs"
          params={{ baseId: base.id }}
          aria-label={`API docs of ${base.name}`}
          className={styles.small}
        >
          API docs
        </Link>
        {mayCreateTokens && (
          <Link
            to="/create/tokens/new"
            search={{ bases: base.id, from: "app" }}
            aria-label={`Create a token for ${base.name}`}
            className={styles.small}
          >
            Create a token
          </Link>
        )}
      </div>
    </li>
  );
}
