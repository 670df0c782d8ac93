import { useState } from "react";
import { useReach } from "../../api/queries.ts";
import { LinkButton } from "../../ui/Button.tsx";
import { RadioGroup } from "../../ui/Field.tsx";
import { ErrorNotice, Loading, Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { AccessTree } from "./AccessTree.tsx";
import type { DraftAccess } from "./draft.ts";
import styles from "./form.module.css";
import { fieldId } from "./problems.ts";
import type { PartProps } from "./TokenFields.tsx";

type Width = "chosen" | "workspaces" | "all";

/** How wide an access list is meant: workspaces alone stand for the second choice. */
function widthOf({ mode, ids }: DraftAccess): Width {
  if (mode === "all") return "all";
  return ids.length > 0 && ids.every((id) => id.startsWith("wsp")) ? "workspaces" : "chosen";
}

/** Where the token may act: three widths, and a tree to choose from. */
export function AccessPart({ draft, onChange, problems, policy, before }: PartProps) {
  const { reach, error, retry } = useReach();
  const [picked, setPicked] = useState<Width | null>(null);
  // What was chosen under another width, in case the person comes back to it.
  const [kept, setKept] = useState<string[]>([]);
  const implied = widthOf(draft.access);
  const onlyWorkspaces = draft.access.ids.every((id) => id.startsWith("wsp"));
  // The choice holds until the draft says otherwise, for instance because a template filled it.
  const fits =
    picked === "all" ? implied === "all" : implied !== "all" && (picked === "chosen" || onlyWorkspaces);
  const width = picked !== null && fits ? picked : implied;
  const errors = problems.filter((problem) => problem.field === "access");
  const allBarred = !policy.allowEverything && before?.access.mode !== "all";

  const set = (access: DraftAccess) => onChange({ ...draft, access });
  const widen = (next: Width) => {
    const ids = [...new Set([...draft.access.ids, ...kept])];
    setKept(ids);
    setPicked(next);
    if (next === "all") set({ mode: "all", ids: [] });
    else if (next === "workspaces") {
      set({ mode: "specificModelIds", ids: ids.filter((id) => id.startsWith("wsp")) });
    } else set({ mode: "specificModelIds", ids });
  };
  const choose = (ids: string[]) => {
    setKept([]);
    setPicked(width);
    set({ mode: "specificModelIds", ids });
  };
  const empty = reach && reach.workspaces.length === 0 && reach.shared.length === 0;
  const noBases =
    reach && !empty && reach.shared.length === 0 && reach.workspaces.every((one) => one.bases.length === 0);

  return (
    <Section
      title="Access"
      lead="Where it may act. A token never reaches further than you do yourself: if you lose a base or a role, so does it."
    >
      <div id={fieldId("access")} className={styles.stack}>
        <RadioGroup
          label="Reach"
          hideLabel
          value={width}
          onChange={(value) => widen(value as Width)}
          error={errors.length > 0 ? errors.map((problem) => problem.text).join(" ") : null}
          options={[
            {
              value: "chosen",
              label: "Chosen bases and workspaces",
              hint: "Only these. Bases that come later are not included, unless you choose their workspace.",
            },
            {
              value: "workspaces",
              label: "Everything in a workspace, now and later",
              hint: "All its bases, and those that are created in it or moved to it later.",
            },
            {
              value: "all",
              label: "Everything I can reach, now and later",
              hint: allBarred
                ? "The owners of this instance allow no new token to reach everything."
                : "All bases of all workspaces, those that you join later too. If it leaks, all is open.",
              isDisabled: allBarred,
            },
          ]}
        />
        {error && !reach && <ErrorNotice error={error} retry={retry} kept="What you chose is kept." />}
        {!error && !reach && <Loading rows={5} what="Loading bases" />}
        {empty || noBases ? (
          <Notice
            actions={
              <LinkButton to="/" small>
                Create base
              </LinkButton>
            }
          >
            You have no base yet. Create one first, or go on without: calls about yourself need none.
          </Notice>
        ) : null}
        {reach && width !== "all" && (!empty || draft.access.ids.length > 0) && (
          <AccessTree
            reach={reach}
            scopes={draft.scopes}
            ids={draft.access.ids}
            workspacesOnly={width === "workspaces"}
            onChange={choose}
          />
        )}
      </div>
    </Section>
  );
}
