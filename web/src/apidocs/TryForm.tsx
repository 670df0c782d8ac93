import { useRef, useState } from "react";
import { Button } from "../ui/Button.tsx";
import { ConfirmDialog } from "../ui/Dialog.tsx";
import { RadioGroup, TextField } from "../ui/Field.tsx";
import { ErrorNotice } from "../ui/Notice.tsx";
import { AnswerView } from "./AnswerView.tsx";
import styles from "./ApiDocs.module.css";
import { useDocs } from "./context.ts";
import type { Call } from "./model.ts";
import { addressOf, askOf, type Draft, draftOf, type Problem } from "./request.ts";
import { useTry } from "./useTry.ts";

/** The fields of a call, who sends it, and what came back. */
export function TryForm({ call }: { call: Call }) {
  const { secret } = useDocs();
  const [edits, setEdits] = useState<Partial<Draft>>({});
  const [as, setAs] = useState<"session" | "token">(secret ? "token" : "session");
  const [problem, setProblem] = useState<Problem | { field: "as"; text: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const tried = useTry(call);
  const takesBody = call.body !== undefined;
  // What nobody edited follows the page: another name of a field, ids instead of names.
  const draft = { ...draftOf(call), ...edits };
  const edit = (field: keyof Draft) => (value: string) =>
    setEdits((before) => ({ ...before, [field]: value }));
  const wrong = (field: string) => (problem?.field === field ? problem.text : null);

  const point = (found: NonNullable<typeof problem>) => {
    setProblem(found);
    const at = found.field === "as" ? "input[type=radio]:checked" : `[name=${found.field}]`;
    form.current?.querySelector<HTMLElement>(at)?.focus();
  };
  const submit = () => {
    setProblem(null);
    if (as === "token" && !secret) {
      return point({
        field: "as",
        text: "No token is pasted. Paste one under Authentication, or send as yourself.",
      });
    }
    const ask = askOf(call.method, draft, takesBody);
    if ("field" in ask) return point(ask);
    void tried.begin(ask, as === "token" ? { kind: "token", token: secret } : { kind: "session" });
  };
  const { asked } = tried;
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={`Try it: ${call.what}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={`Path of ${call.method}`}
        name="path"
        value={draft.path}
        onChange={edit("path")}
        error={wrong("path")}
        mono
        className={styles.wide}
      />
      <TextField
        label="Parameters"
        hint="One on each line: name=value. Nothing needs to be encoded."
        name="query"
        value={draft.query}
        onChange={edit("query")}
        error={wrong("query")}
        multiline
        mono
        className={styles.wide}
      />
      {takesBody && (
        <TextField
          label="Body (JSON)"
          name="body"
          value={draft.body}
          onChange={edit("body")}
          error={wrong("body")}
          multiline
          mono
          className={styles.body}
        />
      )}
      <RadioGroup
        label="Send as"
        value={as}
        onChange={(value) => setAs(value === "token" ? "token" : "session")}
        error={wrong("as")}
        options={[
          { value: "session", label: "Yourself, as you are signed in" },
          {
            value: "token",
            label: "The pasted token",
            hint: secret ? "Without your session." : "None is pasted yet; see Authentication.",
          },
        ]}
      />
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" isPending={tried.isPending}>
          Send {call.method}
        </Button>
        {Object.keys(edits).length > 0 && <Button onPress={() => setEdits({})}>Back to the example</Button>}
      </div>
      {tried.error !== null && <ErrorNotice error={tried.error} />}
      {tried.answer && <AnswerView call={call} tried={tried} answer={tried.answer} />}
      {asked && (
        <ConfirmDialog
          title={`Send this ${call.method}?`}
          isOpen
          onClose={tried.cancel}
          onConfirm={tried.confirm}
          confirm={`Send ${call.method}`}
          danger={call.method === "DELETE"}
        >
          <p>It changes this base, as {asked.sender.kind === "token" ? "the pasted token" : "yourself"}:</p>
          <p className={styles.address}>
            <code>
              {call.method} {addressOf(asked.ask)}
            </code>
          </p>
          <p>{asked.warning}</p>
        </ConfirmDialog>
      )}
    </form>
  );
}
