/** A system beside which Throughline is measured: one that somebody built before, see docs/peers.md. */
import { spawnTethered } from '#lib/cli/tether.ts';
import type { Teardown } from '#lib/cli/teardown.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';

export interface Peer {
  readonly name: string;
  /** Where spans are posted. */
  readonly ingest: string;
  readonly traceUrl: (traceId: string) => string;
  readonly pid: number;
  /** Where it keeps its data; null keeps them in memory. */
  readonly data: string | null;
  stop(): Promise<void>;
}

const PATIENCE_MS = 90_000;
const POLL_MS = 200;

interface PeerProcess {
  readonly file: string;
  readonly args: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** A folder of its own. */
  readonly folder: string;
  /** Answers when it is up. */
  readonly health: string;
}

export async function startPeer({ file, args, variables = {}, folder, health }: PeerProcess, teardown: Teardown): Promise<{ readonly pid: number; stop(): Promise<void> }> {
  const output = openSync(join(folder, 'log'), 'a');
  const child = spawnTethered(file, args, { signal: 'TERM', stdout: output, stderr: output, env: childEnvironment(variables), cwd: folder });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
  };
  await teardown.add(stop);
  for (const until = Date.now() + PATIENCE_MS; !(await answers(health)); await sleep(POLL_MS)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`${file} did not come up; see ${join(folder, 'log')}`);
  }
  return { pid: child.pid!, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false; // not there yet, which is what was asked
  }
}
