import type { Schemas } from "../../api/client.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import type { useStates } from "./useStates.ts";

/** What can be done with a token that lives. `states` is the page's own, which shows its errors. */
export function TokenActions({
  token,
  states,
}: {
  token: Schemas["TokenOut"];
  states: ReturnType<typeof useStates>;
}) {
  const paused = token.state === "paused";
  const dialog = (name: string) => (search: { tab?: string }) => ({ tab: search.tab, dialog: name });
  return (
    <>
      <Button
        isPending={states.isPending}
        onPress={() => !states.isPending && states.mutate(paused ? "resume" : "pause")}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      <LinkButton to="/create/tokens/$tokenId" params={{ tokenId: token.id }} search={dialog("regenerate")}>
        Regenerate
      </LinkButton>
      <LinkButton to="/create/tokens/new" search={{ from: token.id }}>
        Duplicate
      </LinkButton>
      <LinkButton to="/create/tokens/$tokenId" params={{ tokenId: token.id }} search={dialog("delete")}>
        Delete
      </LinkButton>
    </>
  );
}
