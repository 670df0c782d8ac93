import { useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

/** What stands after the `?`, whichever page it is. */
type Search = Record<string, string | undefined>;

function useSearchParams(): Search {
  return useRouterState({ select: (state) => state.location.search as Search });
}

/** The history entry that opening a dialog added. A dialog that came with the address has none. */
let added: string | undefined;

/**
 * The dialog that is open, as the address says, so that a reload shows the same and Back closes it.
 * Opening adds an entry to the history; closing takes it back.
 */
export function useDialog(): {
  dialog: string | undefined;
  params: Search;
  open: (dialog: string, params?: Search) => void;
  close: () => void;
} {
  const params = useSearchParams();
  const navigate = useNavigate();
  const router = useRouter();
  const change = (next: Search, replace: boolean) =>
    // Not every page names these parameters in its route, so the types do not know them.
    navigate({ to: ".", search: next as never, replace, resetScroll: false });
  return {
    dialog: params.dialog,
    params,
    open: (dialog, more = {}) => {
      void change({ ...stay(params), ...more, dialog }, false).then(() => {
        added = router.state.location.state.__TSR_key;
      });
    },
    close: () => {
      if (!params.dialog) return;
      if (added && added === router.state.location.state.__TSR_key) {
        router.history.back();
      } else {
        void change(stay(params), true);
      }
    },
  };
}

/** What the address keeps when a dialog closes. */
function stay(params: Search): Search {
  const { search, table } = params;
  return { search, table };
}

/** The text of a search box, kept in the address as `search` without a history entry for each letter. */
export function useSearchText(): [string, (text: string) => void] {
  const params = useSearchParams();
  const navigate = useNavigate();
  const given = params.search ?? "";
  const [text, setText] = useState(given);
  const written = useRef(given);
  useEffect(() => {
    // Back, Forward and links change the address; what was typed here is not written back over itself.
    if (given !== written.current) {
      written.current = given;
      setText(given);
    }
  }, [given]);
  const set = (next: string) => {
    setText(next);
    written.current = next;
    void navigate({
      to: ".",
      search: { ...params, search: next || undefined } as never,
      replace: true,
      resetScroll: false,
    });
  };
  return [text, set];
}
