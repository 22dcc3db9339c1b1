/** A whole collector for a test: on free ports, quiet, and stopped when the test ends. */
import { pino, type Logger } from 'pino';
import { inject, onTestFinished } from 'vitest';
import { startCollector, type Collector } from '#lib/collector/collector.ts';
import type { CollectorSettings } from '#lib/env/collector.ts';
import { noConventions } from '#lib/env/conventions.ts';

type KafkaSettings = CollectorSettings['kafka'][number];

/** A source of the tests' broker, or of what `changes` says. `group` names the consumer group. */
export const kafkaSettings = (group: string, topics: KafkaSettings['topics'], changes: Partial<KafkaSettings> = {}): KafkaSettings => ({
  name: 'kafka', brokers: [inject('kafka').brokers], ssl: false, sasl: null, clientId: 'throughline', groupId: group, start: 'earliest', topics, topicsExclude: [], ...changes,
});

const collectorSettings = (databaseUrl: string, kafka: readonly KafkaSettings[]): CollectorSettings => ({
  databaseUrl,
  dataDir: '/nonexistent',
  token: null,
  logLevel: 'silent',
  otlp: { host: '127.0.0.1', httpPort: 0, grpcPort: 0 },
  api: { host: '127.0.0.1', port: 0 },
  kafka,
  conventions: noConventions(),
  masking: { payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [] },
  maskingKey: null,
  compensations: [],
  replays: { targets: null, watchSeconds: 60 },
  limits: { retentionDays: 7, payloadLimitBytes: 65_536, hubLimit: 10_000, displayLimit: 10_000, lagIntervalSeconds: 2, lagFloorMessages: null, lagFloorSeconds: null, stallSeconds: 300 },
  tracingEndpoint: null,
});

/** For a whole file: the caller stops it. */
export const runCollectorFor = (databaseUrl: string, ...kafka: readonly KafkaSettings[]): Promise<Collector> =>
  startCollector(collectorSettings(databaseUrl, kafka), pino({ level: 'silent' }));

/** As `runCollectorFor`, with settings of its own; what it logs goes to `log`. */
export const runCollectorWith = (databaseUrl: string, kafka: readonly KafkaSettings[], settings: Partial<CollectorSettings>, log: Logger = pino({ level: 'silent' })): Promise<Collector> =>
  startCollector({ ...collectorSettings(databaseUrl, kafka), ...settings }, log);

/** For one test. */
export async function runCollector(databaseUrl: string, ...kafka: readonly KafkaSettings[]): Promise<Collector> {
  const collector = await runCollectorFor(databaseUrl, ...kafka);
  onTestFinished(() => collector.stop());
  return collector;
}
