import { Link, Outlet } from "@tanstack/react-router";
import { useAccount } from "../api/queries.ts";
import styles from "./HubLayout.module.css";

/** The Builder Hub: its column at the left, a page at the right. */
export function HubLayout() {
  const account = useAccount();
  return (
    <div className={styles.layout}>
      <nav className={styles.nav} aria-label="Builder Hub">
        <div className={styles.group}>
          <span className={styles.title}>Developers</span>
          <Link to="/create/tokens" className={styles.link}>
            Personal access tokens
          </Link>
        </div>
        {account.instanceOwner && (
          <div className={styles.group}>
            <span className={styles.title}>Instance</span>
            <Link to="/admin/people" className={styles.link}>
              People
            </Link>
            <Link to="/admin/tokens" className={styles.link}>
              All tokens
            </Link>
            <Link to="/admin/policy" className={styles.link}>
              Token policy
            </Link>
            <Link to="/admin/audit" className={styles.link}>
              Audit log
            </Link>
          </div>
        )}
      </nav>
      <Outlet />
    </div>
  );
}
