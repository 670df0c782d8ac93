import { useMemo, useState } from "react";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Checkbox, SearchField } from "../../ui/Field.tsx";
import styles from "./form.module.css";
import { countWords } from "./ScopesPart.tsx";
import { callsOf, changesData, type Scope, type ScopeHit, searchScopes } from "./scopes.ts";

/**
 * All scopes by group, with a search over names, meanings and calls. Every tick counts at once:
 * Done, Escape and the space outside all keep it.
 */
export function ScopePicker({
  scopes,
  chosen,
  forbidden,
  onChange,
  onClose,
}: {
  scopes: Scope[];
  chosen: string[];
  /** Scopes that may not be added. */
  forbidden: string[];
  onChange: (chosen: string[]) => void;
  onClose: () => void;
}) {
  const [query, setQuery] = useState("");
  const hits = useMemo(() => searchScopes(query, scopes), [query, scopes]);
  const groups = [...new Set(scopes.map((scope) => scope.group))];
  return (
    <Dialog
      title="Add scopes"
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      <div className={styles.search}>
        <SearchField
          label="Search scopes"
          placeholder="Name, meaning or call: PATCH records"
          value={query}
          onChange={setQuery}
          autoFocus
        />
        <span className={styles.muted}>
          {countWords(chosen.length)}
          {query.trim() && `; ${hits.length} of ${scopes.length} shown`}
        </span>
        <span className="visually-hidden" role="status">
          {query.trim() && `${hits.length} of ${scopes.length} scopes shown.`}
        </span>
      </div>
      <div className={styles.groups}>
        {groups.map((group) => {
          const rows = hits.filter((hit) => hit.scope.group === group);
          return rows.length > 0 ? (
            <Group
              key={group}
              title={group}
              rows={rows}
              chosen={chosen}
              forbidden={forbidden}
              onChange={onChange}
            />
          ) : null;
        })}
        {hits.length === 0 && (
          <div className={styles.stack}>
            <p>Nothing called “{query.trim()}”.</p>
            <p className={styles.muted}>There are these groups: {groups.join(", ")}.</p>
            <Button className={styles.start} small onPress={() => setQuery("")}>
              Show all scopes
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** One group: a three-state box for all that is shown of it, and a box for each scope. */
function Group({
  title,
  rows,
  chosen,
  forbidden,
  onChange,
}: {
  title: string;
  rows: ScopeHit[];
  chosen: string[];
  forbidden: string[];
  onChange: (chosen: string[]) => void;
}) {
  const names = rows.map((row) => row.scope.name);
  const free = names.filter((name) => chosen.includes(name) || !forbidden.includes(name));
  const ticked = free.filter((name) => chosen.includes(name)).length;
  const set = (some: string[], on: boolean) =>
    onChange(on ? [...new Set([...chosen, ...some])] : chosen.filter((name) => !some.includes(name)));
  return (
    <fieldset className={styles.group}>
      <legend>
        <Checkbox
          isSelected={ticked === names.length}
          isIndeterminate={ticked > 0 && ticked < names.length}
          isDisabled={free.length === 0}
          // Not what the box says: with a barred scope among them, it never becomes a full tick.
          onChange={() => set(free, ticked < free.length)}
        >
          {title}
        </Checkbox>
      </legend>
      <div className={styles.choices}>
        {rows.map(({ scope, calls }) => {
          const barred = forbidden.includes(scope.name) && !chosen.includes(scope.name);
          return (
            <Checkbox
              key={scope.name}
              isSelected={chosen.includes(scope.name)}
              isDisabled={barred}
              onChange={(on) => set([scope.name], on)}
              hint={
                barred
                  ? `${scope.meaning}. The owners of this instance allow no token to have it.`
                  : added(scope)
              }
            >
              <span className={styles.name}>
                <code>{scope.name}</code>
                {changesData(scope.name) && <Badge tone="warn">write</Badge>}
              </span>
              {calls.slice(0, 3).map((call) => (
                <code key={call.id} className={styles.muted} style={{ display: "block" }}>
                  {call.method} {call.path}
                </code>
              ))}
            </Checkbox>
          );
        })}
      </div>
    </fieldset>
  );
}

/** What a scope means and how many calls need it. */
function added(scope: Scope): string {
  const count = callsOf(scope.name).length;
  const calls = count === 0 ? "" : ` Needed by ${count === 1 ? "1 call" : `${count} calls`}.`;
  return `${scope.meaning}.${calls}`;
}
