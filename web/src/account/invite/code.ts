/**
 * The code of an invitation. It comes behind the `#`, so that opening the page sends it to nobody,
 * and leaves the address at once. It is in memory, and in the tab's own storage only while
 * somebody signs in to use it.
 */
const KEY = "basekey.invite";
let held: string | null = null;

/** The code that came with the address or that waited for a sign-in; null if there is none. */
export function inviteCode(): string | null {
  if (held) return held;
  try {
    held = sessionStorage.getItem(KEY);
  } catch {
    // Storage may be closed to pages.
  }
  return held;
}

/** Keeps the code that the address brought. A newer link takes the place of an older one. */
export function holdInvite(code: string): void {
  if (held !== code) forgetInvite();
  held = code;
}

/** Keeps the code until the person has signed in. False if the browser does not let it be kept. */
export function keepForSignIn(): boolean {
  if (!held) return false;
  try {
    sessionStorage.setItem(KEY, held);
    return true;
  } catch {
    return false;
  }
}

/** Drops the code: it was used, or is of no use. */
export function forgetInvite(): void {
  held = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept there then.
  }
}
