import type { Schemas } from "../../api/client.ts";

type User = Schemas["UserOut"];

/** The people who have every word of the search in their name, e-mail or id. */
export function searchPeople(users: readonly User[], query: string): User[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return users.filter((user) => {
    const text = `${user.name}\n${user.email}\n${user.id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Those who can sign in first, then by name. */
export function sortPeople(users: readonly User[]): User[] {
  return [...users].sort(
    (a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1),
  );
}

/** True if nobody else could manage the instance: they stay an owner. */
export function isLastOwner(users: readonly User[], user: User): boolean {
  const leads = (one: User) => one.active && one.instanceOwner;
  return leads(user) && !users.some((other) => other.id !== user.id && leads(other));
}

/** "1 person", "3 people". */
export function countPeople(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}
