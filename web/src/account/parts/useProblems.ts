import { useRef, useState } from "react";

/** What is wrong with the fields of a form, by name. */
export type Problems<F extends string> = Partial<Record<F, string | null>>;

/**
 * What is wrong with each field of a form. `order` is the order on the page: showing problems moves
 * the focus to the first of them.
 */
export function useProblems<F extends string>(order: readonly F[]) {
  const [problems, setProblems] = useState<Problems<F>>({});
  const inputs = useRef<Partial<Record<F, HTMLInputElement | null>>>({});
  return {
    /** The error of a field, and where its input is. */
    field: (name: F) => ({
      error: problems[name] ?? null,
      inputRef: (input: HTMLInputElement | null) => {
        inputs.current[name] = input;
      },
    }),
    /** To be called when a field is typed in: what was said of it may hold no more. */
    clear: (name: F) => setProblems((known) => ({ ...known, [name]: null })),
    /** Shows what was found, and says whether anything was. */
    show: (found: Problems<F>): boolean => {
      setProblems(found);
      const first = order.find((name) => found[name]);
      if (first) inputs.current[first]?.focus();
      return first !== undefined;
    },
  };
}
