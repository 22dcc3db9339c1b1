import { Gauge, Registry } from 'prom-client';
import { isUnavailable } from '#lib/store/errors.ts';
import { readOpenLetters } from '#lib/store/letters-for-metrics.ts';
import type { Store } from '#lib/store/store.ts';

/** Two series each: more would hurt whoever keeps them. */
const MOST_PAIRS = 2000;
const LABELS = ['topic', 'group'] as const;

/** Dead letters for Prometheus, as text. While the database is away there are none. */
export async function deadLetterMetrics({ pool }: Pick<Store, 'pool'>, mostPairs = MOST_PAIRS): Promise<string> {
  try {
    const { letters, pairs } = await readOpenLetters(pool, mostPairs);
    const registry = new Registry();
    const registers = [registry];
    const open = new Gauge({ name: 'throughline_dead_letters_open', help: 'Dead letters that are open, by the topic that they came from and the consumer group that failed; empty labels where nothing tells', labelNames: LABELS, registers });
    const replaying = new Gauge({ name: 'throughline_dead_letters_replaying', help: 'Dead letters that are being replayed, or of which nobody knows whether they were sent', labelNames: LABELS, registers });
    new Gauge({ name: 'throughline_dead_letters_left_out', help: `Pairs of topic and group without metrics: the ${mostPairs} with the most open dead letters have them`, registers }).set(pairs - letters.length);
    for (const { topic, group, ...counts } of letters) {
      const labels = { topic: topic ?? '', group: group ?? '' };
      open.set(labels, counts.open);
      replaying.set(labels, counts.replaying);
    }
    return await registry.metrics();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return '# Dead letters are not known: the database does not answer.\n';
  }
}
