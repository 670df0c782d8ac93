import { useSyncExternalStore } from "react";
import { announce } from "./live.ts";
import styles from "./Toasts.module.css";

interface Toast {
  id: number;
  text: string;
  undo?: () => void;
}

let toasts: Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(list: Toast[]) {
  toasts = list;
  for (const listener of listeners) listener();
}

/** Says what was done, for ten seconds, with a way back if there is one. */
export function toast(text: string, undo?: () => void): void {
  const id = next++;
  set([...toasts.slice(-2), { id, text, undo }]);
  announce(undo ? `${text} Undo is at the end of the page.` : text);
  setTimeout(() => set(toasts.filter((one) => one.id !== id)), 10_000);
}

/** Where toasts appear; once in the shell. */
export function Toasts() {
  const list = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => toasts,
  );
  return (
    <section className={styles.region} aria-label="What was done">
      {list.map((one) => (
        <div key={one.id} className={styles.toast}>
          <span>{one.text}</span>
          {one.undo && (
            <button
              type="button"
              className={styles.undo}
              onClick={() => {
                one.undo?.();
                set(toasts.filter((other) => other.id !== one.id));
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </section>
  );
}
