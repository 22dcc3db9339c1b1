import type { Store } from '#lib/store/store.ts';
import { settled } from './checker.ts';
import type { Ledger } from './ledger.ts';
import type { SpanSender } from './span-sender.ts';
import type { Workload } from './workload.ts';

/** Ends the load, and waits until all of it is stored and derived. Resolves to what was produced, and how often exports had to be sent again, by the answer. */
export async function endLoad(store: Pick<Store, 'pool'>, workload: Workload, spans: SpanSender, timeoutMs?: number): Promise<{ readonly ledger: Ledger } & Awaited<ReturnType<SpanSender['drain']>>> {
  await workload.stop();
  const drained = await spans.drain();
  const ledger = await workload.ledger();
  await settled(store, ledger.ends, timeoutMs);
  return { ledger, ...drained };
}
