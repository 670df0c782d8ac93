import { useEffect, useState } from "react";
import styles from "./Time.module.css";
import { ago, exactly } from "./times.ts";

/** A moment in the reader's zone: `ago` shows how long since (or until), with the exact time on hover and focus. */
export function Time({ at, style = "ago" }: { at: string; style?: "ago" | "day" | "exact" }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (style !== "ago") return;
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, [style]);
  const date = new Date(at);
  const exact = exactly(date);
  const text =
    style === "ago"
      ? ago(date, now)
      : style === "day"
        ? date.toLocaleDateString(undefined, { dateStyle: "medium" })
        : exact;
  return (
    <time dateTime={at} title={exact} className={style === "exact" ? undefined : styles.short}>
      {text}
    </time>
  );
}
