import { useId, useState } from "react";
import { Button } from "../ui/Button.tsx";
import styles from "./ApiDocs.module.css";
import type { Call } from "./model.ts";
import { TryForm } from "./TryForm.tsx";

/** A button that opens the fields in which a call can be changed and sent. */
export function TryIt({ call }: { call: Call }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={styles.try}>
      <div>
        <Button
          small
          onPress={() => setOpen(!open)}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-label={`Try it: ${call.what}`}
        >
          Try it <span aria-hidden="true">{open ? "▴" : "▾"}</span>
        </Button>
      </div>
      {open && (
        <div id={id}>
          <TryForm call={call} />
        </div>
      )}
    </div>
  );
}
