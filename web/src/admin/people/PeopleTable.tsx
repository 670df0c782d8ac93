import type { Schemas } from "../../api/client.ts";
import { useAccount } from "../../api/queries.ts";
import { Badge } from "../../ui/Badge.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { MenuButton, type MenuEntry } from "../../ui/Menu.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "../Admin.module.css";
import { isLastOwner } from "./people.ts";

type User = Schemas["UserOut"];

/** What can be done to somebody. */
export interface PersonActions {
  open: (dialog: "link" | "rename" | "owner" | "deactivate", user: User) => void;
  reactivate: (user: User) => void;
}

/** Everybody who has an account. */
export function PeopleTable({
  rows,
  users,
  actions,
}: {
  rows: User[];
  /** Also those whom a search hides: the last owner stays one. */
  users: User[];
  actions: PersonActions;
}) {
  const me = useAccount().id;
  return (
    <DataTable
      label="People of this instance"
      rows={rows}
      rowKey={(user) => user.id}
      columns={[
        {
          id: "name",
          label: "Name",
          cell: (user) => (
            <span className={styles.person}>
              <span className={styles.name}>
                {user.name}
                {user.id === me && <Badge tone="info">You</Badge>}
                {user.instanceOwner && <Badge>Owner</Badge>}
              </span>
              <span className={styles.muted}>{user.email}</span>
            </span>
          ),
        },
        { id: "state", label: "State", cell: (user) => <State user={user} /> },
        { id: "created", label: "Created", cell: (user) => <Time at={user.createdTime} style="day" /> },
        {
          id: "menu",
          label: "Actions",
          menu: true,
          cell: (user) => (
            <MenuButton
              small
              label={`Actions for ${user.name}`}
              items={items(user, user.id === me, isLastOwner(users, user), actions)}
            />
          ),
        },
      ]}
    />
  );
}

function State({ user }: { user: User }) {
  if (!user.active) return <Badge tone="bad">Deactivated</Badge>;
  return (
    <span className={styles.badges}>
      <Badge tone="good">Active</Badge>
      {!user.hasPassword && <Badge tone="warn">No password yet</Badge>}
    </span>
  );
}

function items(
  user: User,
  own: boolean,
  lastOwner: boolean,
  { open, reactivate }: PersonActions,
): MenuEntry[] {
  const shared: MenuEntry[] = [
    { id: "rename", label: "Set name", onAction: () => open("rename", user) },
    { id: "tokens", label: "Tokens", href: `/admin/tokens?user=${user.id}` },
    { id: "audit", label: "Audit log", href: `/admin/audit?userId=${user.id}` },
  ];
  if (!user.active) {
    return [{ id: "reactivate", label: "Reactivate", onAction: () => reactivate(user) }, "rule", ...shared];
  }
  return [
    { id: "link", label: "New sign-in link", onAction: () => open("link", user) },
    ...shared,
    "rule",
    user.instanceOwner
      ? {
          id: "owner",
          label: lastOwner ? "Take ownership (the last owner stays one)" : "Take ownership",
          isDisabled: lastOwner,
          onAction: () => open("owner", user),
        }
      : { id: "owner", label: "Make owner", onAction: () => open("owner", user) },
    ...(own
      ? []
      : [
          {
            id: "deactivate",
            label: "Deactivate",
            danger: true,
            onAction: () => open("deactivate", user),
          } satisfies MenuEntry,
        ]),
  ];
}
