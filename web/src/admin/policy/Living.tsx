import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AdminTokensSearch } from "../../router.tsx";
import styles from "../Admin.module.css";

/** How many living tokens have what the policy would no longer give. They keep it. */
export function Living({
  count,
  all,
  children,
  link,
}: {
  /** Undefined while it is not known. */
  count: number | undefined;
  /** False if there are more tokens than were looked at. */
  all: boolean;
  /** What is true of these tokens, after "3 living tokens". */
  children: ReactNode;
  /** Where they are listed, if they can be. */
  link?: { search: AdminTokensSearch; words: string };
}) {
  if (count === undefined || count === 0) return null;
  const tokens = count === 1 ? "1 living token" : `${count} living tokens`;
  return (
    <p className={styles.muted}>
      {all ? tokens : `At least ${tokens}`} {children}{" "}
      {link && (
        <Link to="/admin/tokens" search={link.search}>
          {link.words}
        </Link>
      )}
    </p>
  );
}
