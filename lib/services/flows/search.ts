import type { KeyMatch, SearchResult } from '#lib/contracts/flows.ts';
import { coordinatesText, type Coordinates } from '#lib/core/ids.ts';
import { hashFromFlowId } from '#lib/core/flows/keys.ts';
import { findEvents } from '#lib/services/events/find.ts';
import { flowOfEvent } from '#lib/services/events/flow-of-event.ts';
import { messageHashes, parseSearchText, type SearchTerms } from '#lib/services/flows/search-text.ts';
import { tellFlows } from '#lib/services/flows/tell-flows.ts';
import { escapeLike } from '#lib/services/like.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

const MOST_MATCHES = 20;
/** Flows of one value that are sorted by their start: a value of thousands must not cost thousands of look-ups. */
const MOST_SORTED = 500;
/** Keys that begin so and are looked at for their name, which no index knows. */
const MOST_LOOKED_AT = 2000;

interface MatchRow {
  readonly kind: KeyMatch['kind'];
  readonly name: string;
  readonly value: string;
  readonly flow_id: string;
}

/** Flows by any id that a person may have in hand: exact matches first, the newest of them in front, then keys that begin so. At most 20. */
export async function searchKeys(store: Pick<QueryStore, 'pool' | 'prisma'>, q: string): Promise<SearchResult> {
  const terms = parseSearchText(q);
  if (terms === null) return { matches: [] };
  const [byId, byValue, byPlace] = await Promise.all([flowsById(store, terms), exactMatches(store, terms), matchesByPlace(store, terms)]);
  const exact = distinct([...byId, ...byPlace, ...byValue.map(keyMatch)]).slice(0, MOST_MATCHES);
  const missing = MOST_MATCHES - exact.length;
  if (missing === 0) return { matches: await tellFlows(store, exact) };
  const prefixed = await prefixMatches(store, terms, MOST_MATCHES);
  return { matches: await tellFlows(store, distinct([...exact, ...prefixed.map(keyMatch)]).slice(0, MOST_MATCHES)) };
}

/** A former id is the hash of a key that the flow still has. */
async function flowsById(store: Pick<QueryStore, 'prisma'>, { flowId }: SearchTerms): Promise<KeyMatch[]> {
  if (flowId === null) return [];
  const rows = await store.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM flow WHERE id = ${flowId}
    UNION (SELECT flow_id FROM flow_key WHERE hash = ${hashFromFlowId(flowId)}::bigint LIMIT ${MOST_MATCHES})`;
  return rows.map(({ id }) => ({ kind: 'flow', value: flowId, flowId: id }));
}

/** UNION ALL, not OR: each part finds its rows by an index of its own. */
const exactMatches = (store: Pick<QueryStore, 'prisma'>, { values, named }: SearchTerms): Promise<MatchRow[]> =>
  store.prisma.$queryRaw<MatchRow[]>`
    SELECT k.kind, k.name, k.value, k.flow_id
    FROM (
      (SELECT kind, name, value, flow_id FROM flow_key WHERE value = ANY(${values}::text[]) AND kind <> 'record' LIMIT ${MOST_SORTED})
      UNION ALL
      (SELECT 'message', '', w.value, u.flow_id FROM unnest(${values}::text[], ${messageHashes(values)}::bigint[]) AS w (value, hash) JOIN flow_key u ON u.hash = w.hash AND u.kind = 'record' LIMIT ${MOST_SORTED})
      UNION ALL
      (SELECT kind, name, value, flow_id FROM flow_key WHERE value = ${named?.value ?? null} AND lower(name) = ${named?.name.toLowerCase() ?? null} AND kind <> 'record' LIMIT ${MOST_SORTED})
    ) k
    JOIN flow f ON f.id = k.flow_id
    ORDER BY f.started_at DESC, k.flow_id, k.kind, k.name
    LIMIT ${MOST_MATCHES}`;

async function matchesByPlace(store: Pick<QueryStore, 'pool' | 'prisma'>, { coordinates }: SearchTerms): Promise<KeyMatch[]> {
  const matches: KeyMatch[] = [];
  for (const pasted of coordinates) {
    for (const event of await findEvents(store, pasted)) {
      const flowId = await flowOfEvent(store, event);
      if (flowId !== null) matches.push({ kind: 'event', value: placeText(event.at), flowId });
    }
  }
  return matches;
}

/** Read in the order of the index (`~<~` compares bytes, as text_pattern_ops does), so that a short prefix costs no more than a long one. */
const prefixMatches = (store: Pick<QueryStore, 'prisma'>, { values, named }: SearchTerms, limit: number): Promise<MatchRow[]> => {
  const patterns = values.map((value) => beginningWith(value));
  const prefixes = patterns.map((pattern) => keysLike(pattern, limit));
  if (named) {
    const keys = keysLike(beginningWith(named.value), MOST_LOOKED_AT);
    prefixes.push(Prisma.sql`(SELECT * FROM ${keys} k WHERE lower(name) = ${named.name.toLowerCase()} LIMIT ${limit})`);
  }
  return store.prisma.$queryRaw<MatchRow[]>`${Prisma.join(prefixes, ' UNION ALL ')}`;
};

const keysLike = (pattern: string, limit: number): Prisma.Sql =>
  Prisma.sql`(SELECT kind, name, value, flow_id FROM flow_key WHERE value LIKE ${pattern} AND kind <> 'record' ORDER BY value USING ~<~ LIMIT ${limit})`;

const beginningWith = (value: string): string => `${escapeLike(value)}%`;

const keyMatch = ({ kind, name, value, flow_id }: MatchRow): KeyMatch => ({ kind, ...(name === '' ? {} : { name }), value, flowId: flow_id });

/** Incarnations above the first are named; the first, which nearly every topic has, is not. */
const placeText = (at: Coordinates): string =>
  at.incarnation === 0 ? `${at.source}/${at.topic}/${at.partition}/${at.offset}` : coordinatesText(at);

function distinct(matches: readonly KeyMatch[]): KeyMatch[] {
  return [...new Map(matches.map((match) => [JSON.stringify([match.kind, match.name, match.value, match.flowId]), match])).values()];
}
