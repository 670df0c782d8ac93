import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { useAccount, useRefresh } from "../../api/queries.ts";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { ErrorNotice, Loading, Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { toast } from "../../ui/Toasts.tsx";
import { useDialog } from "../address.ts";
import { homeAsks, type Shared } from "../asks.ts";
import { atLeast, isRole, type Role, rolesUpTo, roleWords } from "../roles.ts";
import { AddDialog } from "./AddDialog.tsx";
import { changeRole } from "./calls.ts";
import { InviteDialog } from "./InviteDialog.tsx";
import { Invites } from "./Invites.tsx";
import styles from "./People.module.css";
import { PeopleTable } from "./PeopleTable.tsx";
import { may } from "./people.ts";
import { RemoveDialog } from "./RemoveDialog.tsx";
import { RolesHelp } from "./RolesHelp.tsx";

type Person = Schemas["CollaboratorOut"];

/** The collaborators of a workspace or base, and everything that may be done about them. */
export function PeopleView({
  shared,
  name,
  role,
  otherRole,
  children,
}: {
  shared: Shared;
  name: string;
  /** The reader's role on it. */
  role: string | null | undefined;
  /** For a base: the role somebody has through the workspace, if any. */
  otherRole?: (userId: string) => string | undefined;
  /** What comes below. */
  children?: ReactNode;
}) {
  const account = useAccount();
  const refresh = useRefresh();
  const people = useQuery(homeAsks.people(shared));
  const invites = useQuery({ ...homeAsks.invites(shared), enabled: atLeast(role, "create") });
  const { dialog, params, open, close } = useDialog();
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<unknown>(null);
  const creator = atLeast(role, "create");
  const list = people.data?.collaborators ?? [];
  const chosen = list.find((person) => person.userId === params.user);

  const change = async (person: Person, next: Role, back?: Role) => {
    setBusy(person.userId);
    setError(null);
    try {
      await changeRole(shared, person.userId, next);
      const undo = back && (() => void change(person, back));
      const who = person.userId === account.id ? "You are" : `${person.name} is`;
      toast(`${who} now ${roleWords(next)}.`, undo);
      await refresh("people", "base", "workspaces", "bases");
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  };
  const wantRole = (person: Person, next: Role) => {
    const now = person.permissionLevel;
    // Whoever lowers themselves can not raise themselves again: that is asked about first.
    const lowers = !isRole(now) || !atLeast(next, now);
    if (person.userId === account.id && lowers) open("lower", { user: person.userId, role: next });
    else void change(person, next, isRole(now) ? now : undefined);
  };

  // All at once: one list after another would push those below it down.
  if (people.isPending || (creator && invites.isPending)) return <Loading rows={8} />;
  return (
    <>
      {!creator && (
        <Notice title="You can read this list">
          Only creators and owners add people, change roles and remove people; your role here is{" "}
          {roleWords(role)}. To leave, or to get another role, ask one of them.
        </Notice>
      )}
      <Section
        title="Collaborators"
        lead={
          shared.kind === "workspace"
            ? "They reach every base of this workspace, also later ones."
            : "They reach this base by itself, without the rest of its workspace."
        }
      >
        {error !== null && <ErrorNotice error={error} kept="No role was changed." />}
        {!people.data ? (
          <ErrorNotice error={people.error} retry={() => void people.refetch()} />
        ) : list.length === 0 ? (
          <p className={styles.muted}>Nobody collaborates on it by itself.</p>
        ) : (
          <PeopleTable
            label={`Collaborators of ${name}`}
            people={list}
            role={role}
            busy={busy}
            onRole={creator ? wantRole : undefined}
            onRemove={creator ? (person) => open("remove", { user: person.userId }) : undefined}
          />
        )}
        <RolesHelp />
      </Section>
      {creator && <Invites shared={shared} />}
      {children}
      {creator && dialog === "add" && people.data && (
        <AddDialog shared={shared} name={name} people={list} roles={rolesUpTo(role)} onClose={close} />
      )}
      {creator && dialog === "invite" && (
        <InviteDialog shared={shared} name={name} roles={rolesUpTo(role)} onClose={close} />
      )}
      {dialog === "remove" && chosen && may(role, chosen).remove && (
        <RemoveDialog
          shared={shared}
          name={name}
          person={chosen}
          otherWay={otherRole?.(chosen.userId)}
          onClose={close}
        />
      )}
      {dialog === "lower" && chosen?.userId === account.id && isRole(params.role) && (
        <LowerDialog
          role={params.role}
          name={name}
          onClose={close}
          onConfirm={async (next) => {
            await changeRole(shared, account.id, next);
            toast(`You are now ${roleWords(next)}.`);
            await refresh("people", "base", "workspaces", "bases");
          }}
        />
      )}
    </>
  );
}

/** Asks before the reader gives away what they may do. */
function LowerDialog({
  role,
  name,
  onClose,
  onConfirm,
}: {
  role: Role;
  name: string;
  onClose: () => void;
  onConfirm: (role: Role) => Promise<unknown>;
}) {
  return (
    <ConfirmDialog
      title="Lower your own role?"
      isOpen
      onClose={onClose}
      onConfirm={() => onConfirm(role)}
      confirm={`Become ${roleWords(role)}`}
      danger
    >
      <p>
        You will be {roleWords(role)} of {name} at once, and so will your tokens. You can not raise yourself
        again; somebody with a greater role has to.
      </p>
    </ConfirmDialog>
  );
}
