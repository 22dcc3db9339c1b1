/**
 * From writing a message to seeing it, while many others are written too.
 *
 * Some messages a second are probes: each is a flow of its own, on a topic of its own. One reader follows the live stream and asks the API,
 * as a script would; a browser has the list open, filtered to the probes' topic, so that each of them comes on the screen and none is
 * chosen by its speed. All clocks are this machine's: a probe's time begins before the call that writes it.
 */
import { chromium } from 'playwright';
import type { Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowList } from '#lib/contracts/flows.ts';
import { actions, LOAD_TOPIC, newMessage, steadily } from './load.ts';
import type { Stack } from './stack.ts';
import { spread, type Spread } from './statistics.ts';

export interface Latency {
  readonly probes: number;
  readonly toApi: Spread;
  readonly toScreen: Spread;
}

export interface LatencyOptions {
  readonly eventsPerSecond: number;
  readonly seconds: number;
  readonly chromium: string;
}

export const PROBE_TOPIC = 'bench-probes';
const PROBES_PER_SECOND = 5;
/** Code is compiled and connections are opened before it counts. */
const WARM_UP_MS = 8000;
/** What has not come by then has not come. */
const PATIENCE_MS = 20_000;

export async function measureLatency(stack: Stack, producer: Producer, { eventsPerSecond, seconds, chromium: executablePath }: LatencyOptions): Promise<Latency> {
  const written = new Map<string, number>();
  const api = followStream(stack);
  const browser = await chromium.launch({ executablePath, args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1600 } });
    await page.addInitScript(noteProbes);
    await page.goto(`${stack.web}/flows?topic=${PROBE_TOPIC}`);

    const load = actions();
    let probes = 0;
    const send = async (ms: number, note: boolean): Promise<void> => {
      await Promise.all([
        steadily(eventsPerSecond - PROBES_PER_SECOND, ms, (due) => producer.send({ topic: LOAD_TOPIC, messages: Array.from({ length: due }, () => load.next().value) })),
        steadily(PROBES_PER_SECOND, ms, (due) => {
          const ids = Array.from({ length: due }, () => `probe-${String((probes += 1)).padStart(6, '0')}`);
          if (note) for (const id of ids) written.set(id, Date.now());
          return producer.send({ topic: PROBE_TOPIC, messages: ids.map((id) => newMessage('bench.probe', id)) });
        }),
      ]);
    };
    await send(WARM_UP_MS, false);
    await send(seconds * 1000, true);

    let seen: Readonly<Record<string, number>> = {};
    const complete = (): boolean => [...written.keys()].every((id) => id in seen && api.seen.has(id));
    for (const until = Date.now() + PATIENCE_MS; !complete() && Date.now() < until; await sleep(250)) seen = await page.evaluate(() => window.probesSeen);
    const delays = (at: (id: string) => number | undefined): number[] => [...written].flatMap(([id, from]) => ((seenAt) => (seenAt === undefined ? [] : [seenAt - from]))(at(id)));
    return { probes: written.size, toApi: spread(delays((id) => api.seen.get(id))), toScreen: spread(delays((id) => seen[id])) };
  } finally {
    await browser.close();
    await api.stop();
  }
}

declare global {
  interface Window {
    /** When each probe's id was first in the page, in milliseconds of the epoch. */
    probesSeen: Record<string, number>;
  }
}

/** Runs in the browser. */
function noteProbes(): void {
  window.probesSeen = {};
  const look = (): void => {
    for (const [id] of (document.querySelector('[role=grid]')?.textContent ?? '').matchAll(/probe-\d{6}/g)) window.probesSeen[id] ??= Date.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Asks for the newest probes whenever the stream says that something changed, once at a time. */
function followStream({ web }: Stack): { readonly seen: ReadonlyMap<string, number>; stop(): Promise<void> } {
  const seen = new Map<string, number>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let changed = Promise.withResolvers<void>();

  const listen = async (): Promise<void> => {
    // The server ends each stream within minutes.
    while (!signal.aborted) {
      const { body } = await fetch(`${web}/api/v1/stream?channels=flows`, { signal });
      if (body === null) throw new Error('The stream has no body');
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) if (chunk.includes('event: flows')) changed.resolve();
    }
  };
  const ask = async (): Promise<void> => {
    while (!signal.aborted) {
      await changed.promise;
      changed = Promise.withResolvers();
      const response = await fetch(`${web}/api/v1/flows?topic=${PROBE_TOPIC}&limit=50`, { signal });
      const { flows } = (await response.json()) as FlowList;
      const now = Date.now();
      for (const { keys } of flows) for (const { kind, value } of keys) if (kind === 'correlation' && !seen.has(value)) seen.set(value, now);
    }
  };
  const unlessStopped = (error: unknown): void => {
    if (!signal.aborted) throw error;
  };
  const done = Promise.all([listen().catch(unlessStopped), ask().catch(unlessStopped)]);
  return {
    seen,
    stop: async () => {
      stopping.abort();
      changed.resolve();
      await done;
    },
  };
}
