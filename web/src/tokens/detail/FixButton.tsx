import type { Schemas } from "../../api/client.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { listWords } from "../form/summary.ts";
import type { Fix } from "./refusals.ts";
import type { useQuickEdit } from "./useEdit.ts";
import { useStates } from "./useStates.ts";

type Token = Schemas["TokenOut"];

/** The one press that does something about a refusal. */
export function FixButton({
  fix,
  token,
  quick: { apply, edit },
  onPress,
}: {
  fix: Fix;
  token: Token;
  quick: ReturnType<typeof useQuickEdit>;
  /** Called when something is about to be changed. */
  onPress: () => void;
}) {
  const states = useStates(token);
  const press = (label: string, go: () => unknown) => (
    <div>
      <Button
        small
        isPending={edit.isPending || states.isPending}
        onPress={() => {
          if (edit.isPending || states.isPending) return;
          onPress();
          go();
        }}
      >
        {label}
      </Button>
      {states.error && <ErrorNotice error={states.error} kept="Nothing was changed." />}
    </div>
  );
  switch (fix.kind) {
    case "addScopes": {
      const names = listWords(fix.scopes, 9);
      return press(`Add ${names}`, () =>
        apply(
          (now) => ({ scopes: [...now.scopes, ...fix.scopes] }),
          (now) => ({ scopes: now.scopes.filter((scope) => !fix.scopes.includes(scope)) }),
          `Added ${names}.`,
        ),
      );
    }
    case "addAccess":
      return press(`Add “${fix.name}”`, () =>
        apply(
          (now) => ({ access: { mode: "specificModelIds", ids: [...(now.access.ids ?? []), fix.id] } }),
          (now) => ({
            access: { mode: "specificModelIds", ids: (now.access.ids ?? []).filter((id) => id !== fix.id) },
          }),
          `Added “${fix.name}”.`,
        ),
      );
    case "addAddress":
      return press(`Add ${fix.address}`, () =>
        apply(
          (now) => ({ allowedAddresses: [...now.allowedAddresses, fix.address] }),
          (now) => ({ allowedAddresses: now.allowedAddresses.filter((one) => one !== fix.address) }),
          `Added ${fix.address}.`,
        ),
      );
    case "resume":
      return press("Resume token", () => states.mutate("resume"));
    case "regenerate":
      return (
        <div>
          <LinkButton
            small
            to="/create/tokens/$tokenId"
            params={{ tokenId: token.id }}
            search={(search: { tab?: string }) => ({ tab: search.tab, dialog: "regenerate" })}
          >
            Regenerate token
          </LinkButton>
        </div>
      );
    case "people":
      return (
        <div>
          {fix.place === "base" ? (
            <LinkButton small to="/$baseId/people" params={{ baseId: fix.id }}>
              People of “{fix.name}”
            </LinkButton>
          ) : (
            <LinkButton small to="/workspaces/$workspaceId/people" params={{ workspaceId: fix.id }}>
              People of “{fix.name}”
            </LinkButton>
          )}
        </div>
      );
  }
}
