import type { Schemas } from "../../api/client.ts";
import { useAccount } from "../../api/queries.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Select } from "../../ui/Field.tsx";
import { Time } from "../../ui/Time.tsx";
import { isRole, type Role, roleWords } from "../roles.ts";
import styles from "./People.module.css";
import { may, sortedPeople } from "./people.ts";

type Person = Schemas["CollaboratorOut"];

/** Who collaborates, with what the reader may change. */
export function PeopleTable({
  label,
  people,
  role,
  busy,
  onRole,
  onRemove,
}: {
  label: string;
  people: readonly Person[];
  /** The reader's own role; absent for a list that is only read. */
  role?: string | null;
  /** Whose role is being changed. */
  busy?: string;
  onRole?: (person: Person, role: Role) => void;
  onRemove?: (person: Person) => void;
}) {
  const account = useAccount();
  const rows = sortedPeople(people, account.id);
  const canAny = onRemove !== undefined && rows.some((person) => may(role, person).remove);
  const columns: Column<Person>[] = [
    {
      id: "name",
      label: "Name",
      cell: (person) => (
        <span className={styles.person}>
          <span className={styles.name}>
            {person.name}
            {person.userId === account.id && <Badge tone="info">You</Badge>}
          </span>
          <span className={styles.email}>{person.email}</span>
        </span>
      ),
    },
    {
      id: "role",
      label: "Role",
      cell: (person) => {
        const { roles } = may(role, person);
        if (!onRole || roles.length === 0 || !isRole(person.permissionLevel)) {
          return roleWords(person.permissionLevel);
        }
        return (
          <Select
            label={`Role of ${person.name}`}
            hideLabel
            value={person.permissionLevel}
            onChange={(next) => next !== person.permissionLevel && onRole(person, next)}
            options={roles.map((one) => ({ value: one, label: roleWords(one) }))}
            isDisabled={busy === person.userId}
            className={styles.role}
          />
        );
      },
    },
    { id: "since", label: "Since", cell: (person) => <Time at={person.createdTime} style="day" /> },
  ];
  if (canAny) {
    columns.push({
      id: "remove",
      label: "Remove",
      menu: true,
      cell: (person) => {
        if (!may(role, person).remove) return null;
        const own = person.userId === account.id;
        return (
          <Button
            small
            variant="quiet"
            onPress={() => onRemove(person)}
            aria-label={own ? "Leave" : `Remove ${person.name}`}
          >
            {own ? "Leave" : "Remove"}
          </Button>
        );
      },
    });
  }
  return <DataTable label={label} columns={columns} rows={rows} rowKey={(person) => person.userId} />;
}
