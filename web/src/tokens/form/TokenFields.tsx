import { AccessPart } from "./AccessPart.tsx";
import type { Policy, TokenDraft } from "./draft.ts";
import styles from "./form.module.css";
import { LifePart } from "./LifePart.tsx";
import { NamePart } from "./NamePart.tsx";
import type { Problem } from "./problems.ts";
import { ScopesPart } from "./ScopesPart.tsx";

/** What each part of the form is given. */
export interface PartProps {
  draft: TokenDraft;
  onChange: (draft: TokenDraft) => void;
  /** What is missing or wrong; empty until the person has tried to save. */
  problems: Problem[];
  policy: Policy;
  /** The settings that are stored, if a token is being changed. */
  before?: TokenDraft;
}

/** The four parts of the form: name, scopes, access, life. Each is a section with its own heading (h2). */
export function TokenFields(props: PartProps) {
  return (
    <div className={styles.parts}>
      <NamePart {...props} />
      <ScopesPart {...props} />
      <AccessPart {...props} />
      <LifePart {...props} />
    </div>
  );
}
