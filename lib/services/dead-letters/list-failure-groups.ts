import type { FailureGroupList, FailureGroupListQuery } from '#lib/contracts/dead-letters.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { statesAsked } from '#lib/services/dead-letters/states-asked.ts';
import { TREND_MICROS, TREND_PARTS } from '#lib/services/dead-letters/trend.ts';
import { wireFailureGroup } from '#lib/services/dead-letters/wire.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { filterRange } from '#lib/services/flows/filter-range.ts';
import { escapeLike } from '#lib/services/like.ts';
import { countFailureGroups, countOpenDeadLetters, readFailureGroupPage, readNotes, readTrends, type FailureGroupFilter, type GroupPlace } from '#lib/store/failure-groups.ts';
import type { Store } from '#lib/store/store.ts';
import { pgName, pgText } from '#lib/store/text.ts';

/** One page of failure groups. Throws `invalid` for a cursor of another order and for a state that there is not. */
export async function listFailureGroups(store: Pick<Store, 'pool'>, query: FailureGroupListQuery, nowMs: number = Date.now()): Promise<FailureGroupList> {
  const { sort, limit } = query;
  const now = microsFromMillis(nowMs);
  const states = statesAsked(query.state);
  const filter = filterOf(query, now);
  const after = query.cursor === undefined ? null : placeOf(query.cursor, sort);
  const to = filter.to ?? now;
  const from = brand<Micros>(Math.min(filter.from ?? to - TREND_MICROS, to - 1));
  // One after the other: each takes a few milliseconds, and the process has a handful of connections for all who ask.
  const counts = await countFailureGroups(store.pool, filter);
  const open = await countOpenDeadLetters(store.pool);
  const found = await readFailureGroupPage(store.pool, { filter, states, sort, limit: limit + 1, after });
  const groups = found.slice(0, limit).map(({ group }) => group);
  const last = found.slice(0, limit).at(-1)?.place;
  const ids = groups.map(({ id }) => id);
  const trends = await readTrends(store.pool, ids, { from, to, parts: TREND_PARTS });
  const notes = Map.groupBy(await readNotes(store.pool, ids), ({ groupId }) => groupId);
  const total = [...counts].reduce((sum, [state, count]) => sum + (states.length === 0 || states.includes(state) ? count : 0), 0);
  return {
    failureGroups: groups.map((group) => wireFailureGroup(group, trends.get(group.id) ?? [], notes.get(group.id) ?? [])),
    nextCursor: found.length > limit && last !== undefined ? encodeCursor({ sort, at: last.at, id: `${last.id} ${last.text}` }) : null,
    total,
    open,
    states: Object.fromEntries(counts),
    trendFrom: rfc3339(from),
    trendStepMs: millisFromMicros(to - from) / TREND_PARTS,
  };
}

function placeOf(cursor: string, sort: string): GroupPlace {
  const { at, id: place } = decodeCursor(cursor, sort);
  const [, id, text] = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}) ([^]*)$/.exec(place) ?? [];
  if (id === undefined || text === undefined) throw new ServiceError('invalid', 'The cursor cannot be used.', { faults: [{ path: 'query.cursor', message: 'was not given out by this list' }] });
  return { at, text, id };
}

function filterOf(query: FailureGroupListQuery, now: Micros): FailureGroupFilter {
  const { from, to } = filterRange(query, now);
  const text = pgText(query.q?.trim() ?? '');
  const name = (given: string | undefined): string | null => (given === undefined ? null : pgName(given));
  const asked = (given: string | undefined): string | null => (given === undefined ? null : pgText(given));
  return {
    text: text === '' ? null : { pattern: `%${escapeLike(text.toLowerCase())}%`, id: text },
    topic: name(query.topic), group: name(query.group), exceptionType: asked(query.exceptionType), owner: asked(query.owner), source: asked(query.source),
    from: from === null ? null : brand<Micros>(from), to: to === null ? null : brand<Micros>(to),
  };
}
