import { useInfiniteQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client.ts";
import { useAccount } from "../../api/queries.ts";
import { detailAsks } from "./asks.ts";
import { who } from "./history.ts";
import { useTokenNames } from "./useNames.ts";

/** Who revoked a token, in words; `null` if nobody did or it is not known. */
export function useEndedBy(token: Schemas["TokenOut"]): string | null {
  const me = useAccount().id;
  const tokenName = useTokenNames();
  const revoked = token.state === "revoked";
  const history = useInfiniteQuery({ ...detailAsks.history(token.id), enabled: revoked });
  if (!revoked) return null;
  const entry = history.data?.pages
    .flatMap((page) => page.entries)
    .find((one) => one.action === "token.revoked");
  if (entry) {
    const name = who(entry, { me, nameOf: (id) => id, tokenName });
    return name.startsWith("You") ? name.replace("You", "you") : name;
  }
  if (token.revokedByUserId === me) return "you";
  return token.revokedByUserId;
}
