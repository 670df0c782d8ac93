/** The form of a token: for the page that makes one and for the settings of one that exists. */
export {
  type DraftAccess,
  draftOf,
  draftToEdit,
  draftToNewToken,
  emptyDraft,
  type Policy,
  sameDraft,
  type TokenDraft,
  type Widening,
  widens,
} from "./draft.ts";
export { ProblemList } from "./ProblemList.tsx";
export {
  type Circumstances,
  type Field,
  fieldId,
  focusField,
  type Part,
  type Problem,
  problemAt,
  problemsOf,
} from "./problems.ts";
export { TokenFields } from "./TokenFields.tsx";
export { TokenSummary } from "./TokenSummary.tsx";
