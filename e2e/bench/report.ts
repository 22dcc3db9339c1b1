/** What was measured, as a table for people. */
import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { KAFKA_VERSION } from '#lib/cli/local-kafka-jars.ts';
import { ROOT } from '#lib/cli/paths.ts';
import type { Latency } from './latency.ts';
import type { Stack } from './stack.ts';
import type { Spread } from './statistics.ts';
import type { Throughput } from './throughput.ts';

/** In milliseconds. */
export const TARGET_P95 = 1000;

export interface Measured {
  readonly eventsPerSecond: number;
  readonly latency: Latency;
  readonly backlog: Throughput;
  readonly spans: Throughput;
}

export function table({ eventsPerSecond, latency, backlog, spans }: Measured): string {
  const delay = (what: string, { count, p50, p95, p99, max }: Spread): string => `| ${what} | ${ms(p50)} | ${ms(p95)} | ${ms(p99)} | ${ms(max)} | ${count} of ${latency.probes} |`;
  const rate = (what: string, { records, durableMs, readableMs }: Throughput): string =>
    `| ${what} | ${records.toLocaleString('en')} | ${perSecond(records, durableMs)} | ${perSecond(records, readableMs)} |`;
  return [
    `| at ${eventsPerSecond} events/s, from produce | p50 | p95 | p99 | slowest | seen |`,
    '|---|---|---|---|---|---|',
    delay('until the API answers with it, told by the live stream', latency.toApi),
    delay('until it is in the page of a browser', latency.toScreen),
    '',
    '| sustained | records | durable, per second | in flows that can be read, per second |',
    '|---|---|---|---|',
    rate('messages of a Kafka backlog', backlog),
    rate('spans over OTLP/HTTP', spans),
  ].join('\n');
}

/** `command` is what was typed. */
export async function markdown(measured: Measured, { databaseUrl }: Stack, command: string, browser: string): Promise<string> {
  const [cpu] = cpus();
  const postgres = await postgresVersion(databaseUrl);
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return `# Performance

Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}. Run it to know your own machine; the load, the broker, the database, Throughline and the browser share it.

${table(measured)}

- Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}
- Versions: Throughline ${version}, Node ${process.versions.node}, PostgreSQL ${postgres}, Kafka ${KAFKA_VERSION}, ${browser}

## What is measured

- **Delay.** Messages of 500 bytes, ten to a business action. Five a second are probes on a topic of their own. A script follows the live stream and asks the API; a browser has the list open, filtered to that topic, and notes when each probe is first in its page. The clock starts before the call that writes the message. Target: p95 within ${TARGET_P95} ms.
- **Kafka backlog.** Messages that are there when the collector starts for the first time. The clock starts with the first batch; *durable* is the committed position of the last, *in flows* an empty queue of changes with every message in a flow.
- **Spans.** Traces of ten spans, sent by four exporters of the OpenTelemetry SDK in batches of 1,000. *Durable* is the last answer, which is given after the commit; *in flows* is when every span is in a flow.
`;
}

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ server_version: string }>('SHOW server_version')).rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end();
  }
}

const ms = (value: number | null): string => (value === null ? 'never' : `${Math.round(value)} ms`);

/** Three digits: more would be noise. */
const perSecond = (records: number, durationMs: number): string => Number(((records / durationMs) * 1000).toPrecision(3)).toLocaleString('en');
