import { hostname } from 'node:os';
import type { CollectorStatus, CommitStatus } from '#lib/contracts/health.ts';
import { microsFromMillis, rfc3339 } from '#lib/core/time.ts';
import type { CollectorMetrics } from '#lib/collector/metrics.ts';
import type { Source } from '#lib/sources/source.ts';

export const collectorId = (): string => `${hostname()}-${process.pid}`;

export interface Observed {
  readonly startedAt: number;
  readonly sources: readonly Source[];
  readonly rolling: boolean;
  readonly pending: { readonly batches: number; readonly oldestAt: number | null };
  readonly commits: readonly CommitStatus[];
  readonly metrics: CollectorMetrics;
  /** What is wrong with the collector itself, in plain words. */
  readonly error: string | null;
  /** What may be said of a sentence: it can quote what a sender sent. */
  readonly clean: (text: string) => string;
}

/** What the collector says of itself. Times are milliseconds of the epoch, but `oldestAt`, which is microseconds. */
export function collectorStatus({ startedAt, sources, rolling, pending, commits, metrics, error, clean }: Observed, now: number): CollectorStatus {
  const rates = metrics.rates(now);
  const { events, spans, duplicates, quarantined } = metrics.totals;
  const rollupBehindMs = pending.oldestAt === null ? 0 : Math.max(0, now - pending.oldestAt / 1000);
  metrics.rollupBehindSeconds.set(rollupBehindMs / 1000);
  return {
    startedAt: rfc3339(microsFromMillis(startedAt)),
    pid: process.pid,
    rollup: rolling,
    pendingChanges: pending.batches,
    rollupBehindMs,
    eventsPerSecond: rates.events,
    spansPerSecond: rates.spans,
    counts: { events: events.toString(), spans: spans.toString(), duplicates: duplicates.toString(), quarantined: quarantined.toString() },
    sources: sources.map((source) => {
      const { name, status, lagMessages, staleSince, error: trouble } = source.status();
      if (lagMessages !== null) metrics.sourceLag.set({ source: name }, Number(lagMessages));
      return { name, status, lagMessages: lagMessages?.toString() ?? null, staleSince: staleSince === null ? null : rfc3339(microsFromMillis(staleSince)), error: trouble === null ? null : clean(trouble) };
    }),
    commits: [...commits],
    error: error === null ? null : clean(error),
  };
}
