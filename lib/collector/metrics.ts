import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Appended, SourceBatch } from '#lib/sources/source.ts';

/** What the collector counts of itself; `rates` are of the last ten seconds. */
export class CollectorMetrics {
  readonly registry = new Registry();
  readonly batchSeconds: Histogram<'source'>;
  readonly passSeconds: Histogram;
  readonly rollupBehindSeconds: Gauge;
  readonly underivable: Gauge;
  readonly sourceLag: Gauge<'source'>;
  readonly #received: Counter<'source' | 'kind'>;
  readonly #stored: Counter<'source' | 'kind'>;
  readonly #duplicates: Counter<'source'>;
  readonly #quarantined: Counter<'source'>;
  readonly totals = { events: 0n, spans: 0n, duplicates: 0n, quarantined: 0n };
  readonly #recent: { readonly at: number; readonly events: number; readonly spans: number }[] = [];

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#received = new Counter({ name: 'throughline_received_total', help: 'Records handed over by sources, before anything is stored; what has to be tried again counts again.', labelNames: ['source', 'kind'], registers });
    this.#stored = new Counter({ name: 'throughline_stored_total', help: 'Records committed for the first time.', labelNames: ['source', 'kind'], registers });
    this.#duplicates = new Counter({ name: 'throughline_duplicates_total', help: 'Records that were stored before.', labelNames: ['source'], registers });
    this.#quarantined = new Counter({ name: 'throughline_quarantined_total', help: 'What could not be read and is kept with its bytes.', labelNames: ['source'], registers });
    this.batchSeconds = new Histogram({ name: 'throughline_batch_seconds', help: 'From handing a batch to the store until it is committed.', labelNames: ['source'], buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers });
    this.passSeconds = new Histogram({ name: 'throughline_rollup_pass_seconds', help: 'One pass of the rollup.', buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers });
    this.rollupBehindSeconds = new Gauge({ name: 'throughline_rollup_behind_seconds', help: 'Age of the oldest record that is stored and in no flow yet.', registers });
    this.underivable = new Gauge({ name: 'throughline_underivable', help: 'Messages and traces that are stored, and for which deriving fails: their flows are missing or lack them.', registers });
    this.sourceLag = new Gauge({ name: 'throughline_source_lag_messages', help: 'Messages that Throughline itself has still to read.', labelNames: ['source'], registers });
  }

  received(batch: SourceBatch): void {
    const events = (batch.slices ?? []).reduce((sum, slice) => sum + slice.events.length, batch.pushed?.length ?? 0);
    if (events > 0) this.#received.inc({ source: batch.source, kind: 'event' }, events);
    if (batch.spans?.length) this.#received.inc({ source: batch.source, kind: 'span' }, batch.spans.length);
  }

  stored(source: string, appended: Appended): void {
    if (appended.events > 0) this.#stored.inc({ source, kind: 'event' }, appended.events);
    if (appended.spans > 0) this.#stored.inc({ source, kind: 'span' }, appended.spans);
    if (appended.duplicates > 0) this.#duplicates.inc({ source }, appended.duplicates);
    if (appended.quarantined > 0) this.#quarantined.inc({ source }, appended.quarantined);
    this.totals.events += BigInt(appended.events);
    this.totals.spans += BigInt(appended.spans);
    this.totals.duplicates += BigInt(appended.duplicates);
    this.totals.quarantined += BigInt(appended.quarantined);
    this.#recent.push({ at: Date.now(), events: appended.events, spans: appended.spans });
  }

  /** Counts that the receivers keep themselves are read when somebody asks. */
  watchReceivers(counts: () => { readonly refused: { readonly [status: string]: number }; readonly rejectedSpans: number }): void {
    const refused = new Counter({
      name: 'throughline_refused_requests_total',
      help: 'Requests to the receivers that were refused, by status.',
      labelNames: ['status'],
      registers: [],
      collect() {
        this.reset();
        for (const [status, count] of Object.entries(counts().refused)) this.inc({ status }, count);
      },
    });
    const rejected = new Counter({
      name: 'throughline_rejected_spans_total',
      help: 'Spans of accepted requests whose senders were told that they are not taken.',
      registers: [],
      collect() {
        this.reset();
        this.inc(counts().rejectedSpans);
      },
    });
    for (const metric of [refused, rejected]) this.registry.registerMetric(metric);
  }

  /** Records stored per second over the last ten seconds. */
  rates(now: number): { events: number; spans: number } {
    while (this.#recent[0] !== undefined && this.#recent[0].at < now - RATE_WINDOW_MS) this.#recent.shift();
    const sum = this.#recent.reduce((total, { events, spans }) => ({ events: total.events + events, spans: total.spans + spans }), { events: 0, spans: 0 });
    return { events: sum.events / (RATE_WINDOW_MS / 1000), spans: sum.spans / (RATE_WINDOW_MS / 1000) };
  }
}

const RATE_WINDOW_MS = 10_000;
