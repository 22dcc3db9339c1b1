/** One real broker for the whole run of the Kafka tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { startLocalKafka } from '#lib/cli/local-kafka.ts';

export interface TestKafka {
  readonly brokers: string;
  readonly sasl: string;
  readonly ssl: string;
  readonly caFile: string;
  readonly username: string;
  readonly password: string;
  /** The shared folder of Kafka's jars, for tests that start a broker of their own. */
  readonly jars: string;
  /** Where it keeps its logs, for tests that damage them. */
  readonly logs: string;
}

/** Of each partition of the log of commits, of which a local broker has four, the name of a group whose commits are there. */
const GROUPS = ['0', '1', '2', '3'];
const PATIENCE_MS = 60_000;
const POLL_MS = 100;

declare module 'vitest' {
  interface ProvidedContext {
    kafka: TestKafka;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'throughline-kafka-'));
  const jars = join(homedir(), '.cache', 'throughline', 'kafka-4.1.0');
  const user = { username: 'reader', password: 'reader-secret' };
  const kafka = await startLocalKafka({ dir, jars, user, log: (line) => process.stderr.write(`${line}\n`) });
  if (kafka.secured === null) throw new Error('the broker has no listener with a password');
  await untilGroupsAreCoordinated(kafka.brokers);
  project.provide('kafka', { brokers: kafka.brokers, ...kafka.secured, ...user, jars, logs: join(dir, 'data') });
  return async () => {
    await kafka.stop();
    await rm(dir, { recursive: true, force: true });
  };
}

/** A new broker coordinates no groups before somebody asks for that, and not at once then: no test is to be the first who asks. */
async function untilGroupsAreCoordinated(brokers: string): Promise<void> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
      const answers = await Promise.allSettled(GROUPS.map((groupId) => admin.fetchOffsets({ groupId })));
      const refused = answers.find((answer) => answer.status === 'rejected');
      if (refused === undefined) return;
      if (Date.now() > end) throw new Error(`The broker coordinates no groups within ${PATIENCE_MS / 1000} s`, { cause: refused.reason });
    }
  } finally {
    await admin.disconnect();
  }
}
