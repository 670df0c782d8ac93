import { useRef, useState } from "react";
import { OfflineError } from "../api/errors.ts";
import { useRefresh } from "../api/queries.ts";
import { announce } from "../ui/live.ts";
import { toast } from "../ui/Toasts.tsx";
import { useDocs } from "./context.ts";
import type { Call, Json } from "./model.ts";
import { type Answered, type Ask, type Sender, send } from "./request.ts";
import { changes, readsBefore, type Undo, undoOf, warning } from "./undo.ts";

/** A request that waits for a yes. */
interface Asked {
  ask: Ask;
  sender: Sender;
  before: Json[];
  warning: string;
}

/** What can be done with a call that is tried. */
export interface Tried {
  isPending: boolean;
  error: unknown;
  answer: Answered | null;
  undo: Undo | null;
  undone: boolean;
  takeBack: () => Promise<void>;
  asked: Asked | null;
  begin: (ask: Ask, sender: Sender) => Promise<void>;
  confirm: () => Promise<void>;
  cancel: () => void;
}

/** Sends a call: at once if it only reads, else after a question, with what is needed to take it back. */
export function useTry(call: Call): Tried {
  const { base } = useDocs();
  const refresh = useRefresh();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [answer, setAnswer] = useState<Answered | null>(null);
  const [undo, setUndo] = useState<Undo | null>(null);
  const [undone, setUndone] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const busy = useRef(false);
  const { id } = call.operation;

  /** One thing at a time, however often a button is pressed. */
  const alone = async (work: () => Promise<void>) => {
    if (busy.current) return;
    busy.current = true;
    setPending(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(reason(failure));
    } finally {
      busy.current = false;
      setPending(false);
    }
  };

  const take = async (ask: Ask, sender: Sender, before: Json[]) => {
    const answered = await send(ask, sender);
    setAnswer(answered);
    setUndone(false);
    announce(`Answered with ${answered.status} in ${answered.ms} ms.`);
    const changed = changes(id, ask.method, ask.body) && answered.ok;
    const back = changed ? undoOf(id, ask, before, answered.json, base.tables) : null;
    setUndo(back);
    if (!changed) return;
    const once = back && onceOnly(() => bringBack(back, sender));
    undoing.current = once;
    if (once) toast("Sent.", () => void alone(once));
    await refresh("records", "schema");
  };

  const undoing = useRef<(() => Promise<void>) | null>(null);

  const bringBack = async (back: Undo, sender: Sender) => {
    for (const ask of back.asks) {
      const answered = await send(ask, sender);
      if (!answered.ok) {
        setAnswer(answered);
        throw new Error(`Undo was refused with ${answered.status}; the answer is shown below.`);
      }
    }
    setUndone(true);
    announce("Undone.");
    await refresh("records", "schema");
  };

  return {
    isPending,
    error,
    answer,
    undo,
    undone,
    takeBack: () => alone(async () => undoing.current?.()),
    asked,
    begin: (ask, sender) =>
      alone(async () => {
        if (!changes(id, ask.method, ask.body)) return take(ask, sender, []);
        const before: Json[] = [];
        for (const read of readsBefore(id, ask, base.tables)) {
          const found = await send(read, sender);
          if (found.ok && found.json !== undefined) before.push(found.json);
        }
        setAsked({ ask, sender, before, warning: warning(id, ask.body, before.length > 0) });
      }),
    confirm: async () => {
      if (!asked || busy.current) return;
      busy.current = true;
      try {
        await take(asked.ask, asked.sender, asked.before);
      } catch (failure) {
        throw reason(failure);
      } finally {
        busy.current = false;
      }
    },
    cancel: () => setAsked(null),
  };
}

/** Runs once; a second press does nothing. A failure may be tried again. */
function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    try {
      await work();
    } catch (failure) {
      done = false;
      throw failure;
    }
  };
}

/** `fetch` says nothing useful when there is no answer. */
function reason(failure: unknown): unknown {
  return failure instanceof TypeError ? new OfflineError(failure) : failure;
}
