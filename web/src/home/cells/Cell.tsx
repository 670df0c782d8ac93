import type { CSSProperties } from "react";
import styles from "./Cell.module.css";
import { chipColor } from "./colors.ts";
import { cut, type Shown } from "./format.ts";

/** Characters of a text that a table shows; the API gives the whole. */
const MOST_TEXT = 160;
/** Chips, files, people and items that a table shows before "+n". */
const MOST_ITEMS = 4;

const SIGNS: Record<string, string> = { star: "★", heart: "♥", thumbsUp: "👍", flag: "⚑", dot: "●" };

/** A read-only cell. `names` are the linked records' names, if they are known. */
export function Cell({ shown, names }: { shown: Shown; names?: string[] }) {
  switch (shown.kind) {
    case "blank":
      return null;
    case "text":
      return <span className={styles.text}>{cut(shown.text.replace(/\s*\n\s*/g, "\n"), MOST_TEXT)}</span>;
    case "number":
      return <span className={styles.number}>{shown.text}</span>;
    case "check":
      return shown.ticked ? (
        <span role="img" aria-label="Checked" className={styles.tick}>
          ✓
        </span>
      ) : (
        <span className="visually-hidden">Not checked</span>
      );
    case "chips":
      return <Chips chips={shown.chips} />;
    case "records":
      return <Records count={shown.ids.length} names={names} />;
    case "files":
      return (
        <Several
          items={shown.files.map((file) =>
            file.href ? (
              <Out key={file.href} href={file.href}>
                {file.name}
              </Out>
            ) : (
              file.name
            ),
          )}
        />
      );
    case "time":
      return (
        <time dateTime={shown.at} className={styles.number}>
          {shown.text}
        </time>
      );
    case "people":
      return <Several items={shown.names} />;
    case "link":
      return <Out href={shown.href}>{cut(shown.text, 60)}</Out>;
    case "rating":
      return (
        <span
          role="img"
          aria-label={`${shown.value} of ${Math.max(shown.max, shown.value)}`}
          className={styles.rating}
        >
          {(SIGNS[shown.icon] ?? "★").repeat(Math.max(0, Math.min(Math.round(shown.value), 10)))}
        </span>
      );
    case "error":
      return (
        <span className={styles.error} title={shown.why}>
          <span aria-hidden="true">⚠ </span>
          {shown.text}
          <span className="visually-hidden">. {shown.why}</span>
        </span>
      );
    case "list":
      // biome-ignore lint/suspicious/noArrayIndexKey: items of a cell have no identity
      return <Several items={shown.items.map((item, index) => <Cell key={index} shown={item} />)} />;
  }
}

/** Choices in their colours. Also used for the choices of a field. */
export function Chips({
  chips,
  most = MOST_ITEMS,
}: {
  chips: { text: string; color?: string | null }[];
  most?: number;
}) {
  return (
    <Several
      gap
      most={most}
      items={chips.map((chip) => {
        const { light, dark } = chipColor(chip.color);
        const colors = {
          "--chip-light": light.background,
          "--chip-light-text": light.text,
          "--chip-dark": dark.background,
          "--chip-dark-text": dark.text,
        } as CSSProperties;
        return (
          <span key={chip.text} className={styles.chip} style={colors}>
            {chip.text}
          </span>
        );
      })}
    />
  );
}

/** Linked records by name; until the names are known, and if they can not be read, how many. */
function Records({ count, names }: { count: number; names?: string[] }) {
  if (!names) return <span className={styles.muted}>{count === 1 ? "1 record" : `${count} records`}</span>;
  return (
    <Several
      gap
      items={names.map((name, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two records may have the same name
        <span key={index} className={styles.record}>
          {cut(name, 60) || "Unnamed record"}
        </span>
      ))}
    />
  );
}

/** A link to elsewhere, in a new tab. */
function Out({ href, children }: { href: string; children: string }) {
  const elsewhere = href.startsWith("http");
  return (
    <a href={href} className={styles.out} {...(elsewhere ? { target: "_blank", rel: "noreferrer" } : {})}>
      {children}
      {elsewhere && <span className="visually-hidden"> (new tab)</span>}
    </a>
  );
}

/** The first items of a cell and how many more there are. */
function Several({
  items,
  gap,
  most = MOST_ITEMS,
}: {
  items: React.ReactNode[];
  gap?: boolean;
  most?: number;
}) {
  const shown = items.length > most + 1 ? items.slice(0, most) : items;
  const more = items.length - shown.length;
  return (
    <span className={gap ? styles.several : styles.plain}>
      {shown.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of a cell have no identity
        <span key={index} className={styles.item}>
          {item}
          {!gap && index < items.length - 1 && ", "}
        </span>
      ))}
      {more > 0 && (
        <span className={styles.muted}>
          +{more}
          <span className="visually-hidden"> more</span>
        </span>
      )}
    </span>
  );
}
