import { setShortcutsOn, useShortcutsOn } from "../../account/shortcuts.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./list.module.css";

/** Which single keys this page knows, and the way to turn them off. */
export function ShortcutLine({ searches, mayCreate }: { searches: boolean; mayCreate: boolean }) {
  const on = useShortcutsOn();
  if (!searches && !mayCreate) return null;
  return (
    <div className={styles.keys}>
      {on ? "Keys:" : "Single keys are turned off."}
      {on && searches && (
        <span>
          <kbd>/</kbd> searches
        </span>
      )}
      {on && mayCreate && (
        <span>
          <kbd>c</kbd> creates a token
        </span>
      )}
      <Button variant="quiet" small onPress={() => setShortcutsOn(!on)}>
        {on ? "Turn single keys off" : "Turn single keys on"}
      </Button>
    </div>
  );
}
