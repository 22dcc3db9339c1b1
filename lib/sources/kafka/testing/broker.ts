/** One real broker for the whole run of the Kafka tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
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
  project.provide('kafka', { brokers: kafka.brokers, ...kafka.secured, ...user, jars, logs: join(dir, 'data') });
  return async () => {
    await kafka.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
