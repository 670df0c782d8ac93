import { useQuery } from "@tanstack/react-query";
import { useRefresh } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { ErrorNotice, Loading } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { Time } from "../../ui/Time.tsx";
import { toast } from "../../ui/Toasts.tsx";
import { useDialog } from "../address.ts";
import { homeAsks, type Shared } from "../asks.ts";
import { roleWords } from "../roles.ts";
import { revokeInvite } from "./calls.ts";
import styles from "./People.module.css";

/** Invitations that nobody has used yet. For creators. */
export function Invites({ shared }: { shared: Shared }) {
  const { data, error, refetch } = useQuery(homeAsks.invites(shared));
  const { dialog, params, open, close } = useDialog();
  const refresh = useRefresh();
  const invites = data?.invites ?? [];
  const chosen = dialog === "revoke" ? invites.find((one) => one.id === params.invite) : undefined;
  const forWhom = (email: string | null) => email ?? "Anyone with the link";
  return (
    <Section title="Pending invitations" lead="Links that work once, for seven days.">
      {!data ? (
        error ? (
          <ErrorNotice error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={2} />
        )
      ) : invites.length === 0 ? (
        <p className={styles.muted}>No invitation is waiting.</p>
      ) : (
        <DataTable
          label="Invitations that nobody has used"
          rows={invites}
          rowKey={(one) => one.id}
          columns={[
            { id: "for", label: "For", cell: (one) => forWhom(one.email) },
            { id: "role", label: "Role", cell: (one) => roleWords(one.permissionLevel) },
            { id: "by", label: "Made by", cell: (one) => one.createdByName },
            { id: "ends", label: "Ends", cell: (one) => <Time at={one.expires} /> },
            {
              id: "revoke",
              label: "Revoke",
              menu: true,
              cell: (one) => (
                <Button
                  small
                  variant="quiet"
                  onPress={() => open("revoke", { invite: one.id })}
                  aria-label={`Revoke the invitation for ${forWhom(one.email)}`}
                >
                  Revoke
                </Button>
              ),
            },
          ]}
        />
      )}
      {chosen && (
        <ConfirmDialog
          title="Revoke this invitation?"
          isOpen
          onClose={close}
          confirm="Revoke invitation"
          danger
          onConfirm={async () => {
            await revokeInvite(shared, chosen.id);
            toast("The invitation was revoked. Its link no longer works.");
            await refresh("invites");
          }}
        >
          <p>
            The link for {chosen.email ?? "anyone who has it"} stops working at once. To invite again, make a
            new one.
          </p>
        </ConfirmDialog>
      )}
    </Section>
  );
}
