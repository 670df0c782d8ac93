import { type ReactNode, useState } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Button } from "./Button.tsx";
import { cx } from "./cx.ts";
import styles from "./Dialog.module.css";
import { ErrorNotice } from "./Notice.tsx";

interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Called when Escape, the cross or the space outside asks to close. */
  onClose: () => void;
  children: ReactNode;
  /** Buttons; the first that confirms comes last. */
  footer?: ReactNode;
  wide?: boolean;
  /** False for what must not be lost by a stray click, as what was typed. Default true, but for `alertdialog`. */
  closesOutside?: boolean;
  /** False while Escape must do nothing. Default true; the cross follows it. */
  closesByEscape?: boolean;
  /** `alertdialog` for a question that must be answered. */
  role?: "dialog" | "alertdialog";
}

/** A modal dialog; full screen on phones. Focus returns to where it was. */
export function Dialog(props: DialogProps) {
  const {
    title,
    isOpen,
    onClose,
    children,
    footer,
    wide,
    closesOutside = props.role !== "alertdialog",
    closesByEscape = true,
  } = props;
  return (
    <ModalOverlay
      className={styles.overlay}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={closesOutside}
      isKeyboardDismissDisabled={!closesByEscape}
    >
      <Modal className={cx(styles.modal, wide && styles.wide)}>
        <AriaDialog className={styles.dialog} role={props.role ?? "dialog"}>
          <div className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {closesByEscape && (
              <Button variant="quiet" icon small aria-label="Close" onPress={onClose}>
                <span aria-hidden="true">✕</span>
              </Button>
            )}
          </div>
          <div className={styles.body}>{children}</div>
          {footer && <div className={styles.foot}>{footer}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks before something that can not be undone; keeps open and says why if it fails. */
export function ConfirmDialog({
  title,
  isOpen,
  onClose,
  onConfirm,
  confirm,
  danger,
  ready = true,
  children,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** Closes the dialog when it resolves. */
  onConfirm: () => Promise<unknown>;
  /** The button's words: the verb and its object. */
  confirm: string;
  danger?: boolean;
  /** False while something must still be filled in. */
  ready?: boolean;
  children: ReactNode;
}) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setPending(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      role="alertdialog"
      footer={
        <>
          <Button onPress={onClose} autoFocus>
            Cancel
          </Button>
          <Button
            variant={danger ? "danger" : "primary"}
            onPress={go}
            isPending={pending}
            isDisabled={!ready}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {children}
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
