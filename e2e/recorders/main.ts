/**
 * `npm run record [-- NAME …]`: records the fixtures again (all, or those whose names begin so), one after the other:
 * starts a broker, runs the program with its exporter pointed at us, and keeps what the broker's log and our receiver hold.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';
import { CommandError, runCommand } from '#lib/cli/command.ts';
import { KAFKA_VERSION } from '#lib/cli/local-kafka-jars.ts';
import { startLocalKafka } from '#lib/cli/local-kafka.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { log } from '#lib/cli/steps.ts';
import type { Teardown } from '#lib/cli/teardown.ts';
import { writeFixture, type Fixture, type JournalLine } from './fixture.ts';
import { recordOtlp } from './otlp-recorder.ts';
import { PREPARE, type Program } from './programs.ts';
import { RECORDINGS, type Recording } from './recordings.ts';

const FIXTURES = join(ROOT, 'lib/collector/fixtures');
const PARTITIONS: Readonly<Record<string, number>> = { 'orders.created': 1 };
const TOPICS = ['orders.created', 'payments', 'shipments', 'payments.shipping.dlq'];
const PATIENCE_MS = 180_000;

await runCommand(async (teardown) => {
  const wanted = process.argv.slice(2);
  const recordings = RECORDINGS.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)));
  if (recordings.length === 0) throw new CommandError(`There is no such recording. There are: ${RECORDINGS.map(({ name }) => name).join(', ')}`);
  const programs = new Map<string, Promise<Program>>();
  for (const recording of recordings) {
    const { language } = recording;
    if (!programs.has(language)) programs.set(language, PREPARE[language]());
    const program = await programs.get(language)!;
    for (const correlated of [true, false]) {
      const fixture = await record(recording, correlated, program, teardown);
      writeFixture(FIXTURES, fixture);
      log(`${fixture.name}: ${fixture.exports.length} exports, ${fixture.journal.length} lines of its journal`);
    }
  }
  return 0;
});

async function record(recording: Recording, correlated: boolean, program: Program, teardown: Teardown): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-record-'));
  await teardown.add(() => rm(folder, { recursive: true, force: true }));
  const kafka = await startLocalKafka({ dir: join(folder, 'kafka'), jars: join(homedir(), '.cache', 'throughline', `kafka-${KAFKA_VERSION}`) });
  await teardown.add(() => kafka.stop());
  const otlp = await recordOtlp();
  const journalFile = join(folder, 'journal.jsonl');
  try {
    const topics = [...TOPICS, ...(recording.moreTopics ?? [])];
    await createTopics(new Kafka({ brokers: [kafka.brokers], logLevel: logLevel.ERROR }), topics.map((topic) => ({ topic, numPartitions: PARTITIONS[topic] ?? 2 })));
    await run(program, {
      BROKERS: kafka.brokers,
      JOURNAL: journalFile,
      CORRELATED: correlated ? '1' : '0',
      OTEL_SERVICE_NAME: 'orders',
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '200',
      // Command lines with the paths of whoever records.
      OTEL_JAVA_DISABLED_RESOURCE_PROVIDERS: 'io.opentelemetry.instrumentation.resources.ProcessResourceProvider',
      ...recording.variables,
    });
    await kafka.stop();
    const journal = (await readFile(journalFile, 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as JournalLine);
    return { name: `${recording.name}-${correlated ? 'correlated' : 'traced'}`, correlated, partitions: await readLogs(join(folder, 'kafka/data'), topics), exports: otlp.exports, journal };
  } finally {
    await otlp.close();
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the program to its end; rejects where that is not a good one. */
function run({ file, args }: Program, variables: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], { env: { ...process.env, ...variables }, stdio: ['ignore', 'inherit', 'inherit'] });
    const killing = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(killing);
      if (code === 0) resolve();
      else reject(new CommandError(`${file} ended with ${signal ?? `code ${code}`}`));
    });
  });
}

/** The only segment of each partition: a recording is far smaller than one. */
async function readLogs(data: string, topics: readonly string[]): Promise<Fixture['partitions']> {
  const folders = (await readdir(data)).filter((name) => topics.includes(name.replace(/-\d+$/, ''))).toSorted();
  return Promise.all(
    folders.map(async (name) => {
      const log = await readFile(join(data, name, `${'0'.repeat(20)}.log`));
      const at = name.lastIndexOf('-');
      return { topic: name.slice(0, at), partition: Number(name.slice(at + 1)), log: log.toString('base64') };
    }),
  );
}
