import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError } from "../api/errors.ts";
import { useAccount } from "../api/queries.ts";
import { Button, LinkButton } from "../ui/Button.tsx";
import { ErrorNotice, Notice } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page
      title="Nothing here"
      lead="This address leads nowhere. It may be mistyped, or what was there is gone."
    >
      <div>
        <LinkButton to="/">Go to your bases</LinkButton>
      </div>
    </Page>
  );
}

/** A page that could not be shown, for instance because a newer version of the pages is being served. */
export function RouteError({ error }: ErrorComponentProps) {
  return (
    <Page title="This page could not be shown">
      <ErrorNotice error={error} />
      <div>
        <Button onPress={() => location.reload()}>Load the page again</Button>
      </div>
    </Page>
  );
}

/**
 * What stands in the place of data that could not be read: nothing there, no permission, or a failure.
 * A base that is not there and one that is not shared look the same on purpose.
 */
export function Unreadable({ error, what, retry }: { error: unknown; what: string; retry?: () => void }) {
  if (error instanceof ApiError && (error.status === 403 || error.status === 404)) {
    return (
      <Notice tone="warn" title={`You can not see this ${what}`} announce>
        It does not exist, or it is not shared with you. Ask whoever gave you the link to share the {what}{" "}
        with you.
      </Notice>
    );
  }
  return <ErrorNotice error={error} retry={retry} />;
}

/** Shows its children to instance owners, and to others who may do what they looked for. */
export function InstanceOwnerOnly({ children }: { children: ReactNode }) {
  const account = useAccount();
  if (account.instanceOwner) return children;
  return (
    <Page title="For instance owners">
      <Notice tone="warn" title="You may not see this page">
        Only owners of this instance manage its people, tokens and policy. Ask one of them.
      </Notice>
    </Page>
  );
}
