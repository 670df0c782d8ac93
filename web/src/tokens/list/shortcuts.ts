import { useEffect, useRef, useSyncExternalStore } from "react";

const STORED = "basekey.keys";
const listeners = new Set<() => void>();

/** False if the person turned single-key shortcuts off (WCAG 2.1.4). */
function areOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    // Storage may be closed to pages; then the setting lasts no longer than the page.
    return true;
  }
}

/** Turns single-key shortcuts on or off in this browser. */
export function setShortcuts(on: boolean): void {
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // Nothing to keep it in.
  }
  for (const listener of listeners) listener();
}

/** Whether single-key shortcuts are on, and anew when that changes. */
export function useShortcutsOn(): boolean {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, areOn);
}

/** True if keys belong to what has the focus: a field, a menu, a dialog. */
export function takesKeys(element: Element | null): boolean {
  return Boolean(
    element?.closest(
      "input,textarea,select,[contenteditable=''],[contenteditable=true],[role=menu],[role=listbox],[role=dialog],[role=alertdialog]",
    ),
  );
}

/** Runs an action for a single key, only while no field, menu or dialog has the focus. */
export function useShortcuts(actions: Record<string, () => void>): void {
  const on = useShortcutsOn();
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      if (event.ctrlKey || event.metaKey || event.altKey || takesKeys(document.activeElement)) return;
      const action = latest.current[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on]);
}
