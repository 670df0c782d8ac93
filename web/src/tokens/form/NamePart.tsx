import { TextField } from "../../ui/Field.tsx";
import { Section } from "../../ui/Page.tsx";
import { fieldId, problemAt } from "./problems.ts";
import type { PartProps } from "./TokenFields.tsx";

/** What the token is for: its name and a note. */
export function NamePart({ draft, onChange, problems }: PartProps) {
  return (
    <Section title="What it is for">
      <TextField
        id={fieldId("name")}
        label="Name"
        hint="Say what uses the token. The name is shown in the history of every record that it changes."
        value={draft.name}
        onChange={(name) => onChange({ ...draft, name })}
        error={problemAt(problems, "name")}
        autoComplete="off"
      />
      <TextField
        id={fieldId("note")}
        label="Note (optional)"
        hint="Where it runs, whom to ask. Only you and owners of this instance see it."
        multiline
        value={draft.note}
        onChange={(note) => onChange({ ...draft, note })}
        error={problemAt(problems, "note")}
      />
    </Section>
  );
}
