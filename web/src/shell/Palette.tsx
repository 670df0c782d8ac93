import { useEffect, useState } from "react";
import {
  Autocomplete,
  Dialog,
  Heading,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
} from "react-aria-components";
import { Button } from "../ui/Button.tsx";
import { announce } from "../ui/live.ts";
import styles from "./Palette.module.css";
import { ranked } from "./palette.ts";
import { useEntries } from "./paletteEntries.ts";

/**
 * Goes anywhere and does what is done often. The focus stays in the search box; the arrows move
 * through what was found, Enter chooses, Escape closes.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState("");
  const { entries, error, loading } = useEntries();
  const found = ranked(entries, query);
  const count = found.length;
  const asked = query.trim() !== "";

  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => announce(count === 1 ? "1 result." : `${count} results.`), 600);
    return () => clearTimeout(timer);
  }, [asked, count]);

  const choose = (id: string) => {
    const entry = entries.find((one) => one.id === id);
    // Closed first: the page that comes takes the focus.
    onClose();
    entry?.act();
  };

  return (
    <ModalOverlay className={styles.overlay} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={styles.modal}>
        <Dialog className={styles.dialog}>
          <Heading slot="title" level={2} className="visually-hidden">
            Search
          </Heading>
          <Autocomplete inputValue={query} onInputChange={setQuery}>
            <div className={styles.head}>
              <SearchField
                className={styles.field}
                autoFocus
                onKeyDown={(event) => closeOnEscape(event, onClose)}
              >
                <Label className="visually-hidden">Search bases, tables, tokens and actions</Label>
                {/* The list below belongs to the box and is always there: that is a combobox. */}
                <Input
                  role="combobox"
                  aria-expanded="true"
                  className={styles.input}
                  placeholder="Search bases, tables, tokens, actions"
                />
              </SearchField>
              <Button variant="quiet" icon small aria-label="Close" onPress={onClose}>
                <span aria-hidden="true">✕</span>
              </Button>
            </div>
            <ListBox
              className={styles.list}
              aria-label="Results"
              selectionMode="none"
              items={found}
              onAction={(key) => choose(String(key))}
              renderEmptyState={() => (
                <p className={styles.none}>{loading ? "Loading…" : `Nothing matches “${query.trim()}”.`}</p>
              )}
            >
              {(entry) => (
                <ListBoxItem
                  id={entry.id}
                  textValue={`${entry.name}, ${entry.kind}`}
                  className={styles.option}
                >
                  <Text slot="label" className={styles.name}>
                    {entry.name}
                  </Text>
                  <Text slot="description" className={styles.kind}>
                    {entry.kind}
                  </Text>
                </ListBoxItem>
              )}
            </ListBox>
          </Autocomplete>
          {error !== null && (
            <p className={styles.foot} role="status">
              Some things could not be loaded, so they can not be found now.
            </p>
          )}
          <p className={styles.foot}>
            <span className={styles.keys}>
              <kbd>↑</kbd> <kbd>↓</kbd> to move, <kbd>Enter</kbd> to choose, <kbd>Esc</kbd> to close.{" "}
            </span>
            Tables are found in the bases you opened last.
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Escape closes at once, also with text in the box: the text is not worth a second press. */
function closeOnEscape(event: { key: string }, onClose: () => void) {
  if (event.key === "Escape") onClose();
}
