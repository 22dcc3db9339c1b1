/** Messages of a topic and type that did not fail: what failed is compared with them. */
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { failedAmong } from '#lib/store/dead-letter-list.ts';
import type { Store } from '#lib/store/store.ts';
import { readNewest, type MessageBody, type MessageRow } from '#lib/store/topic-messages.ts';
import { readKeptPartitions } from '#lib/store/topic-tallies.ts';

export interface MessageKind {
  readonly source: string;
  readonly topic: string;
  readonly type: string | null;
}

type Healthy = MessageRow & { readonly body: MessageBody; readonly reading: EventReading; readonly incarnation: number };

/** Of the newest `most` of the topic, equally many of each partition. `valueBytes`: of each value so much is read. */
export async function healthyMessages(pool: Store['pool'], { source, topic, type }: MessageKind, most: number, valueBytes: number): Promise<Healthy[]> {
  const { rows } = await pool.query<{ id: number; incarnation: number }>({ name: 'newest-incarnation', text: 'SELECT id, incarnation FROM topic WHERE source = $1 AND name = $2 ORDER BY incarnation DESC LIMIT 1', values: [source, topic] });
  const found = rows[0];
  if (found === undefined) return [];
  const kept = await readKeptPartitions(pool, found.id);
  const each = Math.ceil(most / Math.max(1, kept.length));
  const newest = await readNewest(pool, found.id, kept.map(({ partition, first, last }) => ({ partition, from: first, to: last + 1n })), { most: each, valueBytes });
  const messages = [...newest.values()].flat();
  const bad = await failedAmong(pool, source, topic, messages);
  return messages.flatMap((message) => {
    if (message.body === null || bad.has(`${message.partition}/${message.offset}`)) return [];
    const reading = decodeReading(message.body.meta);
    return reading.type === type && reading.role === 'normal' && reading.replay === undefined ? [{ ...message, body: message.body, reading, incarnation: found.incarnation }] : [];
  });
}

/** Of so many messages of the topic the last one is looked for. */
const MOST_LOOKED_AT = 1000;

/** The last of its topic and type that did not fail; null where there is none among the newest. */
export async function lastHealthy(pool: Store['pool'], kind: MessageKind): Promise<Coordinates | null> {
  const messages = await healthyMessages(pool, kind, MOST_LOOKED_AT, 0);
  const last = messages.toSorted((a, b) => b.observedAt - a.observedAt || Number(b.offset - a.offset) || a.partition - b.partition)[0];
  return last === undefined ? null : { source: kind.source, topic: kind.topic, incarnation: last.incarnation, partition: last.partition, offset: last.offset };
}
