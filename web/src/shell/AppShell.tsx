import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { ApiError } from "../api/errors.ts";
import { asks } from "../api/queries.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/Notice.tsx";
import { Toasts } from "../ui/Toasts.tsx";
import styles from "./AppShell.module.css";
import { ProfileMenu } from "./ProfileMenu.tsx";
import { SessionGuard } from "./SessionGuard.tsx";
import { signInAddress } from "./signIn.ts";

const Palette = lazy(() => import("./Palette.tsx").then((found) => ({ default: found.Palette })));

/** The bar at the top, the page, and what watches over both. Sends strangers to the sign-in page. */
export function AppShell() {
  const account = useQuery(asks.account());
  const [searching, setSearching] = useState(false);
  const signedOut = account.error instanceof ApiError && account.error.status === 401;
  const fresh = account.data && !account.data.hasPassword;

  useEffect(() => {
    if (signedOut && !account.data) location.replace(signInAddress(location));
    else if (fresh) location.replace("/welcome");
  }, [signedOut, fresh, account.data]);

  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setSearching(true);
      }
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, []);

  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <img src="/icon.svg" alt="" width="26" height="26" />
          Basekey
        </Link>
        <span className={styles.spring} />
        {account.data && (
          <>
            <Button className={styles.search} onPress={() => setSearching(true)} aria-label="Search">
              <span>Search</span>
              <span className={styles.kbd} aria-hidden="true">
                {navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl"} K
              </span>
              <b className={styles.searchIcon} aria-hidden="true">
                ⌕
              </b>
            </Button>
            <ProfileMenu account={account.data} />
          </>
        )}
      </header>
      <OfflineBar />
      <main id="main" className={styles.main} tabIndex={-1}>
        {account.data && !fresh ? (
          <Outlet />
        ) : account.error && !signedOut ? (
          <div className={styles.alone}>
            <ErrorNotice error={account.error} retry={() => void account.refetch()} />
          </div>
        ) : null}
      </main>
      {account.data && <SessionGuard />}
      {searching && (
        <Suspense>
          <Palette onClose={() => setSearching(false)} />
        </Suspense>
      )}
      <Toasts />
    </>
  );
}

/** Says so while the browser has no connection. */
function OfflineBar() {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online ? null : (
    <div className={styles.offline} role="status">
      No connection. What you see may be old; changes will fail until you are back.
    </div>
  );
}
