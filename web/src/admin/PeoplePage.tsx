import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Schemas } from "../api/client.ts";
import { useRefresh } from "../api/queries.ts";
import { NameDialog } from "../home/NameDialog.tsx";
import { InstanceOwnerOnly } from "../shell/Problems.tsx";
import { Button } from "../ui/Button.tsx";
import { SearchField } from "../ui/Field.tsx";
import { announce } from "../ui/live.ts";
import { Empty, ErrorNotice, Loading } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";
import { toast } from "../ui/Toasts.tsx";
import styles from "./Admin.module.css";
import { useAddress, useTyped } from "./address.ts";
import { adminAsks } from "./asks.ts";
import { CreateUserDialog } from "./people/CreateUserDialog.tsx";
import { editUser } from "./people/calls.ts";
import { DeactivateDialog } from "./people/DeactivateDialog.tsx";
import { LinkDialog } from "./people/LinkDialog.tsx";
import { OwnerDialog } from "./people/OwnerDialog.tsx";
import { PeopleTable } from "./people/PeopleTable.tsx";
import { countPeople, searchPeople, sortPeople } from "./people/people.ts";

/** Everybody who has an account on this instance. */
export function PeoplePage() {
  return (
    <InstanceOwnerOnly>
      <People />
    </InstanceOwnerOnly>
  );
}

function People() {
  const { open } = useAddress();
  const users = useQuery(adminAsks.users());
  return (
    <Page
      title="People"
      lead="Everybody who has an account on this instance. Who works in a workspace or base is set there."
      actions={
        <Button variant="primary" onPress={() => open("create")}>
          Add person
        </Button>
      }
    >
      {users.data ? (
        <List users={users.data.users} />
      ) : users.error ? (
        <ErrorNotice error={users.error} retry={() => void users.refetch()} />
      ) : (
        <Loading rows={8} what="Loading people" />
      )}
    </Page>
  );
}

function List({ users }: { users: Schemas["UserOut"][] }) {
  const { params, set, open } = useAddress();
  const [search, setSearch] = useTyped(params.search ?? "", (text) => set({ search: text || undefined }));
  const rows = sortPeople(searchPeople(users, search));
  const searching = search.trim() !== "";
  const refresh = useRefresh();
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(() => {
    if (!searching) return;
    const timer = setTimeout(() => announce(`${countPeople(rows.length)}.`), 600);
    return () => clearTimeout(timer);
  }, [searching, rows.length]);

  const setActive = async (user: Schemas["UserOut"], active: boolean) => {
    setFailure(null);
    try {
      await editUser(user.id, { active });
      if (active) {
        const said = `${user.name} can sign in again, and their tokens that have not ended work again.`;
        toast(said, () => void setActive(user, false));
      } else toast(`${user.name} is deactivated again.`);
      await refresh("users", "instance-tokens");
    } catch (problem) {
      setFailure(problem);
    }
  };

  return (
    <>
      <SearchField
        label="Search people"
        placeholder="Name or e-mail"
        value={search}
        onChange={setSearch}
        className={styles.search}
      />
      {failure !== null && <ErrorNotice error={failure} />}
      {rows.length > 0 ? (
        <PeopleTable
          rows={rows}
          users={users}
          actions={{
            open: (dialog, user) => open(dialog, { person: user.id }),
            reactivate: (user) => void setActive(user, true),
          }}
        />
      ) : (
        <Empty action={<Button onPress={() => setSearch("")}>Show everybody</Button>}>
          Nobody matches “{search.trim()}”.
        </Empty>
      )}
      <p className={styles.muted}>{countPeople(rows.length)}.</p>
      <Dialogs users={users} />
    </>
  );
}

/** The dialog that the address names. */
function Dialogs({ users }: { users: Schemas["UserOut"][] }) {
  const { params, swap, close } = useAddress();
  const refresh = useRefresh();
  const [created, setCreated] = useState<string | null>(null);
  const { dialog } = params;
  const user = users.find((one) => one.id === params.person);

  if (dialog === "create") {
    return (
      <CreateUserDialog
        onClose={close}
        onMade={(made) => {
          setCreated(made.id);
          swap("link", { person: made.id });
        }}
      />
    );
  }
  if (!user) return null;
  switch (dialog) {
    case "link":
      return user.active ? (
        <LinkDialog key={user.id} user={user} created={created === user.id} onClose={close} />
      ) : null;
    case "owner":
      return user.active ? <OwnerDialog user={user} onClose={close} /> : null;
    case "deactivate":
      return user.active ? <DeactivateDialog user={user} onClose={close} /> : null;
    case "rename": {
      const store = async (name: string) => {
        await editUser(user.id, { name });
        await refresh("users", "account");
      };
      return (
        <NameDialog
          title={`Set the name of ${user.name}`}
          label="Name"
          hint="Shown beside what they wrote, also before. They can change it themselves."
          confirm="Save name"
          name={user.name}
          onClose={close}
          onSave={async (name) => {
            const before = user.name;
            await store(name);
            close();
            toast(`${before} is now called ${name}.`, () => {
              store(before).catch((failure: Error) => toast(failure.message));
            });
          }}
        />
      );
    }
    default:
      return null;
  }
}
