import { useSyncExternalStore } from "react";

const KEY = "basekey.shortcuts";
const listeners = new Set<() => void>();
/** What holds where storage is closed to pages: until the page is left. */
let unkept: boolean | null = null;

/** False if the person turned single-key shortcuts off in this browser (WCAG 2.1.4). */
export function shortcutsOn(): boolean {
  if (unkept !== null) return unkept;
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

/** Turns single-key shortcuts on or off in this browser. */
export function setShortcutsOn(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
    unkept = null;
  } catch {
    unkept = on;
  }
  for (const listener of listeners) listener();
}

/** Whether single-key shortcuts are on, and anew when that changes, in another tab as well. */
export function useShortcutsOn(): boolean {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    window.addEventListener("storage", changed);
    return () => {
      listeners.delete(changed);
      window.removeEventListener("storage", changed);
    };
  }, shortcutsOn);
}
