import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "./Button.tsx";
import { CopyButton } from "./Copy.tsx";
import { Dialog } from "./Dialog.tsx";
import { Checkbox, TextField } from "./Field.tsx";
import { announce } from "./live.ts";
import styles from "./ShownOnce.module.css";

/** While `on`, whoever leaves by Back, a link, a reload or by closing the tab is asked first. */
export function useStay(on: boolean, question: string): void {
  useBlocker({
    shouldBlockFn: () => on && !window.confirm(question),
    enableBeforeUnload: () => on,
    disabled: !on,
  });
}

/**
 * Shows a text that can not be shown again. It stays until the text was copied or said to be stored:
 * no timer, no click outside, no Escape before, and leaving the page asks first. Whoever opens it holds
 * the text in plain component state and nowhere else, and drops it in `onDone`.
 */
export function ShownOnce({
  title,
  what,
  label,
  text,
  lead,
  children,
  onDone,
}: {
  title: string;
  /** What it is, as in "Copy the invitation link": `invitation link`. */
  what: string;
  /** Of the field that holds it. */
  label: string;
  text: string;
  /** Stands above it. */
  lead?: ReactNode;
  /** What to know about it. */
  children: ReactNode;
  onDone: () => void;
}) {
  const [stored, setStored] = useState(false);
  const [early, setEarly] = useState(false);
  const foot = useRef<HTMLDivElement>(null);
  const tooEarly = `Copy the ${what} first, or tick this if you have it safe. It can not be shown again.`;

  useStay(!stored, `The ${what} has not been copied yet and can not be shown again. Leave it behind?`);

  // The dialog ignores Escape until then; a key that does nothing should say why.
  useEffect(() => {
    if (stored) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setEarly(true);
      announce(tooEarly);
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [stored, tooEarly]);

  const keep = () => {
    setStored(true);
    setEarly(false);
  };
  const done = () => {
    if (stored) return onDone();
    setEarly(true);
    announce(tooEarly);
    foot.current?.querySelector("input")?.focus();
  };

  return (
    <Dialog
      title={title}
      isOpen
      onClose={done}
      closesOutside={false}
      closesByEscape={stored}
      footer={
        <div ref={foot} className={styles.foot}>
          <div className={styles.tick}>
            <Checkbox isSelected={stored} onChange={(ticked) => (ticked ? keep() : setStored(false))}>
              I have stored it
            </Checkbox>
            {early && <p className={styles.early}>{tooEarly}</p>}
          </div>
          <Button variant={stored ? "primary" : "default"} onPress={done}>
            Done
          </Button>
        </div>
      }
    >
      {lead}
      <div
        className={styles.row}
        onCopy={(event) => {
          // Selected and copied by hand counts as well.
          const field = event.target;
          if (!(field instanceof HTMLInputElement)) return;
          if (field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0) === text) keep();
        }}
      >
        <TextField
          label={label}
          value={text}
          isReadOnly
          mono
          autoComplete="off"
          autoFocus
          className={styles.field}
          onFocus={(event) => event.target instanceof HTMLInputElement && event.target.select()}
        />
        <CopyButton text={text} what={what} primary={!stored} onCopied={keep} />
      </div>
      {children}
    </Dialog>
  );
}
