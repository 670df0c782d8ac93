import type { ReactNode } from "react";
import { Page } from "../../ui/Page.tsx";
import styles from "../Account.module.css";

/** The frame of a page that stands without the shell: nobody may be signed in. */
export function Alone({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <header className={styles.brand}>
        <img src="/icon.svg" alt="" width="26" height="26" />
        Basekey
      </header>
      <main>
        <Page title={title} lead={lead}>
          {children}
        </Page>
      </main>
    </div>
  );
}
