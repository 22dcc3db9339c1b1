/**
 * Which words of a free text the index of trigrams is asked for; the others are looked for in the rows that it finds.
 * `declined service-7`: every flow has the trigrams of `service`, and to read where they all are takes longer than to read the few flows that hold `declined`.
 */
import { escapeLike } from '#lib/services/like.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** So many of the newest tell how frequent a word is. It decides how long an answer takes, never what it is. */
const SAMPLED = 1000;
/** Of these: a word that is in no more is rare enough to be asked for alone. */
const RARE = 20;
/** Of these: a word of which a part is in more is asked for only where none is rare. */
const COMMON = 250;

/** Never empty, where words are given. */
export async function indexedWords(store: Pick<QueryStore, 'prisma'>, words: readonly string[]): Promise<readonly string[]> {
  if (words.length < 2) return words;
  const counts = words.flatMap((word) => [word, longestPart(word)].map((text) => Prisma.sql`count(*) FILTER (WHERE search LIKE ${`%${escapeLike(text)}%`})::int`));
  const [row] = await store.prisma.$queryRaw<{ counts: number[] }[]>`
    SELECT ARRAY[${Prisma.join(counts)}] AS counts FROM (SELECT search FROM flow ORDER BY started_at DESC, id LIMIT ${SAMPLED}) f`;
  return chooseIndexed(words.map((word, index) => ({ word, found: row?.counts[index * 2] ?? 0, partFound: row?.counts[index * 2 + 1] ?? 0 })));
}

interface Sampled {
  readonly word: string;
  /** Of the flows looked at, those that hold it, and those that hold its longest part, whose trigrams its own are. */
  readonly found: number;
  readonly partFound: number;
}

/** The rarest, and with it those that are not common; all of them where even the rarest is not rare. */
export function chooseIndexed(words: readonly Sampled[]): readonly string[] {
  const rarest = words.toSorted((a, b) => a.found - b.found || a.partFound - b.partFound || b.word.length - a.word.length)[0];
  return words.filter((each) => each === rarest || each.partFound <= COMMON || (rarest?.found ?? 0) > RARE).map(({ word }) => word);
}

/** What is no letter and no digit parts trigrams. */
const longestPart = (word: string): string => word.split(/[^\p{L}\p{N}]+/u).toSorted((a, b) => b.length - a.length)[0] || word;
