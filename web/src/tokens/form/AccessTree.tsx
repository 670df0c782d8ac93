import { type RefObject, useEffect, useRef, useState } from "react";
import type { BasesByWorkspace } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { SearchField } from "../../ui/Field.tsx";
import { announce } from "../../ui/live.ts";
import { AccessRows } from "./AccessRows.tsx";
import styles from "./form.module.css";
import { countRows, firstRows, idsIn, lost, placesOf, searchReach } from "./reach.ts";

/** Rows shown at first, and how many more each time. */
const STEP = 50;

/** Workspaces and their bases with boxes; a search that also takes pasted ids and addresses. */
export function AccessTree({
  reach,
  scopes,
  ids,
  workspacesOnly,
  onChange,
}: {
  reach: BasesByWorkspace;
  /** The chosen scopes: a role that is too low for one of them is said. */
  scopes: string[];
  ids: string[];
  workspacesOnly: boolean;
  onChange: (ids: string[]) => void;
}) {
  const [query, setQuery] = useState("");
  const [most, setMost] = useState(STEP);
  const list = useRef<HTMLDivElement>(null);
  const whole = workspacesOnly
    ? { workspaces: reach.workspaces.map(({ workspace }) => ({ workspace, bases: [] })), shared: [] }
    : reach;
  const found = searchReach(query, whole);
  const total = countRows(found);
  const shown = firstRows(found, most);
  const sentinel = useGrowing(list, total > most, () => setMost((rows) => rows + STEP));

  const set = (next: string[]) => {
    onChange(next);
    announce(`${chosenWords(next)}.`);
  };
  const toggle = (id: string, on: boolean) => {
    const workspace = reach.workspaces.find((one) => one.workspace.id === id);
    // A workspace covers its bases: boxes ticked before need not stay in the list.
    const covered = new Set(on ? (workspace?.bases.map((base) => base.id) ?? []) : []);
    const rest = ids.filter((one) => one !== id && !covered.has(one));
    set(on ? [...rest, id] : rest);
  };
  const gone = lost(ids, reach);

  return (
    <div className={styles.stack}>
      <SearchField
        label={workspacesOnly ? "Search workspaces" : "Search bases and workspaces"}
        placeholder="Name, id or pasted address"
        value={query}
        onChange={(text) => {
          setQuery(text);
          setMost(STEP);
        }}
      />
      <PastedIds query={query} whole={whole} ids={ids} onChoose={set} />
      <p className={styles.muted}>
        {chosenWords(ids)}
        {query.trim() && `; ${total} found`}
        {total > shownCount(total, most) && `; ${shownCount(total, most)} of ${total} shown`}.
      </p>
      {gone.length > 0 && (
        <ul className={styles.rows} aria-label="No longer shared with you">
          {gone.map((id) => (
            <li key={id} className={styles.row}>
              <span className={styles.rowText}>
                <s className={styles.lost}>
                  <code>{id}</code>
                </s>
                <span className={styles.warn}>No longer shared with you: calls to it are refused.</span>
              </span>
              <Button variant="quiet" small aria-label={`Remove ${id}`} onPress={() => toggle(id, false)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.tree} ref={list}>
        {total === 0 && (
          <p className={styles.muted}>
            {query.trim() ? `Nothing called “${query.trim()}”.` : "There is no workspace to choose."}
          </p>
        )}
        <AccessRows shown={shown} scopes={scopes} ids={ids} onToggle={toggle} />
        {total > most && (
          <div className={styles.more} ref={sentinel}>
            <Button small onPress={() => setMost((rows) => rows + STEP)}>
              Show {Math.min(STEP, total - most)} more
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function shownCount(total: number, most: number): number {
  return Math.min(total, most);
}

/** "1 workspace and 2 bases chosen". */
export function chosenWords(ids: string[]): string {
  const workspaces = ids.filter((id) => id.startsWith("wsp")).length;
  const bases = ids.length - workspaces;
  const count = (many: number, what: string) => (many === 1 ? `1 ${what}` : `${many} ${what}s`);
  const parts = [workspaces > 0 && count(workspaces, "workspace"), bases > 0 && count(bases, "base")];
  return `${parts.filter(Boolean).join(" and ") || "Nothing"} chosen`;
}

/** Offers to choose all ids that stand in the search box, and names those that are not shared. */
function PastedIds({
  query,
  whole,
  ids,
  onChoose,
}: {
  query: string;
  whole: BasesByWorkspace;
  ids: string[];
  onChoose: (ids: string[]) => void;
}) {
  const pasted = idsIn(query);
  if (pasted.length === 0) return null;
  const places = placesOf(whole);
  const known = pasted.filter((id) => places.has(id) && !ids.includes(id));
  const unknown = pasted.filter((id) => !places.has(id));
  return (
    <div className={styles.more} role="status">
      {known.length > 0 && (
        <Button small onPress={() => onChoose([...ids, ...known])}>
          {known.length === 1
            ? `Choose ${places.get(known[0] ?? "")?.name}`
            : `Choose all ${known.length} that were pasted`}
        </Button>
      )}
      {unknown.length > 0 && <span className={styles.warn}>Not shared with you: {unknown.join(", ")}.</span>}
    </div>
  );
}

/** Calls `grow` when the end of a list comes into sight. */
function useGrowing(list: RefObject<HTMLDivElement | null>, more: boolean, grow: () => void) {
  const sentinel = useRef<HTMLDivElement>(null);
  const latest = useRef(grow);
  latest.current = grow;
  useEffect(() => {
    const end = sentinel.current;
    if (!more || !end) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      // Within the list where it scrolls by itself, and within the window on phones.
      { root: list.current && getComputedStyle(list.current).maxHeight !== "none" ? list.current : null },
    );
    observer.observe(end);
    return () => observer.disconnect();
  }, [more, list]);
  return sentinel;
}
