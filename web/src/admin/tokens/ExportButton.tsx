import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/Button.tsx";
import { announce } from "../../ui/live.ts";
import { toast } from "../../ui/Toasts.tsx";
import { tokensPage } from "../asks.ts";
import { allPages, download, tokensCsv } from "./export.ts";
import type { TokenQuery } from "./filters.ts";
import type { Place } from "./places.ts";
import { countTokens } from "./revoke.ts";

/** Puts all tokens that the filters keep, not only those shown, into a file. */
export function ExportButton({
  query,
  keeps,
  places,
  onError,
}: {
  query: TokenQuery;
  /** What is filtered here and not by the server. */
  keeps: (token: Schemas["InstanceTokenOut"]) => boolean;
  places: ReadonlyMap<string, Place>;
  onError: (error: unknown) => void;
}) {
  const [count, setCount] = useState<number | null>(null);
  const save = async () => {
    if (count !== null) return;
    onError(null);
    setCount(0);
    announce("Reading all tokens for the file.");
    try {
      const read = (after: string | undefined) => tokensPage({ ...query, after, limit: 200 });
      const tokens = (await allPages(read, setCount)).filter(keeps);
      const day = new Date().toISOString().slice(0, 10);
      download(`tokens-${day}.csv`, tokensCsv(tokens, places), "text/csv;charset=utf-8");
      toast(`${countTokens(tokens.length)} exported.`);
    } catch (error) {
      onError(error);
    } finally {
      setCount(null);
    }
  };
  return (
    <Button onPress={save} isPending={count !== null}>
      {count === null ? "Export CSV" : `Exporting… ${count}`}
    </Button>
  );
}
