import type { Schemas } from "../../api/client.ts";
import { Checkbox } from "../../ui/Field.tsx";
import { Section } from "../../ui/Page.tsx";
import styles from "../Admin.module.css";
import { Living } from "./Living.tsx";
import type { PartProps } from "./parts.ts";

/** Scopes that no token gets any more, and whether one may reach everything. */
export function ScopesPart({
  draft,
  change,
  found,
  all,
  scopes,
}: PartProps & { scopes: readonly Schemas["ScopeOut"][] }) {
  const toggle = (name: string, on: boolean) =>
    change({
      forbidden: on ? [...draft.forbidden, name] : draft.forbidden.filter((other) => other !== name),
    });
  // What is forbidden and not known any more can still be allowed again.
  const unknown = draft.forbidden
    .filter((name) => !scopes.some((scope) => scope.name === name))
    .map((name) => ({ name, meaning: "" }));
  return (
    <>
      <Section
        title="Forbidden scopes"
        lead="No token gets a scope that is ticked here, when it is created or later. Living tokens keep what they have."
      >
        <fieldset className={styles.part}>
          <legend className="visually-hidden">Scopes that no token gets</legend>
          {[...scopes, ...unknown].map(({ name, meaning }) => (
            <div key={name}>
              <Checkbox
                isSelected={draft.forbidden.includes(name)}
                onChange={(on) => toggle(name, on)}
                hint={meaning ? `${meaning}.` : undefined}
              >
                <code>{name}</code>
              </Checkbox>
              <div className={styles.indent}>
                <Living
                  count={found?.scopes.get(name)}
                  all={all}
                  link={{ search: { scope: name }, words: `See tokens with ${name}.` }}
                >
                  {found?.scopes.get(name) === 1 ? "has" : "have"} it.
                </Living>
              </div>
            </div>
          ))}
        </fieldset>
      </Section>
      <Section
        title="Access to everything"
        lead="Whether a token may reach all that its owner reaches, now and later, rather than chosen bases and workspaces."
      >
        <Checkbox
          isSelected={draft.allowEverything}
          onChange={(allowEverything) => change({ allowEverything })}
          hint={
            draft.allowEverything
              ? "Such a token also reaches what is shared with its owner in the future."
              : "New tokens name their bases and workspaces. Living tokens keep what they have."
          }
        >
          Tokens may reach everything
        </Checkbox>
        <div className={styles.indent}>
          <Living count={found?.everything} all={all}>
            {found?.everything === 1 ? "reaches" : "reach"} everything.
          </Living>
        </div>
      </Section>
    </>
  );
}
