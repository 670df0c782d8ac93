import { client, take } from "../api/client.ts";
import { NameDialog } from "./NameDialog.tsx";

/** A new name for a base; its id, tokens and addresses stay. */
export function RenameBase({
  baseId,
  name: before,
  onClose,
  onDone,
}: {
  baseId: string;
  name: string;
  onClose: () => void;
  onDone: (said: string) => Promise<unknown>;
}) {
  const save = async (name: string) => {
    await take(client.PATCH("/api/bases/{baseId}", { params: { path: { baseId } }, body: { name } }));
    await onDone(`Base renamed to ${name}.`);
  };
  return (
    <NameDialog
      title="Rename base"
      label="Name"
      hint="Its id and address stay, so nothing that uses the API has to change."
      confirm="Rename base"
      name={before}
      onClose={onClose}
      onSave={save}
    />
  );
}
