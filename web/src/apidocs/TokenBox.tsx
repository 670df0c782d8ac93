import { useRef, useState } from "react";
import { Button } from "../ui/Button.tsx";
import { Checkbox, TextField } from "../ui/Field.tsx";
import { announce } from "../ui/live.ts";
import styles from "./ApiDocs.module.css";
import { useDocs } from "./context.ts";
import { tokenProblem } from "./request.ts";

/** Where a token's text can be pasted, for trying calls and for snippets. */
export function TokenBox() {
  const { secret, setSecret, inSnippets, setInSnippets, token } = useDocs();
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const use = () => {
    const wrong = tokenProblem(typed.trim());
    setError(wrong);
    if (wrong) {
      input.current?.focus();
      return;
    }
    setSecret(typed.trim());
    setTyped("");
    announce("The token is held by this page. Try it can send with it.");
  };
  const forget = () => {
    setSecret("");
    setInSnippets(false);
    announce("The token is forgotten.");
  };
  return (
    <div className={styles.box} id="pasted-token">
      {secret ? (
        <>
          <p>
            This page holds the token <code>{secret.split(".")[0]}.…</code> in its memory.{" "}
            {token && !secret.startsWith(`${token.id}.`) && "It is not the one that is compared at the left."}
          </p>
          <Checkbox
            isSelected={inSnippets}
            onChange={setInSnippets}
            hint="Whoever sees your screen, or gets what you copy, can use it."
          >
            Put it into the snippets
          </Checkbox>
          <div>
            <Button onPress={forget}>Forget the token</Button>
          </div>
        </>
      ) : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            use();
          }}
        >
          <TextField
            label="Paste a token to try calls with it"
            hint="It is held in the memory of this page only: not stored, not in the address, gone when you leave."
            type="password"
            autoComplete="off"
            value={typed}
            onChange={setTyped}
            error={error}
            inputRef={input}
            mono
          />
          <div>
            <Button type="submit">Use this token here</Button>
          </div>
        </form>
      )}
    </div>
  );
}
