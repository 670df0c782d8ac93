import { useEffect, useRef, useState } from "react";
import { Button } from "./Button.tsx";
import styles from "./Copy.module.css";
import { cx } from "./cx.ts";
import { announce } from "./live.ts";

/** Puts text on the clipboard, also where the clipboard API is closed (plain http in a local network). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.style.position = "fixed";
    area.style.opacity = "0";
    const host = document.activeElement?.closest("[role=dialog],[role=alertdialog]") ?? document.body;
    const focused = document.activeElement;
    host.append(area);
    area.select();
    // The old way is the only one where the new one is not offered.
    const done = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}

/** Copies `text`; says "Copied" on itself and aloud. Focus stays. */
export function CopyButton({
  text,
  what,
  label = "Copy",
  small,
  quiet,
  primary,
  onCopied,
}: {
  text: string | (() => string);
  /** What is copied, for the name of the button: "Copy" becomes "Copy token". */
  what: string;
  label?: string;
  small?: boolean;
  quiet?: boolean;
  primary?: boolean;
  onCopied?: () => void;
}) {
  const [said, setSaid] = useState<"" | "Copied" | "Can not copy">("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    const done = await copyText(typeof text === "string" ? text : text());
    setSaid(done ? "Copied" : "Can not copy");
    announce(
      done ? `Copied ${what}.` : `The browser did not let ${what} be copied. Select it and copy it by hand.`,
    );
    if (done) onCopied?.();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(""), 2500);
  };
  return (
    <Button
      small={small}
      variant={primary ? "primary" : quiet ? "quiet" : "default"}
      onPress={copy}
      aria-label={said ? undefined : label === "Copy" ? `Copy ${what}` : label}
    >
      {said || label}
    </Button>
  );
}

/** A block of code with a button that copies it, named after what it is. */
export function Code({
  children,
  what,
  caption,
  wrap,
  copies,
  onCopied,
}: {
  children: string;
  what: string;
  caption?: string;
  wrap?: boolean;
  /** What is copied if that is not what is shown, as for a text with a covered secret. */
  copies?: string;
  onCopied?: () => void;
}) {
  return (
    <div className={cx(styles.code, wrap && styles.wrap)}>
      <div className={styles.bar}>
        <span>{caption ?? ""}</span>
        <CopyButton small quiet text={copies ?? children} what={what} onCopied={onCopied} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={styles.pre} tabIndex={0}>
        <code>{children}</code>
      </pre>
    </div>
  );
}
