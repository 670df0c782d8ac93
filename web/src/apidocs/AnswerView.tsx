import { Badge } from "../ui/Badge.tsx";
import { Button } from "../ui/Button.tsx";
import { Code } from "../ui/Copy.tsx";
import styles from "./ApiDocs.module.css";
import type { Call } from "./model.ts";
import { json } from "./quote.ts";
import type { Answered } from "./request.ts";
import type { Tried } from "./useTry.ts";

/** Longer answers are cut: a page with megabytes of text helps nobody. */
const LONGEST = 100_000;

/** Status, time, headers and body of an answer, and the way back. */
export function AnswerView({ call, tried, answer }: { call: Call; tried: Tried; answer: Answered }) {
  const body = answer.json === undefined ? answer.text : json(answer.json);
  const headers = answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return (
    <section className={styles.answer} aria-label={`Answer to ${call.what}`}>
      <div className={styles.line}>
        <Badge tone={answer.ok ? "good" : "bad"}>
          {answer.ok ? "✓" : "✕"} {answer.status}
        </Badge>
        <span className={styles.note}>{answer.ms} ms</span>
        {tried.undo && !tried.undone && (
          <Button small onPress={() => void tried.takeBack()} isPending={tried.isPending}>
            {tried.undo.words}
          </Button>
        )}
        {tried.undone && <Badge>Undone</Badge>}
      </div>
      {tried.undo?.but && !tried.undone && <p className={styles.note}>{tried.undo.but}</p>}
      <Code what={`body of the answer to ${call.what}`} caption="Body">
        {body.length > LONGEST ? `${body.slice(0, LONGEST)}\n… (cut here)` : body || "(empty)"}
      </Code>
      <details>
        <summary>{answer.headers.length} headers</summary>
        <Code what={`headers of the answer to ${call.what}`} caption="Headers">
          {headers}
        </Code>
      </details>
    </section>
  );
}
