import { useQuery } from "@tanstack/react-query";
import type { Middleware } from "openapi-fetch";
import { useEffect, useState } from "react";
import { client } from "../api/client.ts";
import { asks, queryClient } from "../api/queries.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { ErrorNotice } from "../ui/Notice.tsx";

const WARN_MS = 2 * 60_000;

/**
 * Warns two minutes before the session ends, and when it has ended asks to sign in
 * again in another tab: what was typed here stays.
 */
export function SessionGuard() {
  const sessions = useQuery({ ...asks.sessions(), staleTime: 5 * 60_000 });
  const [ended, setEnded] = useState(false);
  // The end that is near, and the one that the reader has been told of: the clock goes on, the warning
  // does not come again.
  const [near, setNear] = useState<string>();
  const [heeded, setHeeded] = useState<string>();
  const [error, setError] = useState<unknown>(null);
  const expires = sessions.data?.sessions.find((session) => session.current)?.expires;

  useEffect(() => {
    if (!expires) return;
    const look = () => {
      const left = new Date(expires).getTime() - Date.now();
      setNear(left < WARN_MS && left > 0 ? expires : undefined);
      if (left <= 0) setEnded(true);
    };
    look();
    const timer = setInterval(look, 10_000);
    return () => clearInterval(timer);
  }, [expires]);

  // Any answer that says "sign in" means the same, whichever page asked and however.
  useEffect(() => {
    const watch: Middleware = {
      async onResponse({ response }) {
        if (response.status !== 401) return;
        // A wrong password is refused with 401 as well, and says another type.
        const body: unknown = await response
          .clone()
          .json()
          .catch(() => null);
        const { type } = (body as { error?: { type?: unknown } } | null)?.error ?? {};
        if (type === "AUTHENTICATION_REQUIRED") setEnded(true);
      },
    };
    client.use(watch);
    return () => client.eject(watch);
  }, []);

  const again = async () => {
    setError(null);
    try {
      await queryClient.fetchQuery({ ...asks.account(), staleTime: 0 });
      await queryClient.invalidateQueries();
      setEnded(false);
      setHeeded(expires);
    } catch (failure) {
      setError(failure);
    }
  };

  return (
    <Dialog
      title={ended ? "You were signed out" : "Your session ends in two minutes"}
      isOpen={ended || (near !== undefined && near === expires && heeded !== expires)}
      onClose={() => setHeeded(expires)}
      closesByEscape={!ended}
      closesOutside={false}
      role="alertdialog"
      footer={<Button onPress={again}>I have signed in, go on</Button>}
    >
      <p>
        What you typed on this page is kept.{" "}
        <a href="/sign-in" target="_blank" rel="noreferrer">
          Sign in again in a new tab
        </a>
        , then come back here.
      </p>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
