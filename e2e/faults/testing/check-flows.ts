/** Part of the checker: each key's flow holds exactly its records, says so in its counts, and there is no other flow. */
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { keysOf, type Ledger } from './ledger.ts';

const READERS = 4;

export async function flowDifferences(store: Pick<QueryStore, 'pool' | 'prisma'>, ledger: Ledger): Promise<string[]> {
  const events = Map.groupBy(ledger.messages, ({ key }) => key);
  const spans = Map.groupBy(ledger.spans, ({ key }) => key);
  const keys = [...keysOf(ledger)];
  const wrong: string[] = [];
  const left = [...keys];
  await Promise.all(Array.from({ length: READERS }, async () => {
    for (let key = left.pop(); key !== undefined; key = left.pop()) {
      const answer = await readFlow(store, key);
      if (answer === null) wrong.push(`${key} has no flow`);
      else if ('matches' in answer) wrong.push(`${key} has ${answer.matches.length} flows`);
      else wrong.push(...ofFlow(key, answer.found, (events.get(key) ?? []).map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`), (spans.get(key) ?? []).map(({ spanId }) => spanId)));
    }
  }));
  const { rows } = await store.pool.query<{ flows: number }>('SELECT count(*)::int AS flows FROM flow');
  if (rows[0]?.flows !== keys.length) wrong.push(`there are ${rows[0]?.flows} flows of ${keys.length} keys`);
  return wrong;
}

function ofFlow(key: string, { flow, events, spans }: FlowDetail, messages: readonly string[], spanIds: readonly string[]): string[] {
  const { counts } = flow;
  return [
    ...same(`the events of ${key}`, events.map(({ coordinates: { topic, partition, offset } }) => `${topic}/${partition}/${offset}`), messages),
    ...same(`the spans of ${key}`, spans.map(({ spanId }) => spanId), spanIds),
    ...(counts.events === messages.length ? [] : [`the flow of ${key} counts ${counts.events} events of ${messages.length}`]),
    ...(counts.spans === spanIds.length ? [] : [`the flow of ${key} counts ${counts.spans} spans of ${spanIds.length}`]),
    ...(counts.duplicates + counts.retries + counts.errors + counts.deadLetters === 0 ? [] : [`the flow of ${key} counts what nobody made: ${JSON.stringify(counts)}`]),
  ];
}

function same(what: string, found: readonly string[], wanted: readonly string[]): string[] {
  const [a, b] = [found.toSorted().join(' '), wanted.toSorted().join(' ')];
  return a === b ? [] : [`${what} are ${a || 'none'} instead of ${b || 'none'}`];
}
