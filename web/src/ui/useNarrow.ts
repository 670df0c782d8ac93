import { useSyncExternalStore } from "react";

const QUERY = "(max-width: 639px)";

/** True on screens so narrow that rows are cards. The style sheets say the same width. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(QUERY);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(QUERY).matches,
  );
}
