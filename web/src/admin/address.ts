import { useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

/** What stands after the `?`. */
export type Search = Record<string, string | undefined>;

/** What belongs to an open dialog and goes with it. */
const OF_DIALOGS = ["dialog", "person"];

/** The history entry that opening a dialog added. A dialog that came with the address has none. */
let added: string | undefined;

/**
 * The address of a page: its filters, and the dialog that is open, so that a reload shows the same
 * and Back closes a dialog. Filters take no entry in the history for each letter.
 */
export function useAddress() {
  const params = useRouterState({ select: (state) => state.location.search as Search });
  const navigate = useNavigate();
  const router = useRouter();
  const change = (next: Search, replace: boolean) =>
    // Not every page names all of these in its route, so the types do not know them.
    navigate({ to: ".", search: next as never, replace, resetScroll: false });
  const set = (changes: Search) => void change({ ...params, ...changes }, true);
  return {
    params,
    /** Changes some filters; `undefined` takes one away. */
    set,
    open: (dialog: string, more: Search = {}) => {
      void change({ ...params, ...more, dialog }, false).then(() => {
        added = router.state.location.state.__TSR_key;
      });
    },
    /** One dialog after another: closing the second leads back to the page, not to the first. */
    swap: (dialog: string, more: Search = {}) => {
      const ours = added !== undefined && added === router.state.location.state.__TSR_key;
      void change({ ...params, ...more, dialog }, true).then(() => {
        added = ours ? router.state.location.state.__TSR_key : undefined;
      });
    },
    close: () => {
      if (!params.dialog) return;
      if (added && added === router.state.location.state.__TSR_key) router.history.back();
      else set(Object.fromEntries(OF_DIALOGS.map((name) => [name, undefined])));
    },
  };
}

/**
 * A text that is typed at once and stored a moment later, so that no letter is lost. A change from
 * elsewhere (Back, a link) comes into the field.
 */
export function useTyped(
  stored: string,
  store: (text: string) => void,
  wait = 300,
): [string, (text: string) => void] {
  const [text, setText] = useState(stored);
  const sent = useRef(stored);
  const latest = useRef(store);
  latest.current = store;
  useEffect(() => {
    if (stored === sent.current) return;
    sent.current = stored;
    setText(stored);
  }, [stored]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      latest.current(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text, wait]);
  return [text, setText];
}
