import { Button } from "../../ui/Button.tsx";
import { useDialog } from "../address.ts";

/** The two ways to let somebody in. */
export function PeopleActions() {
  const { open } = useDialog();
  return (
    <>
      <Button onPress={() => open("add")}>Add someone</Button>
      <Button variant="primary" onPress={() => open("invite")}>
        Invite by link
      </Button>
    </>
  );
}
