import type { Schemas } from "../../api/client.ts";
import { SETTINGS, settingLabel, words } from "./changes.ts";
import styles from "./detail.module.css";
import { useNames } from "./useNames.ts";

/** The settings that a token had when it ended. */
export function SettingsRead({ token }: { token: Schemas["TokenOut"] }) {
  const { nameOf } = useNames();
  return (
    <dl className={styles.facts}>
      {SETTINGS.filter((setting) => setting !== "paused").map((setting) => (
        <div key={setting}>
          <dt>{settingLabel(setting)}</dt>
          <dd>{words(setting, token, nameOf)}</dd>
        </div>
      ))}
    </dl>
  );
}
