import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import type { Widening } from "../form/index.ts";
import { type NameOf, placeWords } from "./changes.ts";
import styles from "./detail.module.css";

/** Shows what a token may do that it might not before, and asks whether that is meant. */
export function WideningDialog({
  name,
  widening,
  nameOf,
  onClose,
  onSave,
}: {
  name: string;
  widening: Widening;
  nameOf: NameOf;
  onClose: () => void;
  onSave: () => void;
}) {
  const { scopes, access, everything, addresses, anywhere } = widening;
  return (
    <Dialog
      title="This lets the token do more"
      isOpen
      onClose={onClose}
      closesOutside={false}
      footer={
        <>
          <Button onPress={onClose}>Back to the form</Button>
          <Button variant="primary" onPress={onSave}>
            Save and allow more
          </Button>
        </>
      }
    >
      <p>Whoever holds “{name}” may do this as well, from now on and with the secret they have:</p>
      <Added title="Scopes that are added" items={scopes} mono />
      <Added
        title="Access that is added"
        items={[
          ...(everything ? ["everything you can reach, now and later"] : []),
          ...access.map((id) => placeWords(id, nameOf)),
        ]}
      />
      <Added
        title="Addresses that are added"
        items={[...(anywhere ? ["anywhere: the list of addresses is lifted"] : []), ...addresses]}
      />
    </Dialog>
  );
}

function Added({ title, items, mono }: { title: string; items: string[]; mono?: boolean }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={styles.plus}>
        {items.map((item) => (
          <li key={item}>{mono ? <code>{item}</code> : item}</li>
        ))}
      </ul>
    </div>
  );
}
