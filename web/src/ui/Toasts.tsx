import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
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

function drop(id: number) {
  set(toasts.filter((one) => one.id !== id));
}

/** For how long a toast is shown while nobody is at it, and how long at least when it is left. */
const SHOWN_MS = 10_000;
const LEFT_MS = 2_000;

/** Says what was done, for ten seconds, with a way back if there is one. */
export function toast(text: string, undo?: () => void): void {
  set([...toasts.slice(-2), { id: next++, text, undo }]);
  announce(undo ? `${text} Undo is at the end of the page.` : text);
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
  const before = useRef<Element | null>(null);
  return (
    <section
      className={styles.region}
      aria-label="What was done"
      onFocus={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) before.current = event.relatedTarget;
      }}
    >
      {list.map((one) => (
        <Shown key={one.id} one={one} onFocusLost={() => giveBack(before.current)} />
      ))}
    </section>
  );
}

/** A toast. Its time stands still while the pointer or the focus is on it. */
function Shown({ one, onFocusLost }: { one: Toast; onFocusLost: () => void }) {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const left = useRef(SHOWN_MS);
  const lost = useRef(onFocusLost);
  const held = pointed || focused;

  useEffect(() => {
    if (held) return;
    const begun = Date.now();
    const timer = setTimeout(() => drop(one.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(LEFT_MS, left.current - (Date.now() - begun));
    };
  }, [held, one.id]);

  // By Undo, or because newer ones came: whoever was at it is not left at the top of the page.
  useLayoutEffect(() => {
    const here = box.current;
    return () => {
      if (here?.contains(document.activeElement)) queueMicrotask(lost.current);
    };
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by these, only time stands still
    <div
      ref={box}
      className={styles.toast}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <span>{one.text}</span>
      {one.undo && (
        <button
          type="button"
          className={styles.undo}
          onClick={() => {
            one.undo?.();
            drop(one.id);
          }}
        >
          Undo
        </button>
      )}
    </div>
  );
}

/** Puts the focus back where it was before a toast had it, unless it went on by itself. */
function giveBack(before: Element | null) {
  if (document.activeElement !== document.body) return;
  const to = before?.isConnected ? before : document.getElementById("main");
  if (to instanceof HTMLElement) to.focus({ preventScroll: true });
}
