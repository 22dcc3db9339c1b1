import type { DeadLetterList, DeadLetterListQuery, DeadLetterFilter as Asked } from '#lib/contracts/dead-letters.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { statesAsked } from '#lib/services/dead-letters/states-asked.ts';
import { wireDeadLetter } from '#lib/services/dead-letters/wire.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { filterRange } from '#lib/services/flows/filter-range.ts';
import { escapeLike } from '#lib/services/like.ts';
import { countDeadLetters, type DeadLetterFilter } from '#lib/store/dead-letter-filter.ts';
import { readDeadLetterPage, readReplaysOf } from '#lib/store/dead-letter-list.ts';
import { uuidOfHex } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';
import { pgName, pgText } from '#lib/store/text.ts';

/** One after the other; what the groups have counted already is told whole. */
const MOST_COUNTED = 10_000;
const REF = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** One page of dead letters. Throws `invalid` for a cursor of another order and for a state that there is not. */
export async function listDeadLetters(store: Pick<Store, 'pool'>, query: DeadLetterListQuery, nowMs: number = Date.now()): Promise<DeadLetterList> {
  const page = await pageOfDeadLetters(store, query, nowMs);
  const { count, isMore } = await countDeadLetters(store.pool, deadLetterFilter(query, microsFromMillis(nowMs)), MOST_COUNTED);
  return { ...page, total: count, totalIsMore: isMore };
}

/** As `listDeadLetters`, and nothing is counted: for whoever reads all pages. */
export async function pageOfDeadLetters({ pool }: Pick<Store, 'pool'>, query: DeadLetterListQuery, nowMs: number): Promise<Pick<DeadLetterList, 'deadLetters' | 'nextCursor'>> {
  const { sort, limit } = query;
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, sort);
  if (after !== null && !REF.test(after.id)) throw new ServiceError('invalid', 'The cursor cannot be used.', { faults: [{ path: 'query.cursor', message: 'was not given out by this list' }] });
  const found = await readDeadLetterPage(pool, { filter: deadLetterFilter(query, microsFromMillis(nowMs)), sort, after, limit: limit + 1 });
  const letters = found.slice(0, limit);
  const replays = Map.groupBy(await readReplaysOf(pool, letters.map(({ id }) => id)), ({ deadLetter }) => deadLetter);
  const last = letters.at(-1);
  return {
    deadLetters: letters.map((letter) => wireDeadLetter(letter, replays.get(letter.id) ?? [])),
    nextCursor: found.length > limit && last !== undefined ? encodeCursor({ sort, at: last.seenAt, id: last.id }) : null,
  };
}

/** As a filter of the API says it. Throws `invalid` for a state that there is not. */
export function deadLetterFilter(asked: Asked, now: Micros): DeadLetterFilter {
  const { from, to } = filterRange(asked, now);
  const text = pgText(asked.q?.trim() ?? '');
  const name = (given: string | undefined): string | null => (given === undefined ? null : pgName(given));
  const plain = (given: string | undefined): string | null => (given === undefined ? null : pgText(given));
  return {
    groupId: asked.failureGroup === undefined ? null : uuidOfHex(asked.failureGroup),
    states: statesAsked(asked.state),
    originTopic: name(asked.topic), deadLetterTopic: name(asked.deadLetterTopic), consumerGroup: name(asked.group), exceptionType: plain(asked.exceptionType), messageType: name(asked.type), source: plain(asked.source), flowId: plain(asked.flow),
    text: text === '' ? null : { pattern: `%${escapeLike(text.toLowerCase())}%`, id: text },
    from: from === null ? null : brand<Micros>(from), to: to === null ? null : brand<Micros>(to),
  };
}
