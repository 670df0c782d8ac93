import { OPERATIONS, type Operation } from "../../api/operations.ts";
import type { BasesByWorkspace } from "../../api/queries.ts";
import type { DraftAccess } from "./draft.ts";
import { covered, type Place } from "./reach.ts";
import { roleCovers } from "./roles.ts";
import { callsOf, callsOpened } from "./scopes.ts";

/** Places in which the owner has the same role, and the calls that will be refused there. */
export interface Lack {
  places: Place[];
  role: string | null;
  /** Chosen scopes whose calls are all refused there. */
  useless: string[];
  /** Chosen calls that need a greater role. */
  calls: Operation[];
  /** How many of the chosen calls are about such a place at all. */
  of: number;
}

/** True if a call is about a workspace rather than a base. */
function aboutWorkspace(call: Operation): boolean {
  return call.path.includes("{workspaceId}") || call.id === "createBase";
}

/** The calls that a set of scopes opens and that are about this kind of place. */
function callsAbout(kind: Place["kind"], scopes: string[], operations: Operation[]): Operation[] {
  return callsOpened(scopes, operations).filter(
    (call) => call.role !== null && aboutWorkspace(call) === (kind === "workspace"),
  );
}

/**
 * What is chosen but not covered by the owner's own role, place by place. A token never lifts a role,
 * so these calls will be refused.
 */
export function youLack(
  scopes: string[],
  access: DraftAccess,
  reach: BasesByWorkspace | undefined,
  operations: Operation[] = OPERATIONS,
): Lack[] {
  const groups = new Map<string, Lack>();
  for (const place of covered(access, reach)) {
    const about = callsAbout(place.kind, scopes, operations);
    const calls = about.filter((call) => !roleCovers(place.role, call.role));
    if (calls.length === 0) continue;
    const key = `${place.kind} ${place.role}`;
    const group = groups.get(key);
    if (group) group.places.push(place);
    else {
      groups.set(key, {
        places: [place],
        role: place.role,
        useless: uselessScopes(place, scopes, operations),
        calls,
        of: about.length,
      });
    }
  }
  return [...groups.values()];
}

/** Chosen scopes of which no call is allowed to the owner in this place. */
export function uselessScopes(
  place: Pick<Place, "kind" | "role">,
  scopes: string[],
  operations: Operation[] = OPERATIONS,
): string[] {
  const opened = callsAbout(place.kind, scopes, operations);
  return scopes.filter((scope) => {
    const calls = callsOf(scope, operations).filter((call) => opened.includes(call));
    return calls.length > 0 && calls.every((call) => !roleCovers(place.role, call.role));
  });
}
