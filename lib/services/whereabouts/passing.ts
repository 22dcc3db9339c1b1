import { brand } from '#lib/core/brand.ts';
import type { PassingCommit } from '#lib/core/flows/context.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import type { Micros } from '#lib/core/time.ts';
import { passagesOf } from '#lib/core/whereabouts/passages.ts';
import { groupsOn } from '#lib/services/whereabouts/groups-on.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';

/** Of larger flows only so many events are asked about. */
const MOST_EVENTS = 1000;
/** Of one group on one topic: more than an hour of a group that never rests. What waited longer is told by the event's own whereabouts. */
const MOST_SAMPLES = 500;

/** Which groups passed which events of a flow by their commits, as far as the samples tell. */
export async function passingCommits(store: Pick<Store, 'pool'>, events: readonly KnownEvent[]): Promise<PassingCommit[]> {
  const asked = events.slice(0, MOST_EVENTS).map((event) => ({ event, topicId: parseEventRef(event.ref).topicId }));
  if (asked.length === 0) return [];
  const from = brand<Micros>(asked.reduce((least, { event }) => Math.min(least, event.timestamp ?? event.observedAt, event.observedAt), Infinity));
  const known = await groupsOn(store, [...new Set(asked.map(({ topicId }) => topicId))], { from, mostSamples: MOST_SAMPLES });
  const groups = Map.groupBy(known.map(({ topicId, group, samples }) => ({ topicId, group, passageOf: passagesOf(samples) })), ({ topicId }) => topicId);
  return asked.flatMap(({ event, topicId }) =>
    (groups.get(topicId) ?? []).flatMap(({ group, passageOf }) => {
      const passage = passageOf({ partition: event.at.partition, offset: event.at.offset, writtenAt: event.timestamp });
      return passage === null ? [] : [{ event: event.at, group, after: passage.after, by: passage.by }];
    }),
  );
}
