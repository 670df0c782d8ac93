import { Link } from "@tanstack/react-router";
import { LinkButton } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Notice.tsx";
import { TEMPLATES } from "../form/templates.ts";
import styles from "./list.module.css";

/** What tokens are, and three ways to begin. */
export function EmptyList() {
  return (
    <>
      <Empty
        action={
          <LinkButton to="/create/tokens/new" variant="primary">
            Create token
          </LinkButton>
        }
      >
        A token lets a script use your bases.
      </Empty>
      <nav className={styles.cards} aria-label="Begin with a template">
        {TEMPLATES.slice(0, 3).map((template) => (
          <Link
            key={template.id}
            to="/create/tokens/new"
            search={{ template: template.id }}
            className={styles.card}
          >
            <b>{template.title}</b>
            <span>{template.lead}</span>
          </Link>
        ))}
      </nav>
    </>
  );
}
