import { Link } from "@tanstack/react-router";
import { roleWords } from "../tokens/form/roles.ts";
import { Badge } from "../ui/Badge.tsx";
import { Code } from "../ui/Copy.tsx";
import styles from "./ApiDocs.module.css";
import { useDocs } from "./context.ts";
import { type Call, LANG_WORDS } from "./model.ts";
import { scopeWords, verdict } from "./permits.ts";
import { json } from "./quote.ts";
import { snippet, snippetName } from "./snippets.ts";
import { TryIt } from "./TryIt.tsx";

/** One call: who may make it, how, and what is answered. */
export function CallView({ call }: { call: Call }) {
  const { settings, target } = useDocs();
  return (
    <div className={styles.call}>
      <div className={styles.line}>
        <Badge mono tone={call.method === "DELETE" ? "bad" : call.method === "GET" ? "info" : "warn"}>
          {call.method}
        </Badge>
        <code className={styles.path}>{call.path}</code>
      </div>
      <Needs call={call} />
      <Code what={snippetName(settings.lang, call)} caption={LANG_WORDS[settings.lang]}>
        {snippet(settings.lang, call, target)}
      </Code>
      {call.answer !== undefined && (
        <>
          <Code
            what={`answer to ${call.what}`}
            caption={call.madeUp ? "Answer, made up" : "Answer, from this base"}
          >
            {json(call.answer)}
          </Code>
          {call.answerNote && <p className={styles.note}>{call.answerNote}</p>}
        </>
      )}
      <TryIt call={call} />
    </div>
  );
}

/** What the call needs, and whether the chosen token has it. */
function Needs({ call }: { call: Call }) {
  const { token, standing } = useDocs();
  const { operation } = call;
  const scopes = scopeWords(operation);
  const said = token && verdict(token, operation, standing);
  return (
    <p className={styles.needs}>
      <span>
        {scopes ? (
          <>
            Scope <code>{scopes}</code>
          </>
        ) : (
          "No scope"
        )}
        {operation.role && <>, role {roleWords(operation.role)}</>}
      </span>
      {said && (
        <Badge tone={said.may ? "good" : "bad"}>{said.may ? `✓ ${said.words}` : `✕ ${said.words}`}</Badge>
      )}
      {said && !said.may && token && said.lacks !== "session" && said.lacks !== "role" && (
        <Link
          to="/create/tokens/$tokenId"
          params={{ tokenId: token.id }}
          aria-label={`Change the token ${token.name}`}
        >
          Change the token
        </Link>
      )}
    </p>
  );
}
