/** Somebody who reads pages all the time: how long the API takes for what they show. */
import { Worker } from 'node:worker_threads';

export interface Reading {
  readonly url: string;
  readonly paths: readonly string[];
  readonly forMs: number;
}

/** One after the other, in a thread that has nothing else to do; the 95th percentile in milliseconds. Rejects where a page is refused. */
export async function readingP95(reading: Reading): Promise<number> {
  const worker = new Worker(new URL('./reader-thread.ts', import.meta.url), { workerData: reading, execArgv: [] });
  const took = await new Promise<readonly number[]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return Math.round(took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? 0);
}
