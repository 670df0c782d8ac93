import { ROLES, roleMeaning, roleWords } from "../roles.ts";
import styles from "./People.module.css";

/** What each role may do, for whoever wants to know. */
export function RolesHelp() {
  return (
    <details className={styles.roles}>
      <summary>What each role may do</summary>
      <dl>
        {[...ROLES].reverse().map((role) => (
          <div key={role} className={styles.roleRow}>
            <dt>{roleWords(role)}</dt>
            <dd>{roleMeaning(role)}</dd>
          </div>
        ))}
      </dl>
      <p>Nobody gives, changes or takes away a role above their own.</p>
    </details>
  );
}
