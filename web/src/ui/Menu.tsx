import type { ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Popover,
  Separator,
} from "react-aria-components";
import { Button } from "./Button.tsx";
import { cx } from "./cx.ts";
import styles from "./Menu.module.css";

/** One line of a menu; `"rule"` draws a line between. */
export type MenuEntry =
  | { id: string; label: string; onAction: () => void; danger?: boolean; isDisabled?: boolean }
  | { id: string; label: string; href: string }
  | "rule";

/** A button that opens a menu. */
export function MenuButton({
  label,
  children,
  items,
  small,
  quiet = true,
  placement = "bottom end",
}: {
  /** The button's name for assistive technology. */
  label: string;
  children?: ReactNode;
  items: MenuEntry[];
  small?: boolean;
  quiet?: boolean;
  placement?: "bottom end" | "bottom start";
}) {
  return (
    <MenuTrigger>
      <Button variant={quiet ? "quiet" : "default"} icon={!children} small={small} aria-label={label}>
        {children ?? <span aria-hidden="true">⋯</span>}
      </Button>
      <Popover className={styles.popover} placement={placement}>
        <AriaMenu className={styles.menu} aria-label={label}>
          {items.map((item, index) =>
            item === "rule" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no identity
              <Separator key={`rule${index}`} className={styles.rule} />
            ) : "href" in item ? (
              <AriaMenuItem key={item.id} id={item.id} href={item.href} className={styles.item}>
                {item.label}
              </AriaMenuItem>
            ) : (
              <AriaMenuItem
                key={item.id}
                id={item.id}
                onAction={item.onAction}
                isDisabled={item.isDisabled}
                className={cx(styles.item, item.danger && styles.danger)}
              >
                {item.label}
              </AriaMenuItem>
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
