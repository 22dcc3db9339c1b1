import { ServiceError } from '#lib/services/errors.ts';
import type { Store } from '#lib/store/store.ts';
import { pgName, pgText } from '#lib/store/text.ts';

export interface Incarnation {
  readonly topicId: number;
  readonly incarnation: number;
  /** Microseconds. */
  readonly firstSeenAt: number;
}

export interface TopicPlace extends Incarnation {
  readonly source: string;
  readonly name: string;
  /** The newest first; this one is among them. */
  readonly all: readonly Incarnation[];
}

/** The topic of this name, in the newest incarnation where none is asked for. Throws `not-found`. */
export async function topicPlace(store: Pick<Store, 'pool'>, source: string, topic: string, incarnation: number | undefined): Promise<TopicPlace> {
  const { rows } = await store.pool.query<{ id: number; name: string; incarnation: number; first_seen_at: string }>({
    name: 'read-topic-place',
    text: 'SELECT id, name, incarnation, first_seen_at FROM topic WHERE source = $1 AND name = $2 ORDER BY incarnation DESC',
    values: [pgText(source), pgName(topic)],
  });
  const all = rows.map((row) => ({ topicId: row.id, incarnation: row.incarnation, firstSeenAt: Number(row.first_seen_at) }));
  const found = incarnation === undefined ? all[0] : all.find((each) => each.incarnation === incarnation);
  if (found !== undefined) return { ...found, source, name: rows[0]?.name ?? topic, all };
  throw new ServiceError('not-found', all.length === 0 ? `No topic ${topic.slice(0, 200)} was seen on ${source.slice(0, 200)}.` : `The topic has no incarnation ${incarnation}: the newest is ${all[0]?.incarnation}.`);
}
