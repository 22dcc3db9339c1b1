/** The thread of `readingP95`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Reading } from './readers.ts';

const PAUSE_MS = 50;

const { url, paths, forMs } = workerData as Reading;
const took: number[] = [];
for (const end = performance.now() + forMs; performance.now() < end; await sleep(PAUSE_MS)) {
  for (const path of paths) {
    const began = performance.now();
    const response = await fetch(`${url}${path}`);
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
    took.push(performance.now() - began);
  }
}
parentPort?.postMessage(took);
