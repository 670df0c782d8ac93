import { useNavigate } from "@tanstack/react-router";
import { MenuButton, type MenuEntry } from "../../ui/Menu.tsx";
import { usePause } from "./pause.ts";
import type { Row } from "./rows.ts";

/** What can be done with a token from the list. */
export function TokenMenu({ row: { token, ended } }: { row: Row }) {
  const navigate = useNavigate();
  const { pause, resume } = usePause();
  const open = (dialog?: string) =>
    void navigate({ to: "/create/tokens/$tokenId", params: { tokenId: token.id }, search: { dialog } });
  const duplicate: MenuEntry = {
    id: "duplicate",
    label: "Duplicate",
    onAction: () => void navigate({ to: "/create/tokens/new", search: { from: token.id } }),
  };
  const items: MenuEntry[] = [{ id: "open", label: "Open", onAction: () => open() }];
  if (ended) items.push(duplicate);
  else {
    items.push(
      { id: "regenerate", label: "Regenerate…", onAction: () => open("regenerate") },
      duplicate,
      token.state === "paused"
        ? { id: "resume", label: "Resume", onAction: () => void resume(token) }
        : { id: "pause", label: "Pause", onAction: () => void pause(token) },
      "rule",
      { id: "delete", label: "Delete…", danger: true, onAction: () => open("delete") },
    );
  }
  return <MenuButton label={`Actions for ${token.name}`} items={items} small />;
}
