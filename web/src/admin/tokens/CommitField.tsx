import { useEffect, useRef, useState } from "react";
import { TextField } from "../../ui/Field.tsx";
import styles from "../Admin.module.css";

/**
 * A filter that is typed, and holds once it is left or Enter is pressed. What can not be is said
 * beside it, and the filter before stays in force.
 */
export function CommitField({
  label,
  hint,
  value,
  check,
  onCommit,
  numeric,
  type,
}: {
  label: string;
  hint?: string;
  /** What is in force, as it is shown. */
  value: string;
  /** What is wrong with a text; null if nothing is. */
  check?: (text: string) => string | null;
  onCommit: (text: string) => void;
  numeric?: boolean;
  type?: "text" | "date";
}) {
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = useRef(value);
  useEffect(() => {
    if (value === shown.current) return;
    shown.current = value;
    setText(value);
    setProblem(null);
  }, [value]);

  const commit = () => {
    if (text.trim() === value) return setProblem(null);
    const wrong = check?.(text) ?? null;
    setProblem(wrong);
    if (wrong) return;
    shown.current = text.trim();
    onCommit(text.trim());
  };
  return (
    <TextField
      label={label}
      hint={hint}
      type={type ?? "text"}
      value={text}
      onChange={(next) => {
        setText(next);
        setProblem(null);
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
      error={problem}
      inputMode={numeric ? "numeric" : undefined}
      autoComplete="off"
      className={styles.commit}
    />
  );
}
