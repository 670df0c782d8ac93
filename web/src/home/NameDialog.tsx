import { type FormEvent, useRef, useState } from "react";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { ErrorNotice } from "../ui/Notice.tsx";

/** Asks for a name: of a new workspace, or a new one for what has one. */
export function NameDialog({
  title,
  label,
  hint,
  confirm,
  name: before = "",
  onClose,
  onSave,
}: {
  title: string;
  label: string;
  hint?: string;
  /** The button's words. */
  confirm: string;
  /** The name it has now. */
  name?: string;
  onClose: () => void;
  /** Saves the name; closing and saying so is its own affair. */
  onSave: (name: string) => Promise<unknown>;
}) {
  const [name, setName] = useState(before);
  const [missing, setMissing] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const wanted = name.trim();
    if (!wanted) {
      setMissing("Write a name.");
      input.current?.focus();
      return;
    }
    if (wanted === before) {
      onClose();
      return;
    }
    setPending(true);
    setError(null);
    try {
      await onSave(wanted);
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };

  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      closesOutside={false}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="name-form" isPending={pending}>
            {confirm}
          </Button>
        </>
      }
    >
      <form id="name-form" onSubmit={save} noValidate>
        <TextField
          label={label}
          hint={hint}
          value={name}
          onChange={(text) => {
            setName(text);
            setMissing(null);
          }}
          error={missing}
          inputRef={input}
          maxLength={255}
          autoComplete="off"
          autoFocus
        />
      </form>
      {error !== null && <ErrorNotice error={error} kept="What you typed is still here." />}
    </Dialog>
  );
}
