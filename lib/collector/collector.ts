/** One collector: sources → decode → store, the rollup, retention, and what it says of itself. */
import type { Logger } from 'pino';
import { serveApi } from '#lib/collector/api.ts';
import { every } from '#lib/collector/every.ts';
import { CommitLoop } from '#lib/collector/commit-loop.ts';
import { CollectorMetrics } from '#lib/collector/metrics.ts';
import { payloadRoute } from '#lib/collector/payload-route.ts';
import { quarantineRoute } from '#lib/collector/quarantine-route.ts';
import { ReplayLoop } from '#lib/collector/replay-loop.ts';
import { replaySteps } from '#lib/collector/replay-steps.ts';
import { RollupThread } from '#lib/collector/rollup-thread.ts';
import { storeSink } from '#lib/collector/sink.ts';
import { maskingOf } from '#lib/collector/masking.ts';
import { collectorId, collectorStatus } from '#lib/collector/status.ts';
import { topicsRoute } from '#lib/collector/topics-route.ts';
import { lagRules } from '#lib/collector/lag-rules.ts';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { MOST_COUNTED, type CollectorStatus } from '#lib/contracts/health.ts';
import { microsFromMillis, rfc3339 } from '#lib/core/time.ts';
import type { CollectorSettings } from '#lib/env/collector.ts';
import { lagMetrics } from '#lib/services/lag/metrics.ts';
import { learnBaselines, type LastLearned } from '#lib/services/status/learn-baselines.ts';
import { receivers } from '#lib/sources/http/receivers.ts';
import { kafkaCommitObserver } from '#lib/sources/kafka/commit-observer.ts';
import { replayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import { kafkaSource } from '#lib/sources/kafka/source.ts';
import { decodeKafkaSpans } from '#lib/sources/otlp/kafka-spans.ts';
import type { Source } from '#lib/sources/source.ts';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { microsNow } from '#lib/store/clock.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import { asLeader } from '#lib/store/leader.ts';
import { ensurePartitions } from '#lib/store/partitions.ts';
import { writeStatus } from '#lib/store/process-status.ts';
import { dropExpired } from '#lib/store/retention.ts';
import { openStore } from '#lib/store/store.ts';
import { countUnderivable } from '#lib/store/underivable.ts';

const REPORT_MS = 2000;
const HOUSEKEEPING_MS = 3_600_000;
const LEARNING_MS = 30_000;
const LEARNING_TIMEOUT_MS = 30_000;
const POOL_SIZE = 6;

export interface Collector {
  readonly apiPort: number;
  readonly httpPort: number | null;
  readonly grpcPort: number | null;
  status(): CollectorStatus;
  /** Stops reading, finishes what is under way, and lets go of everything. */
  stop(): Promise<void>;
}

/** Resolves when every source was started; one whose peer is away goes on trying. Rejects when the collector's own port cannot be had. */
export async function startCollector(settings: CollectorSettings, log: Logger): Promise<Collector> {
  const startedAt = Date.now();
  const metrics = new CollectorMetrics();
  const conventions = configuredConventions(settings.conventions);
  const masking = maskingOf(settings);
  const store = openStore({ url: settings.databaseUrl, application: 'throughline collector', poolSize: POOL_SIZE, onConnectionLost: (error) => log.warn({ err: error }, 'a database connection was lost') });
  const { compensations, limits: { hubLimit, stallSeconds }, tracingEndpoint } = settings;
  const rollup = new RollupThread({ database: { url: store.url, application: store.application }, conventions: settings.conventions, masking: { masking: settings.masking, maskingKey: settings.maskingKey, dataDir: settings.dataDir }, hubLimit, compensations, stallSeconds, tracingEndpoint }, { metrics, log });
  const sink = storeSink(store, { conventions, masking, payloadLimit: settings.limits.payloadLimitBytes, metrics, appended: () => rollup.wake() });

  const commits = new CommitLoop(store, { observers: settings.kafka.map((kafka) => kafkaCommitObserver(kafka, log)), intervalSeconds: settings.limits.lagIntervalSeconds, rules: lagRules(settings.limits), log });

  const replays = new ReplayLoop({
    store, conventions, masking, allowed: settings.replays.targets, watchMicros: settings.replays.watchSeconds * 1_000_000,
    brokers: new Map(settings.kafka.map((kafka) => [kafka.name, replayBroker(kafka, log)])), log, stepped: (step) => replaySteps.publish(step),
  }, { sender: collectorId() });

  // A sender that waits drops what it cannot get rid of; a broker keeps it.
  const pushed = receivers({ ...settings.otlp, token: settings.token, report: (message, error) => log.error({ err: error }, message) }, { ...sink, append: (batch) => rollup.goAhead(() => sink.append(batch)) });
  metrics.watchReceivers(pushed.counts);
  const sources: Source[] = [
    pushed.http,
    pushed.grpc,
    ...settings.kafka.map((kafka) => kafkaSource(kafka, sink, { log, decodeSpans: decodeKafkaSpans })),
  ];

  let pending: { batches: number; oldestAt: number | null } = { batches: 0, oldestAt: null };
  let databaseError: string | null = null;
  let writtenAt: number | null = null;
  const status = (): CollectorStatus => collectorStatus({ startedAt, sources, rolling: rollup.rolling, pending, commits: commits.states, metrics, error: databaseError ?? rollup.fault, clean: masking?.text ?? String }, Date.now());

  const api = await serveApi({ doors: { host: settings.api.host, token: settings.token }, port: settings.api.port, metrics, lag: () => lagMetrics(store), status, payloads: payloadRoute(store, settings.kafka, masking, log), topics: topicsRoute(settings.kafka, log), quarantine: quarantineRoute({ store, conventions, masking, payloadLimit: settings.limits.payloadLimitBytes, appended: () => rollup.wake() }, log) });
  rollup.start();
  commits.start();
  replays.start();
  await Promise.all(sources.map((source) => source.start()));

  const report = every(
    REPORT_MS,
    async () => {
      pending = await pendingChanges(store.pool);
      metrics.underivable.set(await countUnderivable(store.pool, MOST_COUNTED));
      databaseError = null;
      await writeStatus(store, collectorId(), 'collector', status());
      writtenAt = Date.now();
    },
    (error) => {
      const since = writtenAt === null ? '' : ` since ${rfc3339(microsFromMillis(writtenAt))}`;
      databaseError = `the database cannot be written${since}: ${error instanceof Error ? error.message : String(error)}`;
      log.warn({ err: error }, 'the status could not be written');
    },
  );
  const housekeeping = every(
    HOUSEKEEPING_MS,
    async () => {
      await ensurePartitions(store.pool, microsNow());
      const dropped = await dropExpired(store, settings.limits.retentionDays, microsNow());
      if (dropped.partitions.length + dropped.deferred.length > 0) log.info(dropped, 'expired days were dropped');
    },
    (error) => log.warn({ err: error }, 'housekeeping failed and is tried again in an hour'),
  );
  const lastLearned: LastLearned = new Map();
  const learning = every(
    LEARNING_MS,
    async () => {
      await asLeader(store, { lock: AdvisoryLock.baseline, job: 'baseline', statementTimeoutMs: LEARNING_TIMEOUT_MS, silenceMs: LEARNING_TIMEOUT_MS }, async (client) => {
        const kinds = await learnBaselines(client, microsNow(), lastLearned);
        if (kinds.length > 0) log.info({ kinds }, 'learned how flows of these kinds usually go');
      });
    },
    (error) => log.warn({ err: error }, 'what flows usually do could not be learned now'),
  );
  log.info({ api: api.port, http: pushed.http.port, grpc: pushed.grpc.port, kafka: settings.kafka.map(({ name }) => name) }, 'the collector is running');

  return {
    apiPort: api.port,
    httpPort: pushed.http.port,
    grpcPort: pushed.grpc.port,
    status,
    async stop() {
      await Promise.all([...sources.map((source) => source.stop()), housekeeping.stop(), commits.stop(), replays.stop(), learning.stop()]);
      await Promise.all([rollup.stop(), report.stop()]);
      await api.close();
      await store.close();
    },
  };
}
