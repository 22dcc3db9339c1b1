import { AuditAction, type AuditList, type AuditQuery } from '#lib/contracts/audit.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { filterRange } from '#lib/services/flows/filter-range.ts';
import { escapeLike } from '#lib/services/like.ts';
import { wordsAsked } from '#lib/services/words-asked.ts';
import { readAudit } from '#lib/store/audit.ts';
import type { Store } from '#lib/store/store.ts';
import { pgText } from '#lib/store/text.ts';

const SORT = 'newest';

/** One page of the audit log, newest first. Throws `invalid` for a cursor of another list and for an action that there is not. */
export async function listAudit({ pool }: Pick<Store, 'pool'>, query: AuditQuery, nowMs: number = Date.now()): Promise<AuditList> {
  const { from, to } = filterRange(query, microsFromMillis(nowMs));
  const text = pgText(query.q?.trim() ?? '').toLowerCase();
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, SORT);
  if (cursor !== null && !/^\d{1,18}$/.test(cursor.id)) throw new ServiceError('invalid', 'The cursor cannot be used.', { faults: [{ path: 'query.cursor', message: 'was not given out by this list' }] });
  const found = await readAudit(pool, {
    actor: query.actor === undefined ? null : pgText(query.actor),
    actions: wordsAsked(AuditAction, query.action, 'action'),
    subject: query.subject === undefined ? null : pgText(query.subject),
    pattern: text === '' ? null : `%${escapeLike(text)}%`,
    from: from === null ? null : brand<Micros>(from),
    to: to === null ? null : brand<Micros>(to),
    after: cursor === null ? null : { at: brand<Micros>(cursor.at), id: BigInt(cursor.id) },
    limit: query.limit + 1,
  });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    entries: page.map(({ id, at, actor, address, action, selection, subjects, count, reason, outcome }) => ({ id: id.toString(), at: rfc3339(at), actor, from: address, action, selection, subjects: [...subjects], count, reason, outcome })),
    nextCursor: found.length > query.limit && last !== undefined ? encodeCursor({ sort: SORT, at: last.at, id: last.id.toString() }) : null,
  };
}
