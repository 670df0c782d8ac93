import { useEffect, useRef } from "react";
import { useShortcutsOn } from "../../account/shortcuts.ts";

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
