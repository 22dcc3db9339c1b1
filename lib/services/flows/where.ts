/** The filters of the list (`FlowFilter`) as SQL over `flow f`; the list, the facets and the histogram share them. */
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
  for (const word of typedWords(filter.q)) conditions.push(hasWord(Prisma.sql`f.search`, word, (flows) => Prisma.sql`f.id IN (${flows})`));
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
  const words = typedWords(q);
  /** Of `t`. A concatenation has no index; an array, unlike a query, is looked up by the index of the ids, beside that of the texts. */
  const hasWords = (id: Prisma.Sql): Prisma.Sql =>
    Prisma.join(
      words.map((word) =>
        indexed.includes(word.toLowerCase())
          ? hasWord(Prisma.sql`t.search`, word, (flows) => Prisma.sql`${id} = ANY(ARRAY(${flows}))`)
          : hasWord(Prisma.sql`(t.search || '')`, word, (flows) => Prisma.sql`${id} IN (${flows})`),
      ),
      ' AND ',
    );
  const conditions = [flowConditions(rest, now)];
  if (shapes !== null) conditions.push(ofShapes(flowConditions(shapes, now)));
  if (words.length > 0) {
    // NOT IN, which hashes what waits once: NOT EXISTS reads the queue again for every text found, and all the pages of it that a burst has left empty.
    conditions.push(Prisma.sql`f.id IN (
    SELECT t.flow_id FROM flow_text t WHERE ${hasWords(Prisma.sql`t.flow_id`)} AND t.flow_id NOT IN (SELECT w.flow_id FROM flow_text_waiting w)
    UNION ALL SELECT t.id FROM flow t WHERE t.id IN (SELECT w.flow_id FROM flow_text_waiting w) AND ${hasWords(Prisma.sql`t.id`)})`);
  }
  return Prisma.join(conditions, ' AND ');
}

/** Whether it leaves anything out. */
export const hasConditions = (filter: FlowFilter): boolean => Object.entries(filter).some(([name, value]) => value !== undefined && (name !== 'q' || wordsOf(filter.q).length > 0));

/** One key's exact value; a trace id in any case, or within a pasted `traceparent`, is the same value. */
function keyCondition(key: string, name: string | undefined): Prisma.Sql {
  const values = parseSearchText(key)?.values ?? [];
  const named = name === undefined ? Prisma.empty : Prisma.sql` AND lower(CASE k.name WHEN '' THEN k.kind ELSE k.name END) = ${name.toLowerCase()}`;
  const unlisted = name === undefined || name.toLowerCase() === 'message' ? Prisma.sql` UNION ALL ${flowsOfMessage(values)}` : Prisma.empty;
  return Prisma.sql`f.id IN (SELECT k.flow_id FROM flow_key k WHERE k.value = ANY(${values}::text[]) AND k.kind <> 'record'${named}${unlisted})`;
}

/** At most three decades: what a bigint does not hold is no fault of the caller. */
const durationMicros = (ms: number): number => Math.min(ms, 1e12) * 1000;

/** Of a free text, in lower case, as texts are stored. */
export const wordsOf = (text?: string): string[] => typedWords(text).map((word) => word.toLowerCase());

const typedWords = (text = ''): string[] => text.replaceAll('\0', ' ').split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);

/** Ids that were drawn by lot are in no text (lib/core/flows/search-text.ts): a word that may be one, or begin one, is looked for among keys too. */
const mayBeId = (word: string): boolean => /^(?=.*\d).{6,}$|^[a-f-]{6,}$/i.test(word);

/** The text holds the word, or the flow is one of those whose id it may be. `isOneOf` compares its id with a query of ids. */
function hasWord(text: Prisma.Sql, word: string, isOneOf: (flows: Prisma.Sql) => Prisma.Sql): Prisma.Sql {
  const inText = Prisma.sql`${text} LIKE ${`%${escapeLike(word.toLowerCase())}%`}`;
  return mayBeId(word) ? Prisma.sql`(${inText} OR ${isOneOf(flowsOfId(word))})` : inText;
}

/** Of keys that begin with the word, and of the message whose id it is. */
function flowsOfId(word: string): Prisma.Sql {
  const values = parseSearchText(word)?.values ?? [];
  const beginning = Prisma.join(values.map((value) => Prisma.sql`k.value LIKE ${`${escapeLike(value)}%`}`), ' OR ');
  return Prisma.sql`SELECT k.flow_id FROM flow_key k WHERE (${beginning}) AND k.kind <> 'record' UNION ALL ${flowsOfMessage(values)}`;
}

/** Of message ids only the hash is kept. */
const flowsOfMessage = (ids: readonly string[]): Prisma.Sql => Prisma.sql`SELECT k.flow_id FROM flow_key k WHERE k.hash = ANY(${messageHashes(ids)}::bigint[]) AND k.kind = 'record'`;

const micros = (bound: string, now: Micros): bigint => BigInt(resolveTimeBound(bound, now));
