import { useEffect, useState } from "react";
import { cx } from "./cx.ts";
import styles from "./Time.module.css";
import { ago, exactly } from "./times.ts";

/**
 * A moment in the reader's zone. `ago` shows how long since (or until); the exact time is read out by
 * assistive technology after it, shows under the pointer, and with `detail` also when it is pressed,
 * by key or finger. Each with `detail` is a stop of the Tab key: for facts, not for every table. `day`
 * shows its time under the pointer only.
 */
export function Time({
  at,
  style = "ago",
  detail,
}: {
  at: string;
  style?: "ago" | "day" | "exact";
  detail?: boolean;
}) {
  const [now, setNow] = useState(() => Date.now());
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (style !== "ago") return;
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, [style]);
  const date = new Date(at);
  const exact = exactly(date);
  if (style !== "ago") {
    const day = style === "day";
    return (
      <time dateTime={at} title={exact} className={day ? styles.short : undefined}>
        {day ? date.toLocaleDateString(undefined, { dateStyle: "medium" }) : exact}
      </time>
    );
  }
  const time = (
    <time
      dateTime={at}
      title={detail ? undefined : exact}
      className={cx(styles.ago, !opened && styles.short)}
    >
      {opened ? (
        exact
      ) : (
        <>
          {ago(date, now)}
          <span className="visually-hidden"> ({exact})</span>
        </>
      )}
    </time>
  );
  if (!detail) return time;
  return (
    <button type="button" className={styles.detail} title={exact} onClick={() => setOpened(!opened)}>
      {time}
    </button>
  );
}
