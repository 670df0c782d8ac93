import { useEffect, useRef } from "react";
import { Notice } from "../../ui/Notice.tsx";
import styles from "./form.module.css";
import { fieldId, focusField, type Problem } from "./problems.ts";

/** What is missing, at the top, with links to the parts. Takes the focus whenever `attempt` grows. */
export function ProblemList({ problems, attempt }: { problems: Problem[]; attempt: number }) {
  const ref = useRef<HTMLDivElement>(null);
  // Problems that come and go while the form is being mended must not move the focus: only an attempt does.
  useEffect(() => {
    if (attempt === 0) return;
    ref.current?.focus();
    ref.current?.scrollIntoView({ block: "center" });
  }, [attempt]);
  if (problems.length === 0) return null;
  return (
    <div ref={ref} tabIndex={-1}>
      <Notice
        tone="bad"
        title={problems.length === 1 ? "One thing to mend" : `${problems.length} things to mend`}
      >
        <ul className={styles.sentences} style={{ paddingInlineStart: "1.2rem" }}>
          {problems.map((problem) => (
            <li key={problem.field + problem.text}>
              <a
                href={`#${fieldId(problem.field)}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusField(problem.field);
                }}
              >
                {problem.text}
              </a>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
