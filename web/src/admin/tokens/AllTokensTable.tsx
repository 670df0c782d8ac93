import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client.ts";
import { isEnded, lastFour, STATE_WORDS, shownStates } from "../../tokens/words.ts";
import { Badge } from "../../ui/Badge.tsx";
import { clientPlace } from "../../ui/clients.ts";
import { cx } from "../../ui/cx.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Checkbox } from "../../ui/Field.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "../Admin.module.css";
import { accessLines, type Place } from "./places.ts";

type Token = Schemas["InstanceTokenOut"];

/** True for a token that can still be revoked. */
export function isRevocable(token: Token): boolean {
  return !isEnded(token);
}

/** The tokens of all people, with a box for each that can be revoked. */
export function AllTokensTable({
  rows,
  places,
  chosen,
  onChoose,
}: {
  rows: Token[];
  places: ReadonlyMap<string, Place>;
  chosen: ReadonlySet<string>;
  onChoose: (token: Token, on: boolean) => void;
}) {
  return (
    <DataTable
      label="Tokens of all people"
      rows={rows}
      rowKey={(token) => token.id}
      columns={[
        {
          id: "name",
          label: "Token",
          cell: (token) =>
            isRevocable(token) ? (
              <Checkbox
                isSelected={chosen.has(token.id)}
                onChange={(on) => onChoose(token, on)}
                hint={<Ids token={token} />}
                className={styles.token}
              >
                {token.name}
              </Checkbox>
            ) : (
              <span className={cx(styles.ended, styles.token)}>
                {token.name}
                <Ids token={token} />
              </span>
            ),
        },
        {
          id: "owner",
          label: "Owner",
          cell: (token) => (
            <span className={styles.person}>
              <Link to="/admin/tokens" search={(before) => ({ ...before, user: token.owner.id })}>
                {token.owner.name}
              </Link>
              <span className={styles.muted}>{token.owner.email}</span>
            </span>
          ),
        },
        { id: "state", label: "State", cell: (token) => <State token={token} /> },
        { id: "scopes", label: "Scopes", cell: (token) => <Lines lines={token.scopes} mono /> },
        {
          id: "access",
          label: "Access",
          cell: (token) => <Lines lines={accessLines(token.access, places)} />,
        },
        { id: "created", label: "Created, ends", cell: (token) => <Life token={token} /> },
        { id: "used", label: "Last used", cell: (token) => <LastUse token={token} /> },
      ]}
    />
  );
}

function Ids({ token }: { token: Token }) {
  const four = lastFour(token);
  return (
    <span className={styles.ids}>
      {four ? (
        <>
          ends in <code>{four}</code>
        </>
      ) : (
        <code>{token.id}</code>
      )}
    </span>
  );
}

function State({ token }: { token: Token }) {
  return (
    <span className={styles.stack}>
      {shownStates(token).map((state) => (
        <Badge key={state} tone={STATE_WORDS[state].tone}>
          {STATE_WORDS[state].label}
        </Badge>
      ))}
      {token.revokeReason && <span className={styles.muted}>{token.revokeReason}</span>}
    </span>
  );
}

/** Two lines, and how many more there are. */
function Lines({ lines, mono }: { lines: string[]; mono?: boolean }) {
  const rest = lines.slice(2);
  return (
    <span className={styles.stack}>
      {lines.length === 0 && <span className={styles.muted}>None</span>}
      {lines.slice(0, 2).map((line) =>
        mono ? (
          <Badge key={line} mono>
            {line}
          </Badge>
        ) : (
          <span key={line}>{line}</span>
        ),
      )}
      {rest.length > 0 && (
        <span title={rest.join(", ")}>
          +{rest.length}
          <span className="visually-hidden"> more: {rest.join(", ")}</span>
        </span>
      )}
    </span>
  );
}

function Life({ token }: { token: Token }) {
  return (
    <span className={styles.stack}>
      <Time at={token.createdTime} />
      <span className={styles.muted}>
        {token.expires ? (
          <>
            ends <Time at={token.expires} />
          </>
        ) : (
          "no end"
        )}
      </span>
    </span>
  );
}

function LastUse({ token: { lastUsed } }: { token: Token }) {
  if (!lastUsed) return <span className={styles.muted}>Never</span>;
  return (
    <span className={styles.stack}>
      <Time at={lastUsed.time} />
      <span className={styles.muted}>{clientPlace(lastUsed)}</span>
    </span>
  );
}
