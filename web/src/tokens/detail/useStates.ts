import { useMutation } from "@tanstack/react-query";
import { client, type Schemas, take } from "../../api/client.ts";
import { toast } from "../../ui/Toasts.tsx";
import { useChanged } from "./asks.ts";

type Token = Schemas["TokenOut"];

/** Pausing and resuming: at once, without a question, with a way back. */
export function useStates(token: Token) {
  const changed = useChanged();
  const params = { path: { tokenId: token.id } };
  const calls = {
    pause: () => take(client.POST("/api/tokens/{tokenId}/pause", { params })),
    resume: () => take(client.POST("/api/tokens/{tokenId}/resume", { params })),
  };
  const undo = async (way: keyof typeof calls) => {
    try {
      changed(await calls[way]());
      toast(way === "pause" ? "Paused again." : "Resumed. It is accepted again.");
    } catch (error) {
      toast(`That could not be undone. ${error instanceof Error ? error.message : ""}`);
    }
  };
  return useMutation({
    mutationFn: (way: keyof typeof calls) => calls[way](),
    onSuccess: (now, way) => {
      changed(now);
      if (way === "pause")
        toast(`Paused “${token.name}”. It is refused everywhere.`, () => void undo("resume"));
      else toast(`Resumed “${token.name}”. It is accepted again.`, () => void undo("pause"));
    },
  });
}
