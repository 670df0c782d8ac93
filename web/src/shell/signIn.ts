/** Where to sign in and come back to this page, at the same place of it. */
export function signInAddress({
  pathname,
  search,
  hash,
}: Pick<Location, "pathname" | "search" | "hash">): string {
  // The code of an invitation stands behind the `#`, and is told to nobody.
  const here = pathname + search + (/^\/invite\b/.test(pathname) ? "" : hash);
  return here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`;
}
