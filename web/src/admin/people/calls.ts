import { client, type Schemas, take } from "../../api/client.ts";

/** Changes a user. */
export function editUser(userId: string, body: Schemas["UserEditIn"]): Promise<Schemas["UserOut"]> {
  return take(client.PATCH("/api/users/{userId}", { params: { path: { userId } }, body }));
}

/** Makes a user with a workspace of their own. */
export function createUser(body: Schemas["NewUserIn"]): Promise<Schemas["UserOut"]> {
  return take(client.POST("/api/users", { body }));
}

/** The address of a link that signs somebody in once. The only copy: keep it out of caches. */
export async function signInLink(userId: string): Promise<string> {
  const { path } = await take(
    client.POST("/api/users/{userId}/sign-in-link", { params: { path: { userId } } }),
  );
  return location.origin + path;
}
