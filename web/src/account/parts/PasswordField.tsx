import { type Ref, useState } from "react";
import { Checkbox, TextField } from "../../ui/Field.tsx";
import styles from "../Account.module.css";

/** A password that can be looked at while it is typed. Password managers and pasting work. */
export function PasswordField({
  label,
  hint,
  value,
  onChange,
  error,
  inputRef,
  kind,
}: {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  inputRef?: Ref<HTMLInputElement>;
  /** `new` for one that is being made, `current` for the one that is in use. */
  kind: "new" | "current";
}) {
  const [shown, setShown] = useState(false);
  return (
    <div className={styles.password}>
      <TextField
        label={label}
        hint={hint}
        type={shown ? "text" : "password"}
        value={value}
        onChange={onChange}
        error={error}
        inputRef={inputRef}
        autoComplete={`${kind}-password`}
        autoCorrect="off"
        spellCheck="false"
      />
      <Checkbox isSelected={shown} onChange={setShown}>
        Show {label.charAt(0).toLowerCase() + label.slice(1)}
      </Checkbox>
    </div>
  );
}
