import { type ReactNode, useSyncExternalStore } from "react";
import styles from "./ApiDocs.module.css";

const WIDE = "(min-width: 1000px)";

function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(WIDE);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => window.matchMedia(WIDE).matches,
  );
}

/** What stands at the left, and on narrow screens above, folded. */
export function Side({ controls, contents }: { controls: ReactNode; contents: ReactNode }) {
  if (useWide()) {
    return (
      <div className={styles.side}>
        {controls}
        {contents}
      </div>
    );
  }
  return (
    <div className={styles.folds}>
      <details className={styles.fold}>
        <summary>Language, names, token</summary>
        {controls}
      </details>
      <details className={styles.fold}>
        <summary>Contents</summary>
        {contents}
      </details>
    </div>
  );
}
