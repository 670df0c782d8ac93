import { client, take } from "../../api/client.ts";
import { useRefresh } from "../../api/queries.ts";
import { toast } from "../../ui/Toasts.tsx";

/** Pauses and resumes tokens, saying so; a pause can be undone at once. */
export function usePause() {
  const refresh = useRefresh();
  const attempt = async (work: () => Promise<unknown>, done: string, undo?: () => void) => {
    try {
      await work();
      toast(done, undo);
    } catch (error) {
      toast(error instanceof Error ? error.message : "Nothing was changed.");
    }
    await refresh("tokens");
  };
  const at = (tokenId: string) => ({ params: { path: { tokenId } } });
  const resume = (token: { id: string; name: string }) =>
    attempt(
      () => take(client.POST("/api/tokens/{tokenId}/resume", at(token.id))),
      `“${token.name}” is accepted again.`,
    );
  const pause = (token: { id: string; name: string }) =>
    attempt(
      () => take(client.POST("/api/tokens/{tokenId}/pause", at(token.id))),
      `“${token.name}” is paused: every call with it is refused.`,
      () => void resume(token),
    );
  return { pause, resume };
}
