import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { announce } from "../ui/live.ts";
import { MenuButton } from "../ui/Menu.tsx";
import { toast } from "../ui/Toasts.tsx";
import { useDocs } from "./context.ts";
import { callsIn } from "./doc.ts";
import { download } from "./download.ts";
import { markdownOf } from "./markdown.ts";
import { fileName } from "./names.ts";
import { openapiOf } from "./openapi.ts";
import { docOf } from "./page.ts";
import { scopesFor } from "./permits.ts";
import { rustOf } from "./rustTypes.ts";
import { typescriptOf } from "./types.ts";
import { wholeBase } from "./useBase.ts";

/** Downloads, and a token for what is on the page. */
export function PageActions() {
  const { base, settings } = useDocs();
  const navigate = useNavigate();
  const busy = useRef(false);
  const create = (scopes: string[], name: string) =>
    void navigate({
      to: "/create/tokens/new",
      search: { name, scopes: scopes.join(","), bases: base.id, from: "app" },
    });
  const calls = callsIn(docOf(base, settings).parts).map((call) => call.operation);
  const reading = calls.filter((one) => ["listRecords", "getRecord", "getBaseSchema"].includes(one.id));
  const writing = calls.filter((one) => /^(create|update|replace|delete)Records$/.test(one.id));

  const save = (ending: string, type: string, text: string) => {
    const name = fileName(base.name, ending);
    download(name, type, text);
    announce(`Downloading ${name}.`);
  };
  const saveMarkdown = async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      const whole = await wholeBase(base);
      save("-api.md", "text/markdown", markdownOf(docOf(whole, settings), whole.origin, settings));
    } catch {
      toast("The copy could not be made.");
    } finally {
      busy.current = false;
    }
  };
  return (
    <>
      <MenuButton
        label="Create a token for these calls"
        quiet={false}
        placement="bottom start"
        items={[
          {
            id: "read",
            label: "To read records",
            onAction: () => create(scopesFor(reading), `${base.name}: read`),
          },
          {
            id: "write",
            label: "To read and write records",
            onAction: () => create(scopesFor([...reading, ...writing]), `${base.name}: read and write`),
          },
          {
            id: "all",
            label: "For all calls of this page",
            onAction: () => create(scopesFor(calls), `${base.name}: all calls`),
          },
        ]}
      >
        Create a token for these calls
      </MenuButton>
      <MenuButton
        label="Download"
        quiet={false}
        items={[
          {
            id: "openapi",
            label: "OpenAPI 3.1 (JSON)",
            onAction: () =>
              save(
                ".openapi.json",
                "application/json",
                JSON.stringify(openapiOf(base, settings.ids), null, 2),
              ),
          },
          {
            id: "typescript",
            label: "TypeScript types",
            onAction: () => save(".ts", "text/plain", typescriptOf(base, settings.ids)),
          },
          {
            id: "rust",
            label: "Rust types",
            onAction: () => save(".rs", "text/plain", rustOf(base, settings.ids)),
          },
          { id: "markdown", label: "This page as Markdown", onAction: () => void saveMarkdown() },
        ]}
      >
        Download
      </MenuButton>
    </>
  );
}
