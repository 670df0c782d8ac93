import { useSyncExternalStore } from "react";

const QUERY = "(max-width: 639px)";

/** True on screens so narrow that records are cards. */
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
