/** Viewers who start one video after another, and an analytics service that is too slow for them at times, so that it lags. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { every } from '../every.ts';
import { analyticsPhase, isHot } from '../faults.ts';
import { pick } from '../random.ts';
import type { Service, ServiceContext } from '../service.ts';
import { standardEvent } from '../standard-event.ts';

/** Videos started a second for each order a second. */
const SHARE = 4;
/** A viewer's session ends after so many videos; then another viewer comes. */
const SESSION_LENGTH = 40;
const VIEWERS = 20;
/** When it is slow, it handles this share of what comes. */
const SLOW_SHARE = 0.4;

const HOT_PARTITION = 3;

const VIDEOS = ['how-brokers-work', 'the-log', 'exactly-once', 'backpressure', 'idempotence'] as const;

export const plays: Service = async (service) => {
  await analyse(service);
  const sessions = Array.from({ length: VIEWERS }, newSession);
  const { options, bus, now } = service;
  return every(options.rate * SHARE, null, async (number) => {
    const viewer = number % VIEWERS;
    let session = sessions[viewer] ?? newSession();
    if (session.started >= session.length) session = sessions[viewer] = newSession();
    session.started += 1;
    const playId = `play-${options.startedAt.toString(36).slice(-5)}-${number}`;
    const payload = { playId, sessionId: session.id, video: { id: pick(VIDEOS, options.seed, number), quality: '1080p' }, position: session.started };
    const started = standardEvent({ topic: 'plays.started', key: session.id, type: 'video.started', payload, correlationId: playId, causationId: null, subject: playId, now: now() });
    await bus.publish(isHot(options, String(number)) ? { ...started, partition: HOT_PARTITION } : started);
  });
};

async function analyse({ bus, options }: ServiceContext): Promise<void> {
  const slowMs = 1000 / (options.rate * SHARE * SLOW_SHARE);
  const counts = new Map<string, number>();
  await bus.consumeBatches(
    'analytics',
    ['plays.started'],
    async (messages, goOn) => {
      for (const message of messages) {
        const { video } = JSON.parse(message.text) as { video: { id: string } };
        if (analyticsPhase(options, options.startedAt, Date.now()).slow) await sleep(slowMs);
        counts.set(video.id, (counts.get(video.id) ?? 0) + 1);
        if (!(await goOn(message))) return;
      }
    },
    { minBytes: 8192, maxWaitMs: 1000, maxBytesPerPartition: 16_384 },
  );
}

/** Lengths differ, so that sessions do not all end at once. */
function newSession(): { readonly id: string; readonly length: number; started: number } {
  return { id: randomUUID(), length: Math.ceil(SESSION_LENGTH * (0.5 + Math.random())), started: 0 };
}
