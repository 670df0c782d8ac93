import { useSyncExternalStore } from "react";
import { setTheme, type Theme, theme } from "../../shell/theme.ts";
import { Checkbox, RadioGroup } from "../../ui/Field.tsx";
import { announce } from "../../ui/live.ts";
import { Section } from "../../ui/Page.tsx";
import { setShortcutsOn, useShortcutsOn } from "../shortcuts.ts";

/** How the pages look and act in this browser. */
export function SettingsSections() {
  const shortcuts = useShortcutsOn();
  // The menu at the top changes the theme as well.
  const chosen = useSyncExternalStore(watchTheme, theme);
  return (
    <>
      <Section title="Theme" lead="For this browser.">
        <RadioGroup
          label="Theme"
          hideLabel
          value={chosen}
          onChange={(next) => setTheme(next as Theme)}
          options={[
            { value: "system", label: "As this device", hint: "Light or dark, as the system says." },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </Section>
      <Section title="Keyboard" lead="For this browser.">
        <Checkbox
          isSelected={shortcuts}
          onChange={(on) => {
            setShortcutsOn(on);
            announce(on ? "Single-key shortcuts are on." : "Single-key shortcuts are off.");
          }}
          hint="In the list of tokens, / searches and c creates a token, while no field has the focus. Turn them off if you dictate, or press keys by accident. Ctrl K or ⌘ K stays."
        >
          Single-key shortcuts
        </Checkbox>
      </Section>
    </>
  );
}

function watchTheme(changed: () => void): () => void {
  const watcher = new MutationObserver(changed);
  watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => watcher.disconnect();
}
