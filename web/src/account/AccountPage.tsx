import { useAccount } from "../api/queries.ts";
import { Page } from "../ui/Page.tsx";
import styles from "./Account.module.css";
import { EmailSection } from "./parts/EmailSection.tsx";
import { NameSection } from "./parts/NameSection.tsx";
import { PasswordSection } from "./parts/PasswordSection.tsx";
import { SessionsSection } from "./parts/SessionsSection.tsx";
import { SettingsSections } from "./parts/SettingsSections.tsx";

/** One's own account: who one is, how one signs in and where, and how the pages look and act. */
export function AccountPage() {
  const account = useAccount();
  return (
    <Page title="Account" lead={`Signed in as ${account.email}.`} className={styles.page}>
      <div className={styles.sections}>
        <NameSection account={account} />
        <EmailSection account={account} />
        <PasswordSection account={account} />
        <SessionsSection />
        <SettingsSections />
      </div>
    </Page>
  );
}
