import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { RadioGroup } from "../../ui/Field.tsx";
import type { TokenDraft } from "../form/index.ts";
import type { NameOf } from "./changes.ts";
import { differences, merged, type Side } from "./conflict.ts";
import styles from "./detail.module.css";

/** Another window changed the token meanwhile: shows both versions, setting by setting, and lets choose. */
export function ConflictDialog({
  base,
  theirs,
  mine,
  nameOf,
  onClose,
  onTake,
}: {
  /** As it was when editing began. */
  base: TokenDraft;
  /** As it is stored now. */
  theirs: TokenDraft;
  /** As it stands in the form. */
  mine: TokenDraft;
  nameOf: NameOf;
  /** Back to the form; nothing is decided. */
  onClose: () => void;
  /** The form goes on with this, on top of what is stored now. */
  onTake: (draft: TokenDraft) => void;
}) {
  const found = differences(base, theirs, mine, nameOf);
  const [chosen, setChosen] = useState<Partial<Record<string, Side>>>({});
  const side = (field: string, likely: Side) => chosen[field] ?? likely;
  return (
    <Dialog
      title="The token was changed meanwhile"
      isOpen
      wide
      onClose={onClose}
      closesOutside={false}
      footer={
        <>
          <Button onPress={() => onTake(theirs)}>Drop my changes</Button>
          <Button
            variant="primary"
            onPress={() =>
              onTake(
                merged(
                  theirs,
                  mine,
                  Object.fromEntries(found.map((one) => [one.field, side(one.field, one.likely)])),
                ),
              )
            }
          >
            Use what is chosen
          </Button>
        </>
      }
    >
      <p>
        Another window or person saved it while you were editing. Nothing of yours is saved or lost yet.
        Choose what to keep, look at it in the form, and save.
      </p>
      {found.length === 0 && <p>Both versions are the same. There is nothing left to save.</p>}
      {found.map(({ field, label, mine: own, theirs: stored, likely, both }) => (
        <div key={field} className={styles.choice}>
          <RadioGroup
            label={label}
            hint={both ? "Changed in both." : undefined}
            value={side(field, likely)}
            onChange={(value) => setChosen({ ...chosen, [field]: value === "mine" ? "mine" : "theirs" })}
            options={[
              { value: "theirs", label: "Saved now", hint: stored },
              { value: "mine", label: "Yours", hint: own },
            ]}
          />
        </div>
      ))}
    </Dialog>
  );
}
