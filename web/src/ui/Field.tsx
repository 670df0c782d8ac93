import type { ReactNode, Ref } from "react";
import {
  Checkbox as AriaCheckbox,
  type CheckboxProps as AriaCheckboxProps,
  Radio as AriaRadio,
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  SearchField as AriaSearchField,
  Select as AriaSelect,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
  TextArea,
} from "react-aria-components";
import { cx } from "./cx.ts";
import styles from "./Field.module.css";

interface Described {
  label: string;
  /** One or two sentences under the label. */
  hint?: ReactNode;
  /** What is wrong and how to mend it. Its presence marks the field as invalid. */
  error?: string | null;
}

type TextFieldProps = Omit<AriaTextFieldProps, "className" | "children" | "isInvalid"> &
  Described & {
    multiline?: boolean;
    mono?: boolean;
    placeholder?: string;
    inputRef?: Ref<HTMLInputElement>;
    className?: string;
  };

/** A text with its label, hint and error. `type="password"` for secrets. */
export function TextField({
  label,
  hint,
  error,
  multiline,
  mono,
  placeholder,
  inputRef,
  className,
  ...props
}: TextFieldProps) {
  return (
    <AriaTextField
      {...props}
      isInvalid={Boolean(error)}
      className={cx(styles.field, className)}
      validationBehavior="aria"
    >
      <Label className={styles.label}>{label}</Label>
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      {multiline ? (
        <TextArea className={cx(styles.input, mono && styles.mono)} placeholder={placeholder} />
      ) : (
        <Input ref={inputRef} className={cx(styles.input, mono && styles.mono)} placeholder={placeholder} />
      )}
      <FieldError className={styles.error}>{error}</FieldError>
    </AriaTextField>
  );
}

/** A search box; Escape empties it. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  inputRef,
  autoFocus,
  className,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
  autoFocus?: boolean;
  className?: string;
}) {
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
      className={className}
    >
      <div className={styles.searchRow}>
        <Input ref={inputRef} className={styles.input} placeholder={placeholder ?? label} />
      </div>
    </AriaSearchField>
  );
}

/** A check box with its label and, under it, what it does. */
export function Checkbox({
  children,
  hint,
  className,
  ...props
}: Omit<AriaCheckboxProps, "children" | "className"> & {
  children: ReactNode;
  hint?: ReactNode;
  className?: string;
}) {
  return (
    <AriaCheckbox {...props} className={cx(styles.check, className)}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className={styles.box} aria-hidden="true">
            {isIndeterminate ? "–" : isSelected ? "✓" : ""}
          </span>
          <span className={styles.checkText}>
            {children}
            {hint && <span className={styles.checkHint}>{hint}</span>}
          </span>
        </>
      )}
    </AriaCheckbox>
  );
}

/** Choices of which one holds; each with what it means. */
export function RadioGroup({
  label,
  hint,
  error,
  options,
  hideLabel,
  ...props
}: Omit<AriaRadioGroupProps, "children" | "className"> &
  Described & {
    options: { value: string; label: ReactNode; hint?: ReactNode; isDisabled?: boolean }[];
    hideLabel?: boolean;
  }) {
  return (
    <AriaRadioGroup {...props} isInvalid={Boolean(error)} className={styles.group}>
      <Label className={hideLabel ? "visually-hidden" : styles.label}>{label}</Label>
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      {options.map((option) => (
        <AriaRadio
          key={option.value}
          value={option.value}
          isDisabled={option.isDisabled}
          className={styles.check}
        >
          {({ isSelected }) => (
            <>
              <span className={cx(styles.box, styles.round)} aria-hidden="true">
                {isSelected ? "●" : ""}
              </span>
              <span className={styles.checkText}>
                {option.label}
                {option.hint && <span className={styles.checkHint}>{option.hint}</span>}
              </span>
            </>
          )}
        </AriaRadio>
      ))}
      <FieldError className={styles.error}>{error}</FieldError>
    </AriaRadioGroup>
  );
}

/** One of a few values in a list that opens. */
export function Select<K extends string>({
  label,
  hideLabel,
  hint,
  value,
  onChange,
  options,
  isDisabled,
  className,
}: {
  label: string;
  hideLabel?: boolean;
  hint?: ReactNode;
  value: K;
  onChange: (value: K) => void;
  options: { value: K; label: string; hint?: string }[];
  isDisabled?: boolean;
  className?: string;
}) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => key !== null && onChange(String(key) as K)}
      isDisabled={isDisabled}
      className={cx(styles.field, className)}
    >
      <Label className={hideLabel ? "visually-hidden" : styles.label}>{label}</Label>
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <Button className={cx(styles.input, styles.select)}>
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className={styles.popover}>
        <ListBox items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles.option}>
              <Text slot="label">{option.label}</Text>
              {option.hint && (
                <Text slot="description" className={styles.checkHint}>
                  {option.hint}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
