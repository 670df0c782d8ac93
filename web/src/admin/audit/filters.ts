import type { AuditSearch } from "../../router.tsx";

/** What the server is asked for. */
export interface AuditQuery {
  action?: string;
  userId?: string;
  tokenId?: string;
  subject?: string;
  from?: string;
  to?: string;
}

/** What the server is asked for by an address. Days are the reader's own, first to last moment. */
export function queryOf(search: AuditSearch): AuditQuery {
  const query: AuditQuery = {};
  for (const name of ["action", "userId", "tokenId", "subject"] as const) {
    if (search[name]) query[name] = search[name];
  }
  const from = startOf(search.from);
  if (from) query.from = from.toISOString();
  const to = startOf(search.to);
  if (to) {
    // The last moment of a day, which need not have 24 hours.
    to.setDate(to.getDate() + 1);
    query.to = new Date(to.getTime() - 1).toISOString();
  }
  return query;
}

/** Where the same entries are as a file. */
export function exportAddress(query: AuditQuery): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(pairs as [string, string][]).toString();
  return `/api/audit/export${text && `?${text}`}`;
}

/** What is wrong with the two days together; null if nothing is. */
export function daysProblem({ from, to }: Pick<AuditSearch, "from" | "to">): string | null {
  return from && to && startOf(from) && startOf(to) && to < from
    ? "The last day is before the first: there is nothing between them."
    : null;
}

/** The first moment of a day written `2026-01-31`, where the reader is. */
function startOf(day: string | undefined): Date | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? "") ?? [];
  if (!year || !month || !date) return null;
  const start = new Date(Number(year), Number(month) - 1, Number(date));
  return start.getMonth() === Number(month) - 1 ? start : null;
}

/** How many filters hold. */
export function countFilters(search: AuditSearch): number {
  const { action, userId, tokenId, subject, from, to } = search;
  return [action, userId, tokenId, subject, from, to].filter(Boolean).length;
}
