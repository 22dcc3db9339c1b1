/** The filters of api.md as SQL over `flow f`; the list, the facets and the histogram share them. */
import type { FlowFilter } from '#lib/contracts/flows.ts';
import type { Micros } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { messageHashes, parseSearchText } from '#lib/services/flows/search-text.ts';
import { talliedPart } from '#lib/services/flows/tallied.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';
import { escapeLike } from '#lib/services/like.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import { ofShapes } from '#lib/store/shape-tallies.ts';

/** Free text is words, each of which must occur; more than this many say nothing more. */
const MOST_WORDS = 10;

/**
 * Never empty, so that it can stand after WHERE. `from` and `to` bound the start of a flow: one column with an index, which the histogram shows too.
 * `search` is stored in lower case; a pattern in lower case needs no ILIKE.
 */
export function flowConditions(filter: FlowFilter, now: Micros): Prisma.Sql {
  const conditions: Prisma.Sql[] = [Prisma.sql`true`];
  if (filter.from !== undefined) conditions.push(Prisma.sql`f.started_at >= ${micros(filter.from, now)}::bigint`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`f.started_at < ${micros(filter.to, now)}::bigint`);
  if (filter.status !== undefined) conditions.push(Prisma.sql`f.status = ANY(${filter.status}::text[])`);
  if (filter.kind !== undefined) conditions.push(Prisma.sql`f.kind = ANY(${filter.kind}::text[])`);
  if (filter.service !== undefined) conditions.push(Prisma.sql`f.services && ${filter.service}::text[]`);
  if (filter.topic !== undefined) conditions.push(Prisma.sql`f.topics && ${filter.topic}::text[]`);
  if (filter.notStatus !== undefined) conditions.push(Prisma.sql`f.status <> ALL(${filter.notStatus}::text[])`);
  if (filter.notKind !== undefined) conditions.push(Prisma.sql`f.kind <> ALL(${filter.notKind}::text[])`);
  if (filter.notService !== undefined) conditions.push(Prisma.sql`NOT f.services && ${filter.notService}::text[]`);
  if (filter.notTopic !== undefined) conditions.push(Prisma.sql`NOT f.topics && ${filter.notTopic}::text[]`);
  if (filter.minDurationMs !== undefined) conditions.push(Prisma.sql`f.duration_micros >= ${BigInt(Math.ceil(durationMicros(filter.minDurationMs)))}::bigint`);
  if (filter.maxDurationMs !== undefined) conditions.push(Prisma.sql`f.duration_micros <= ${BigInt(Math.floor(durationMicros(filter.maxDurationMs)))}::bigint`);
  if (filter.hasDeadLetters !== undefined) {
    conditions.push(filter.hasDeadLetters ? Prisma.sql`f.dead_letter_count > 0` : Prisma.sql`f.dead_letter_count = 0`);
  }
  if (filter.key !== undefined) conditions.push(keyCondition(filter.key, filter.keyName));
  else if (filter.keyName !== undefined) throw new ServiceError('invalid', 'The filter cannot be used.', { faults: [{ path: 'query.keyName', message: 'needs the value of the key in `key`' }] });
  for (const word of wordsOf(filter.q)) conditions.push(Prisma.sql`f.search LIKE ${`%${escapeLike(word)}%`}`);
  return Prisma.join(conditions, ' AND ');
}

/**
 * The same, for looking flows up among all: by their shapes, of which there are few (docs/decisions/tallies-by-shape.md),
 * and by the texts that have an index, and those few that wait for it (docs/decisions/search-by-trigrams.md).
 * @param indexed the words of the text that the index is asked for; lib/services/flows/indexed-words.ts chooses them
 */
export function lookUpConditions(filter: FlowFilter, now: Micros, indexed: readonly string[]): Prisma.Sql {
  const { q, kind: _kind, service: _service, topic: _topic, notKind: _notKind, notService: _notService, notTopic: _notTopic, hasDeadLetters: _hasDeadLetters, ...rest } = filter;
  const { shapes } = talliedPart(filter);
  // A concatenation has no index.
  const texts = wordsOf(q).map((word) => Prisma.sql`${indexed.includes(word) ? Prisma.sql`t.search` : Prisma.sql`(t.search || '')`} LIKE ${`%${escapeLike(word)}%`}`);
  const conditions = [flowConditions(rest, now)];
  if (shapes !== null) conditions.push(ofShapes(flowConditions(shapes, now)));
  if (texts.length > 0) {
    conditions.push(Prisma.sql`f.id IN (
    SELECT t.flow_id FROM flow_text t WHERE ${Prisma.join(texts, ' AND ')} AND NOT EXISTS (SELECT FROM flow_text_waiting w WHERE w.flow_id = t.flow_id)
    UNION ALL SELECT t.id FROM flow t WHERE t.id IN (SELECT w.flow_id FROM flow_text_waiting w) AND ${Prisma.join(texts, ' AND ')})`);
  }
  return Prisma.join(conditions, ' AND ');
}

/** Whether it leaves anything out. */
export const hasConditions = (filter: FlowFilter): boolean => Object.entries(filter).some(([name, value]) => value !== undefined && (name !== 'q' || wordsOf(filter.q).length > 0));

/** One key's exact value; a trace id in any case, or within a pasted `traceparent`, is the same value. */
function keyCondition(key: string, name: string | undefined): Prisma.Sql {
  const values = parseSearchText(key)?.values ?? [];
  const named = name === undefined ? Prisma.empty : Prisma.sql` AND lower(CASE k.name WHEN '' THEN k.kind ELSE k.name END) = ${name.toLowerCase()}`;
  const unlisted = name === undefined || name.toLowerCase() === 'message' ? Prisma.sql` UNION ALL SELECT k.flow_id FROM flow_key k WHERE k.hash = ANY(${messageHashes(values)}::bigint[]) AND k.kind = 'record'` : Prisma.empty;
  return Prisma.sql`f.id IN (SELECT k.flow_id FROM flow_key k WHERE k.value = ANY(${values}::text[]) AND k.kind <> 'record'${named}${unlisted})`;
}

/** At most three decades: what a bigint does not hold is no fault of the caller. */
const durationMicros = (ms: number): number => Math.min(ms, 1e12) * 1000;

/** Of a free text. */
export const wordsOf = (text = ''): string[] => text.replaceAll('\0', ' ').toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);

const micros = (bound: string, now: Micros): bigint => BigInt(resolveTimeBound(bound, now));
