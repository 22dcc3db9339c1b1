/** How many records a second become facts that last, and then flows that can be read. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import pg from 'pg';
import type { Stack } from './stack.ts';

export interface Throughput {
  readonly records: number;
  /** From the first until all were durable: an answered export, an advanced position. */
  readonly durableMs: number;
  /** … until every flow of them could be read. */
  readonly readableMs: number;
}

const POLL_MS = 100;
const PATIENCE_MS = 900_000;
const SPANS_PER_TRACE = 10;
const SPANS_PER_EXPORT = 1000;
const EXPORTERS = 4;

/** What Kafka held when the collector started for the first time. The clock starts with the first batch that was stored. */
export async function measureBacklog({ databaseUrl }: Stack, topic: string, count: number): Promise<Throughput> {
  return withDatabase(databaseUrl, async (query) => {
    await until(async () => (await query(`SELECT coalesce(sum(p.next_offset), 0)::int AS n FROM position p JOIN topic t ON t.id = p.topic_id WHERE t.name = '${topic}'`)) === count);
    const durableAt = Date.now();
    await until(async () => (await query('SELECT count(*)::int AS n FROM change')) === 0);
    const readableAt = Date.now();
    const found = await query(`SELECT coalesce(sum(event_count), 0)::int AS n FROM flow WHERE '${topic}' = ANY (topics)`);
    if (found !== count) throw new Error(`Of ${count} messages ${found} are in flows`);
    const beganAt = await query(`SELECT (min(e.observed_at) / 1000)::float8 AS n FROM event e JOIN topic t ON t.id = e.topic_id WHERE t.name = '${topic}'`);
    return { records: count, durableMs: durableAt - beganAt, readableMs: readableAt - beganAt };
  });
}

/** Traces of ten spans, made before the clock starts, sent by the SDK's own exporter over OTLP/HTTP with protobuf. */
export async function measureSpans({ databaseUrl, otlp }: Stack, count: number): Promise<Throughput> {
  const spans = makeSpans(count);
  const exporters = Array.from({ length: EXPORTERS }, () => new OTLPTraceExporter({ url: `${otlp}/v1/traces`, timeoutMillis: 60_000 }));
  return withDatabase(databaseUrl, async (query) => {
    const batches = Array.from({ length: Math.ceil(spans.length / SPANS_PER_EXPORT) }, (_, index) => spans.slice(index * SPANS_PER_EXPORT, (index + 1) * SPANS_PER_EXPORT));
    const beganAt = Date.now();
    await Promise.all(
      exporters.map(async (exporter) => {
        for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await exported(exporter, batch);
      }),
    );
    const durableAt = Date.now();
    await until(async () => (await query(`SELECT coalesce(sum(span_count), 0)::int AS n FROM flow WHERE '${SERVICE}' = ANY (services)`)) === spans.length);
    const readableAt = Date.now();
    await Promise.all(exporters.map((exporter) => exporter.shutdown()));
    return { records: spans.length, durableMs: durableAt - beganAt, readableMs: readableAt - beganAt };
  });
}

const SERVICE = 'bench-spans';

function makeSpans(count: number): ReadableSpan[] {
  const made: ReadableSpan[] = [];
  const keep: SpanProcessor = { onStart: () => {}, onEnd: (span) => void made.push(span), forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
  const tracer = new BasicTracerProvider({ resource: resourceFromAttributes({ 'service.name': SERVICE }), spanProcessors: [keep] }).getTracer('bench');
  while (made.length < count) {
    const root = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER, root: true, attributes: { 'http.request.method': 'POST', 'http.route': '/orders', 'http.response.status_code': 201 } });
    const within = trace.setSpan(ROOT_CONTEXT, root);
    for (let index = 1; index < SPANS_PER_TRACE; index++) {
      tracer.startSpan(`SELECT shop.table_${index}`, { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT * FROM stock WHERE sku = $1', 'server.address': 'db.example' } }, within).end();
    }
    root.end();
  }
  return made;
}

function exported(exporter: OTLPTraceExporter, spans: ReadableSpan[]): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export(spans, ({ error }) => (error ? reject(error) : resolve()));
  });
}

async function withDatabase<T>(url: string, work: (query: (sql: string) => Promise<number>) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async (sql) => (await client.query<{ n: number }>(sql)).rows[0]?.n ?? 0);
  } finally {
    await client.end();
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(POLL_MS)) {
    if (Date.now() > end) throw new Error(`Not so after ${PATIENCE_MS / 1000} s`);
  }
}
