import { useState } from "react";
import { useAccount } from "../../api/queries.ts";
import { Checkbox, RadioGroup, SearchField } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import styles from "../Admin.module.css";
import { searchPeople, sortPeople } from "../people/people.ts";
import { Living } from "./Living.tsx";
import type { PartProps } from "./parts.ts";
import type { CreatorsMode } from "./policy.ts";

/** From so many people on there is a search. */
const MANY = 8;

/** Who may create tokens. */
export function CreatorsPart({ draft, change, found, all, users }: PartProps) {
  const me = useAccount().id;
  const [search, setSearch] = useState("");
  const mayOnes = users.filter((user) => user.active || draft.userIds.includes(user.id));
  const shown = sortPeople(searchPeople(mayOnes, search));
  const toggle = (id: string, on: boolean) =>
    change({ userIds: on ? [...draft.userIds, id] : draft.userIds.filter((other) => other !== id) });
  return (
    <Section
      title="Who may create tokens"
      lead="Also who may duplicate them. Whoever may not can still use, change, pause and delete the tokens they have."
    >
      <RadioGroup
        label="Who may create tokens"
        hideLabel
        value={draft.mode}
        onChange={(mode) => change({ mode: mode as CreatorsMode })}
        options={[
          { value: "everyone", label: "Everyone", hint: "Whoever has an account here." },
          { value: "instanceOwners", label: "Owners of this instance" },
          {
            value: "chosen",
            label: "Chosen people",
            hint: "Owners of this instance only if they are chosen.",
          },
        ]}
      />
      {draft.mode === "chosen" && (
        <div className={styles.indent}>
          {mayOnes.length >= MANY && (
            <SearchField
              label="Search people"
              value={search}
              onChange={setSearch}
              className={styles.search}
            />
          )}
          <fieldset className={styles.people}>
            <legend className="visually-hidden">People who may create tokens</legend>
            {shown.map((user) => (
              <Checkbox
                key={user.id}
                isSelected={draft.userIds.includes(user.id)}
                onChange={(on) => toggle(user.id, on)}
                hint={user.active ? user.email : `${user.email}, deactivated`}
              >
                {user.name}
              </Checkbox>
            ))}
            {shown.length === 0 && <p className={styles.muted}>Nobody matches “{search.trim()}”.</p>}
          </fieldset>
          <p className={styles.muted}>{draft.userIds.length} chosen.</p>
          {draft.userIds.length === 0 ? (
            <Notice tone="warn">Nobody is chosen: nobody, not even you, could create a token.</Notice>
          ) : (
            !draft.userIds.includes(me) && (
              <Notice tone="warn">You are not chosen: you could not create tokens yourself.</Notice>
            )
          )}
        </div>
      )}
      <div className={styles.indent}>
        <Living count={found?.creators} all={all}>
          {found?.creators === 1
            ? "belongs to somebody who could not create it now. It works on."
            : "belong to people who could not create them now. They work on."}
        </Living>
      </div>
    </Section>
  );
}
