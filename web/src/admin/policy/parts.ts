import type { Schemas } from "../../api/client.ts";
import type { Breaking, PolicyDraft } from "./policy.ts";

/** What each part of the form gets. */
export interface PartProps {
  draft: PolicyDraft;
  change: (changes: Partial<PolicyDraft>) => void;
  /** Undefined while tokens are not counted. */
  found: Breaking | undefined;
  /** False if there are more tokens than were counted. */
  all: boolean;
  users: readonly Schemas["UserOut"][];
}
