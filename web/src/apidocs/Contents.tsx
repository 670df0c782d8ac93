import styles from "./ApiDocs.module.css";
import { useDocs } from "./context.ts";
import type { Part } from "./doc.ts";

/** More tables than this are folded in the contents. */
const FEW = 3;

/** Links to all parts of the page. */
export function Contents({ parts }: { parts: readonly Part[] }) {
  const { isShown, show } = useDocs();
  const tables = parts.filter((part) => part.tableId !== undefined).length;
  return (
    <nav aria-label="Contents" className={styles.contents}>
      <ul>
        {parts.map((part) => {
          const { tableId } = part;
          const link = (
            <a href={`#${part.anchor}`} onClick={() => tableId && show(tableId)}>
              {part.title}
            </a>
          );
          const inner = (!tableId || isShown(tableId)) && part.parts.length > 0;
          return (
            <li key={part.anchor}>
              {link}
              {inner && (
                <details open={tables <= FEW && tableId !== undefined}>
                  <summary aria-label={`Calls of ${part.title}`}>
                    {tableId
                      ? "Fields and calls"
                      : part.parts.length === 1
                        ? "1 call"
                        : `${part.parts.length} calls`}
                  </summary>
                  <ul>
                    {part.parts.map((one) => (
                      <li key={one.anchor}>
                        <a href={`#${one.anchor}`}>{one.title}</a>
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
