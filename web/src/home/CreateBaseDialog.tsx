import { type FormEvent, useRef, useState } from "react";
import type { Schemas } from "../api/client.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { RadioGroup, Select, TextField } from "../ui/Field.tsx";
import { ErrorNotice } from "../ui/Notice.tsx";
import { createBase, type Made } from "./createBase.ts";
import { TEMPLATES, templateOf } from "./templates.ts";

/** Makes a base: name, what it starts with, and where it stands if there is more than one place. */
export function CreateBaseDialog({
  workspaces,
  workspaceId,
  templateId,
  onClose,
  onMade,
}: {
  /** Those in which the reader may make bases; at least one. */
  workspaces: Schemas["WorkspaceOut"][];
  /** The one that was asked for. */
  workspaceId?: string;
  templateId?: string;
  onClose: () => void;
  onMade: (made: Made, name: string) => void;
}) {
  const [template, setTemplate] = useState(templateOf(templateId));
  const [name, setName] = useState(template.suggested);
  const [place, setPlace] = useState(
    () => (workspaces.find((one) => one.id === workspaceId) ?? workspaces[0])?.id ?? "",
  );
  const [missing, setMissing] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const choose = (id: string) => {
    const next = templateOf(id);
    // A name that was typed stays; a suggested one follows the choice.
    if (name.trim() === "" || name === template.suggested) setName(next.suggested);
    setTemplate(next);
    setMissing(null);
  };

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const wanted = name.trim();
    if (!wanted) {
      setMissing("Give the base a name.");
      input.current?.focus();
      return;
    }
    setPending(true);
    setError(null);
    try {
      onMade(await createBase(place, wanted, template), wanted);
    } catch (failure) {
      setError(failure);
      setPending(false);
    }
  };

  const [only] = workspaces;
  return (
    <Dialog
      title="Create base"
      isOpen
      onClose={onClose}
      closesOutside={false}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="base-form" isPending={pending}>
            Create base
          </Button>
        </>
      }
    >
      <form id="base-form" onSubmit={create} noValidate style={{ display: "grid", gap: "1rem" }}>
        <TextField
          label="Name"
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
        {workspaces.length > 1 ? (
          <Select
            label="Workspace"
            hint="Its collaborators will reach the base."
            value={place}
            onChange={setPlace}
            options={workspaces.map((one) => ({ value: one.id, label: one.name }))}
          />
        ) : (
          only && <p>In the workspace {only.name}, whose collaborators will reach it.</p>
        )}
        <RadioGroup
          label="Start from"
          value={template.id}
          onChange={choose}
          options={TEMPLATES.map((one) => ({ value: one.id, label: one.title, hint: one.meaning }))}
        />
      </form>
      {error !== null && (
        <ErrorNotice error={error} kept="Nothing was created; what you typed is still here." />
      )}
    </Dialog>
  );
}
