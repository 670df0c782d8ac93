import { client, type Schemas, take } from "../../api/client.ts";
import type { Shared } from "../asks.ts";
import type { Role } from "../roles.ts";

/** Gives somebody who has an account a role. */
export function addPerson({ kind, id }: Shared, user: string, permissionLevel: Role) {
  const body = { user, permissionLevel };
  return kind === "workspace"
    ? take(
        client.POST("/api/workspaces/{workspaceId}/collaborators", {
          params: { path: { workspaceId: id } },
          body,
        }),
      )
    : take(client.POST("/api/bases/{baseId}/collaborators", { params: { path: { baseId: id } }, body }));
}

/** Changes somebody's role. */
export function changeRole({ kind, id }: Shared, userId: string, permissionLevel: Role) {
  const body = { permissionLevel };
  return kind === "workspace"
    ? take(
        client.PATCH("/api/workspaces/{workspaceId}/collaborators/{userId}", {
          params: { path: { workspaceId: id, userId } },
          body,
        }),
      )
    : take(
        client.PATCH("/api/bases/{baseId}/collaborators/{userId}", {
          params: { path: { baseId: id, userId } },
          body,
        }),
      );
}

/** Takes somebody's role away. */
export function removePerson({ kind, id }: Shared, userId: string) {
  return kind === "workspace"
    ? take(
        client.DELETE("/api/workspaces/{workspaceId}/collaborators/{userId}", {
          params: { path: { workspaceId: id, userId } },
        }),
      )
    : take(
        client.DELETE("/api/bases/{baseId}/collaborators/{userId}", {
          params: { path: { baseId: id, userId } },
        }),
      );
}

/** Makes an invitation. The answer holds the only copy of its link: keep it out of caches. */
export function invite(
  { kind, id }: Shared,
  permissionLevel: Role,
  email: string | null,
): Promise<Schemas["NewInviteOut"]> {
  const body = { permissionLevel, email };
  return kind === "workspace"
    ? take(
        client.POST("/api/workspaces/{workspaceId}/invites", {
          params: { path: { workspaceId: id } },
          body,
        }),
      )
    : take(client.POST("/api/bases/{baseId}/invites", { params: { path: { baseId: id } }, body }));
}

/** Ends an invitation that nobody has used. */
export function revokeInvite({ kind, id }: Shared, inviteId: string) {
  return kind === "workspace"
    ? take(
        client.DELETE("/api/workspaces/{workspaceId}/invites/{inviteId}", {
          params: { path: { workspaceId: id, inviteId } },
        }),
      )
    : take(
        client.DELETE("/api/bases/{baseId}/invites/{inviteId}", {
          params: { path: { baseId: id, inviteId } },
        }),
      );
}
