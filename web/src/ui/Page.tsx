import { type ReactNode, useEffect, useRef } from "react";
import { cx } from "./cx.ts";
import styles from "./Page.module.css";

/** True once the reader has gone from one page to another: from then on headings take the focus. */
let moved = false;

/** A screen: its title in the tab and as the heading, which takes the focus after navigation. */
export function Page({
  title,
  heading,
  lead,
  crumbs,
  actions,
  children,
  className,
}: {
  title: string;
  /** If the heading is more than the title. */
  heading?: ReactNode;
  lead?: ReactNode;
  /** Where this page stands, as links. */
  crumbs?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Basekey`;
  }, [title]);
  useEffect(() => {
    if (moved) ref.current?.focus();
    moved = true;
  }, []);
  return (
    <div className={cx(styles.page, className)}>
      <header className={styles.head}>
        <div className={styles.titles}>
          {crumbs && (
            <nav aria-label="Breadcrumb" className={styles.crumbs}>
              {crumbs}
            </nav>
          )}
          <h1 ref={ref} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page under its own heading. */
export function Section({
  title,
  lead,
  actions,
  children,
  id,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section className={styles.section} id={id} aria-label={title}>
      <div className={styles.head}>
        <div className={styles.titles}>
          <h2>{title}</h2>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Links that look like tabs: each is an address of its own. Give links with `className={tabClass}`. */
export function TabLinks({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {children}
    </nav>
  );
}

/** The class of a link in `TabLinks`; the current one carries `aria-current="page"`, as router links do. */
export const tabClass = styles.tab;
