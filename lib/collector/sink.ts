import type { ClientBase } from 'pg';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import { appendIsolating } from '#lib/collector/isolate.ts';
import { maskBatch } from '#lib/collector/mask-batch.ts';
import { prepare } from '#lib/collector/prepare.ts';
import type { CollectorMetrics } from '#lib/collector/metrics.ts';
import { spanned } from '#lib/telemetry/own-spans.ts';
import type { Sink } from '#lib/sources/source.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow, refuseWrongClock } from '#lib/store/clock.ts';
import { positions, recreated, startAllAt, startAt } from '#lib/store/positions.ts';
import type { Store } from '#lib/store/store.ts';

export interface SinkOptions {
  readonly conventions: Conventions;
  /** Null where nothing is masked. */
  readonly masking: Masking | null;
  readonly payloadLimit: number;
  readonly metrics: CollectorMetrics;
  /** Called after every commit that brought something new. */
  readonly appended: () => void;
}

/** The store as sources see it: decodes, appends in one transaction, counts, and wakes the rollup. */
export function storeSink(store: Store, options: SinkOptions): Sink {
  const { masking } = options;
  return {
    positions: (source, partitions, topicIds) => positions(store, source, partitions, topicIds),
    startAt: (source, partition, incarnation, next) => startAt(store, source, partition, incarnation, next),
    startAllAt: (source, starts) => startAllAt(store, source, starts),
    recreated: (source, topic, incarnation) => recreated(store, source, topic, incarnation),
    append: (batch) =>
      spanned('append', { 'throughline.source': batch.source }, async (span) => {
        options.metrics.received(batch);
        const stopTimer = options.metrics.batchSeconds.startTimer({ source: batch.source });
        // Before all else: what is taken apart or quarantined below is what may be stored.
        const masked = masking === null ? batch : await spanned('mask', {}, () => maskBatch(batch, masking));
        const appended = await appendIsolating(masked, async (part) => {
          const facts = await spanned('decode', {}, () => prepare(part, options.conventions));
          const now = microsNow();
          const first = async (client: ClientBase): Promise<readonly []> => {
            await refuseWrongClock(client, now);
            return [];
          };
          return spanned('transaction', {}, () => appendFacts(store, facts, { payloadLimit: options.payloadLimit, now, first }));
        });
        stopTimer();
        span.setAttributes({ 'throughline.events': appended.events, 'throughline.spans': appended.spans });
        options.metrics.stored(batch.source, appended);
        if (appended.events + appended.spans > 0) options.appended();
        return appended;
      }),
  };
}
