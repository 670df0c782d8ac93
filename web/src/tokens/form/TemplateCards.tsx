import styles from "./create.module.css";
import { TEMPLATES, type Template } from "./templates.ts";

/** Common uses to begin from. The one that was applied last is pressed. */
export function TemplateCards({
  applied,
  onApply,
}: {
  applied: string | null;
  onApply: (template: Template) => void;
}) {
  return (
    <fieldset className={styles.templates}>
      <legend>Begin with a template</legend>
      <div className={styles.cards}>
        {TEMPLATES.map((template) => (
          <button
            key={template.id}
            type="button"
            className={styles.card}
            aria-pressed={applied === template.id}
            onClick={() => onApply(template)}
          >
            <b>{template.title}</b>
            <span>{template.lead}</span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
