/** Up to when somebody has looked at dead letters in this browser, so that the page can say what came since. By the server's clock: that is what says when one was seen. */
import type { FailureGroup, FailureGroupList } from '#lib/contracts/dead-letters.ts';

const PARTS = 24;

/** RFC 3339. The trend ends at the time of the answer, where no end was asked for. */
export const answeredAt = ({ trendFrom, trendStepMs }: Pick<FailureGroupList, 'trendFrom' | 'trendStepMs'>): string => new Date(Date.parse(trendFrom) + PARTS * trendStepMs).toISOString();

export type News = 'new' | 'more' | null;

/** A cause that nobody knew when one looked, one of which more came since, or neither. */
export function newsOf({ firstSeenAt, lastSeenAt }: Pick<FailureGroup, 'firstSeenAt' | 'lastSeenAt'>, lookedAt: string | null): News {
  if (lookedAt === null) return null;
  const looked = Date.parse(lookedAt);
  return Date.parse(firstSeenAt) > looked ? 'new' : Date.parse(lastSeenAt) > looked ? 'more' : null;
}

/** What a browser kept; null where it is no time, or lies ahead of now. */
export function readLooked(kept: string | null, nowMs: number): string | null {
  const at = kept === null ? Number.NaN : Date.parse(kept);
  return Number.isNaN(at) || at > nowMs + 3_600_000 ? null : new Date(at).toISOString();
}
