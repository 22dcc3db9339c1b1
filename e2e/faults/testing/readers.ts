/** Somebody who reads pages all the time: how long the API takes for what they show. */
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;

/** For so long, one after the other; the 95th percentile in milliseconds. Throws where a page is refused. */
export async function readingP95(url: string, paths: readonly string[], forMs: number): Promise<number> {
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
  return Math.round(took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? 0);
}
