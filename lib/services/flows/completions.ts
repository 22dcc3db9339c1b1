import { FlowStatus, type FlowCompletions, type FlowCompletionsQuery } from '#lib/contracts/flows.ts';
import { escapeLike } from '#lib/services/like.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { facetTalliesIn, sumOf, TALLY } from '#lib/store/tallies.ts';

/** Names of business keys are a handful of configured ones; more than so many are not looked through. */
const MOST_NAMES = 1000;
/** Keys that begin so, of which the values are told apart: a business key of a customer may stand in thousands of flows. */
const MOST_LOOKED_AT = 2000;

/** What a typed beginning may become: kinds, services and topics the most frequent first, names and values of keys in their own order. */
export async function flowCompletions(store: Pick<QueryStore, 'prisma'>, { field, text, keyName, limit }: FlowCompletionsQuery): Promise<FlowCompletions> {
  if (field === 'key') return uncounted(await keyValues(store, text, keyName, limit));
  if (field === 'keyName') return uncounted(matching((await keyNames(store)).map((value) => ({ value, count: 0 })), text, limit).map(({ value }) => value));
  const counted = await store.prisma.$queryRaw<Counted[]>`
    SELECT value, sum(${sumOf(FlowStatus.options)})::int AS count FROM ${facetTalliesIn({ from: null, to: null }, [TALLY[field]])} t GROUP BY 1`;
  return { values: matching(counted, text, limit) };
}

interface Counted {
  readonly value: string;
  readonly count: number;
}

/** Those that begin with the text before those that hold it; among each the most frequent first, then in the order of letters. */
function matching(values: readonly Counted[], text: string, limit: number): Counted[] {
  const typed = text.toLowerCase();
  const place = ({ value }: Counted): number => value.toLowerCase().indexOf(typed);
  return values
    .filter((each) => place(each) >= 0)
    .toSorted((a, b) => Math.sign(place(a)) - Math.sign(place(b)) || b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

/** Each name is looked for after the one before: as many steps in the index as there are names, however many keys have them. */
async function keyNames(store: Pick<QueryStore, 'prisma'>): Promise<string[]> {
  const rows = await store.prisma.$queryRaw<{ name: string }[]>`
    WITH RECURSIVE names AS (
      (SELECT name FROM flow_key WHERE name <> '' ORDER BY name LIMIT 1)
      UNION ALL
      SELECT (SELECT k.name FROM flow_key k WHERE k.name <> '' AND k.name > n.name ORDER BY k.name LIMIT 1) FROM names n WHERE n.name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL LIMIT ${MOST_NAMES}`;
  return rows.map(({ name }) => name);
}

/** In the order of the index (`~<~` compares bytes, as text_pattern_ops does), so that a short beginning costs no more than a long one. */
async function keyValues(store: Pick<QueryStore, 'prisma'>, text: string, name: string | undefined, limit: number): Promise<string[]> {
  const pattern = `${escapeLike(text.replaceAll('\0', ''))}%`;
  const named = name === undefined ? Prisma.sql`kind <> 'record'` : Prisma.sql`name <> '' AND name = ${name}`;
  const rows = await store.prisma.$queryRaw<{ value: string }[]>`
    SELECT DISTINCT value FROM (SELECT value FROM flow_key WHERE value LIKE ${pattern} AND ${named} ORDER BY value USING ~<~ LIMIT ${MOST_LOOKED_AT}) k ORDER BY value LIMIT ${limit}`;
  return rows.map(({ value }) => value);
}

const uncounted = (values: readonly string[]): FlowCompletions => ({ values: values.map((value) => ({ value, count: null })) });
