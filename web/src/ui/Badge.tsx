import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import { cx } from "./cx.ts";

/** A state or a scope in a small box. The words carry the meaning, the colour only helps. */
export function Badge({
  tone,
  mono,
  children,
}: {
  tone?: "good" | "warn" | "bad" | "info";
  mono?: boolean;
  children: ReactNode;
}) {
  return <span className={cx(styles.badge, tone && styles[tone], mono && styles.mono)}>{children}</span>;
}
