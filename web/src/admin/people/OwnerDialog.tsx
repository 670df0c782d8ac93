import type { Schemas } from "../../api/client.ts";
import { useAccount, useRefresh } from "../../api/queries.ts";
import { ConfirmDialog } from "../../ui/Dialog.tsx";
import { toast } from "../../ui/Toasts.tsx";
import { OWNERS_MAY } from "./CreateUserDialog.tsx";
import { editUser } from "./calls.ts";

/**
 * Asks before somebody becomes an owner of the instance or stops being one: a new owner can act,
 * also against who made them one, before it is undone.
 */
export function OwnerDialog({ user, onClose }: { user: Schemas["UserOut"]; onClose: () => void }) {
  const refresh = useRefresh();
  const own = useAccount().id === user.id;
  const makes = !user.instanceOwner;
  const change = async () => {
    await editUser(user.id, { instanceOwner: makes });
    toast(
      makes
        ? `${user.name} is an owner of this instance now.`
        : `${user.name} is no longer an owner of this instance.`,
    );
    await refresh("users", "account");
  };
  return (
    <ConfirmDialog
      title={makes ? `Make ${user.name} an owner of this instance?` : `Take ownership from ${user.name}?`}
      isOpen
      onClose={onClose}
      onConfirm={change}
      confirm={makes ? "Make owner" : own ? "Give up ownership" : "Take ownership"}
      danger={!makes}
    >
      {makes ? (
        <p>
          An owner: {OWNERS_MAY.charAt(0).toLowerCase() + OWNERS_MAY.slice(1)} They can also do so to you.
        </p>
      ) : (
        <p>
          {own ? "You" : user.name} will no longer see these pages, from the next request on.{" "}
          {own
            ? "You can not take it back yourself; another owner has to."
            : "Their bases, roles and tokens stay as they are."}
        </p>
      )}
    </ConfirmDialog>
  );
}
