import { Button } from "../ui/Button.tsx";
import { Loading } from "../ui/Notice.tsx";
import styles from "./ApiDocs.module.css";
import { BlockView } from "./BlockView.tsx";
import { useDocs } from "./context.ts";
import type { Part } from "./doc.ts";
import { TokenBox } from "./TokenBox.tsx";

/** A part under its heading, with the parts within. */
export function PartView({ part, level, isReading }: { part: Part; level: 2 | 3; isReading?: boolean }) {
  const { isShown, show } = useDocs();
  const closed = part.tableId !== undefined && !isShown(part.tableId);
  const open = () => {
    if (part.tableId) show(part.tableId);
    // The button goes; the focus stays where it was.
    document.getElementById(part.anchor)?.focus({ preventScroll: true });
  };
  const content = (
    <>
      <Heading part={part} level={level} />
      {closed ? (
        <div>
          <Button onPress={open}>Show fields and calls of {part.title}</Button>
        </div>
      ) : isReading ? (
        <Loading rows={8} what={`Reading ${part.title}`} />
      ) : (
        <>
          {part.blocks.map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place
            <BlockView key={index} block={block} />
          ))}
          {part.anchor === "authentication" && <TokenBox />}
          {part.parts.map((inner) => (
            <PartView key={inner.anchor} part={inner} level={3} />
          ))}
        </>
      )}
    </>
  );
  // Only the great parts are landmarks: one for each call would be too many to go through.
  return level === 2 ? (
    <section className={styles.part} aria-labelledby={part.anchor}>
      {content}
    </section>
  ) : (
    <div className={styles.inner}>{content}</div>
  );
}

function Heading({ part, level }: { part: Part; level: 2 | 3 }) {
  const Tag = level === 2 ? "h2" : "h3";
  return (
    <div className={styles.heading}>
      <Tag id={part.anchor} tabIndex={-1}>
        {part.title}
        {part.of && <span className="visually-hidden"> of {part.of}</span>}
      </Tag>
      <a href={`#${part.anchor}`} className={styles.anchor}>
        <span aria-hidden="true">#</span>
        <span className="visually-hidden">
          Link to {part.title}
          {part.of && ` of ${part.of}`}
        </span>
      </a>
    </div>
  );
}
