import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { client, take } from "../api/client.ts";
import { announce } from "../ui/live.ts";
import { MenuButton } from "../ui/Menu.tsx";
import { toast } from "../ui/Toasts.tsx";
import styles from "./AppShell.module.css";
import { nextTheme, setTheme, theme } from "./theme.ts";

/** Top right: the account, the Builder Hub, the theme, signing out. */
export function ProfileMenu({ account }: { account: Schemas["UserOut"] }) {
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(theme());
  const signOut = async () => {
    try {
      await take(client.DELETE("/api/session"));
      location.assign("/sign-in");
    } catch (error) {
      toast(error instanceof Error ? error.message : "Signing out failed.");
    }
  };
  const turn = () => {
    const next = nextTheme(chosen);
    setTheme(next);
    setChosen(next);
    announce(`Theme: ${next}.`);
  };
  return (
    <MenuButton
      label={`Profile menu of ${account.name}`}
      items={[
        {
          id: "account",
          label: `${account.name}: account`,
          onAction: () => void navigate({ to: "/account" }),
        },
        { id: "hub", label: "Builder Hub", onAction: () => void navigate({ to: "/create/tokens" }) },
        ...(account.instanceOwner
          ? [{ id: "admin", label: "Instance", onAction: () => void navigate({ to: "/admin/people" }) }]
          : []),
        "rule",
        { id: "theme", label: `Theme: ${chosen}`, onAction: turn },
        "rule",
        { id: "out", label: "Sign out", onAction: () => void signOut() },
      ]}
    >
      <span className={styles.avatar} aria-hidden="true">
        {account.name.trim().charAt(0).toUpperCase() || "?"}
      </span>
    </MenuButton>
  );
}
