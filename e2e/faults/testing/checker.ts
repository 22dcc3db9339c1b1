/** Compares what was produced with what is stored, key by key: facts, flows and tallies, each in a file of its own, read as people read them. */
import { until } from '#lib/sources/kafka/testing/fixture.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';
import { factDifferences } from './check-facts.ts';
import { flowDifferences } from './check-flows.ts';
import { tallyDifferences } from './check-tallies.ts';
import type { Ledger } from './ledger.ts';
import { storedPositions } from './stored-positions.ts';

const MOST_TOLD = 20;

/** What is wrong, in sentences; empty where everything is there exactly once and every count is exact. Call it when all is `settled`. */
export async function differences(store: Pick<QueryStore, 'pool' | 'prisma'>, ledger: Ledger): Promise<string[]> {
  if (ledger.messages.length + ledger.spans.length === 0) return ['Nothing was produced: this would say nothing.'];
  const all = [await factDifferences(store, ledger), await flowDifferences(store, ledger), await tallyDifferences(store, ledger)].flat();
  return all.length <= MOST_TOLD ? all : [...all.slice(0, MOST_TOLD), `… and ${all.length - MOST_TOLD} more`];
}

/** Waits until every partition is stored to its end and the rollup has nothing left to do. */
export async function settled({ pool }: Pick<Store, 'pool'>, ends: Ledger['ends'], timeoutMs = 120_000): Promise<void> {
  const behind = async (): Promise<string[]> => {
    const stored = await storedPositions({ pool });
    return [...ends].filter(([at, end]) => end > 0n && (stored.get(at) ?? 0n) < end).map(([at, end]) => `${at} at ${stored.get(at) ?? 'nothing'} of ${end}`);
  };
  try {
    await until('every partition is stored to its end', async () => (await behind()).length === 0, timeoutMs);
  } catch (error) {
    throw new Error((await behind()).join(', '), { cause: error });
  }
  await until('every flow is derived', async () => (await pendingChanges(pool)).batches === 0, timeoutMs);
}
