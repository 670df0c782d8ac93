import { Notice } from "../../ui/Notice.tsx";

/** Why there is no button that creates a token. */
export function MayNotCreate() {
  return (
    <Notice tone="info" title="You can not create tokens here">
      The owners of this instance have chosen who may create tokens, and you are not among them. Ask one of
      them. Tokens that you have keep working, and you can change, pause and delete them.
    </Notice>
  );
}
