import createClient from "openapi-fetch";
import { ApiError, OfflineError } from "./errors.ts";
import type { components, paths } from "./schema";

/** The shapes of the API by name, for instance `Schemas["TokenOut"]`. */
export type Schemas = components["schemas"];

/** Typed calls. Prefer `take(client.GET(…))`, which throws an `ApiError` unless the call succeeded. */
export const client = createClient<paths>({ baseUrl: "", credentials: "same-origin" });

/** What every call answers. */
interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data, or a thrown `ApiError` or `OfflineError`. */
export async function take<T>(call: Promise<Answered<T>>): Promise<T> {
  let answered: Answered<T>;
  try {
    answered = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new OfflineError(cause);
  }
  if (!answered.response.ok) throw ApiError.of(answered.response, answered.error);
  return answered.data as T;
}
