import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Code } from "../../ui/Copy.tsx";
import styles from "./SnippetTabs.module.css";
import { covered, type SnippetTarget, snippetsFor } from "./snippets.ts";

/** Texts to paste, one for each client, with the token in them. Hidden, they still copy whole. */
export function SnippetTabs({
  secret,
  hidden,
  place,
  reads,
  onCopied,
}: {
  secret: string;
  hidden: boolean;
  place: SnippetTarget["place"];
  /** What the snippets read, in words; `null` if they only ask who the token is. */
  reads: string | null;
  onCopied: () => void;
}) {
  const origin = location.origin;
  const real = snippetsFor({ origin, secret, place });
  const shown = hidden ? snippetsFor({ origin, secret: covered(secret), place }) : real;
  return (
    <div className={styles.snippets}>
      <h3>Ready to paste</h3>
      <p className={styles.note}>
        {reads
          ? `With the token in them. They read up to three records of ${reads}.`
          : "With the token in them. They ask the server who the token is, or show where to put in a base."}
      </p>
      <Tabs className={styles.tabs}>
        <TabList className={styles.list} aria-label="Clients">
          {shown.map((snippet) => (
            <Tab key={snippet.id} id={snippet.id} className={styles.tab}>
              {snippet.label}
            </Tab>
          ))}
        </TabList>
        {shown.map((snippet, index) => (
          <TabPanel key={snippet.id} id={snippet.id} className={styles.panel}>
            <Code
              what={snippet.what}
              caption={snippet.label}
              wrap
              copies={real[index]?.text}
              onCopied={onCopied}
            >
              {snippet.text}
            </Code>
            <p className={styles.note}>{snippet.note}</p>
          </TabPanel>
        ))}
      </Tabs>
    </div>
  );
}
