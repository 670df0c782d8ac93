import { createLink } from "@tanstack/react-router";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Link as AriaLink,
  type LinkProps as AriaLinkProps,
} from "react-aria-components";
import styles from "./Button.module.css";
import { cx } from "./cx.ts";

type Variant = "primary" | "default" | "danger" | "quiet";

interface Look {
  /** `primary` once a page; `danger` for what can not be undone; `quiet` inside rows. */
  variant?: Variant;
  small?: boolean;
  /** Square, for an icon alone. Needs `aria-label`. */
  icon?: boolean;
}

function look({ variant = "default", small, icon }: Look): string {
  return cx(
    styles.button,
    variant !== "default" && styles[variant],
    small && styles.small,
    icon && styles.icon,
  );
}

/** A button. `isPending` keeps focus and announces that something is under way. */
export function Button({
  variant,
  small,
  icon,
  className,
  ...props
}: AriaButtonProps & Look & { className?: string }) {
  return <AriaButton {...props} className={cx(look({ variant, small, icon }), className)} />;
}

function PlainLinkButton({
  variant,
  small,
  icon,
  className,
  ...props
}: AriaLinkProps & Look & { className?: string }) {
  return <AriaLink {...props} className={cx(look({ variant, small, icon }), className)} />;
}

/** A link that looks like a button: `<LinkButton to="/create/tokens/new">`. */
export const LinkButton = createLink(PlainLinkButton);

/** A link that looks like a button and gives the browser a file to keep: the router does not follow it. */
export function DownloadLink(props: AriaLinkProps & Look & { href: string; className?: string }) {
  return <PlainLinkButton download {...props} />;
}
