import { useMutation } from "@tanstack/react-query";
import { client, type Schemas, take } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { announce } from "../../ui/live.ts";
import { toast } from "../../ui/Toasts.tsx";
import { useChanged } from "./asks.ts";
import { useConfirmed } from "./ConfirmPassword.tsx";

type Token = Schemas["TokenOut"];
type Edit = Schemas["TokenEditIn"];

/** True if another window changed the token since it was read. */
export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof ApiError && error.type === "CHANGED_MEANWHILE";
}

/**
 * Changes a token: only if it is still as this page knows it, and after the password if the server
 * wants it. Gives `null` if the person turned back.
 */
export function useEdit(tokenId: string) {
  const changed = useChanged();
  const { run, dialog } = useConfirmed();
  const edit = useMutation({
    mutationFn: ({ body, revision }: { body: Edit; revision: number }): Promise<Token | null> =>
      run(() =>
        take(
          client.PATCH("/api/tokens/{tokenId}", {
            params: { path: { tokenId } },
            body: { ...body, ifRevision: revision },
          }),
        ),
      ),
    onSuccess: (token) => {
      if (!token) announce("Nothing was changed.");
      else changed(token);
    },
  });
  return { edit, dialog };
}

/** One press that changes a token, and the press that takes it back. */
export function useQuickEdit(token: Token) {
  const { edit, dialog } = useEdit(token.id);
  /** True if the token is changed now. */
  const apply = async (
    change: (token: Token) => Edit,
    back: (token: Token) => Edit,
    done: string,
  ): Promise<boolean> => {
    const now = await edit
      .mutateAsync({ body: change(token), revision: token.revision })
      // The mutation keeps the error for whoever shows it.
      .catch(() => null);
    if (!now) return false;
    toast(`${done} In force everywhere.`, async () => {
      try {
        const undone = await edit.mutateAsync({ body: back(now), revision: now.revision });
        if (undone) toast("Undone. In force everywhere.");
      } catch (error) {
        toast(`That could not be undone. ${error instanceof Error ? error.message : ""}`);
      }
    });
    return true;
  };
  return { apply, edit, dialog };
}
