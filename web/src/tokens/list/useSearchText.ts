import { useEffect, useRef, useState } from "react";

/**
 * A text that is typed at once and reaches the address a moment later, so that letters are never
 * lost. A change of the address from elsewhere (Back, a link) comes into the field.
 */
export function useSearchText(
  stored: string,
  store: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(stored);
  const sent = useRef(stored);
  const latest = useRef(store);
  latest.current = store;
  useEffect(() => {
    if (stored !== sent.current) {
      sent.current = stored;
      setText(stored);
    }
  }, [stored]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      latest.current(text);
    }, 200);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
