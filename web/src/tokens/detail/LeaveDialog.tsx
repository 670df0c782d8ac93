import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** Asks once before changes that are not saved are left behind. */
export function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <Dialog
      title="Leave without saving?"
      isOpen
      onClose={onStay}
      role="alertdialog"
      footer={
        <>
          <Button onPress={onLeave}>Leave</Button>
          <Button variant="primary" onPress={onStay} autoFocus>
            Stay here
          </Button>
        </>
      }
    >
      <p>Your changes to this token are not saved. They are lost if you leave.</p>
    </Dialog>
  );
}
