import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { freePort } from '#lib/cli/free-port.ts';

/** A collector as `npm start` runs it, to be killed: it reads `topic`, in a group of that name. */
export async function collectorProcess(databaseUrl: string, topic: string, more: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const settings = {
    DATABASE_URL: databaseUrl, KAFKA_BROKERS: inject('kafka').brokers, KAFKA_TOPICS: topic, KAFKA_GROUP_ID: topic,
    OTLP_HTTP_PORT: '0', OTLP_GRPC_PORT: '0', COLLECTOR_PORT: String(await freePort()), THROUGHLINE_LOG_LEVEL: 'silent', ...more,
  };
  const child = fork(join(import.meta.dirname, '../main.ts'), { env: { ...process.env, ...settings }, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
