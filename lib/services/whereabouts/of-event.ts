import type { Whereabouts as WireWhereabouts } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { locate, type Message, type Whereabouts } from '#lib/core/whereabouts/locate.ts';
import type { Passage } from '#lib/core/whereabouts/passages.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { groupsOn, logStarts, type GroupOn } from '#lib/services/whereabouts/groups-on.ts';
import { readSampling, type Sampling } from '#lib/store/commits.ts';
import { microsNow } from '#lib/store/clock.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

export interface LocatedEvent {
  readonly topicId: number;
  readonly source: string;
  readonly topic: string;
  readonly incarnation: number;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: Micros | null;
  readonly observedAt: Micros;
  readonly flowId: string | null;
}

/** Of larger flows the consumers' spans are not looked through: what the groups committed says enough. */
const MOST_RECORDS = 2000;
/** Of one group: more than five hours of one that never rests. */
const MOST_SAMPLES = 2000;
/** For the pace at which a group reads now. */
const LATEST_MICROS = 360_000_000;

/** Where an event is for each group that reads its topic, by name; and how often, and since when, the groups are looked at. */
export async function whereaboutsOf(store: Pick<QueryStore, 'pool' | 'prisma'>, event: LocatedEvent): Promise<{ whereabouts: WireWhereabouts[]; sampling: { sampledAt: string | null; intervalMs: number; error: string | null } | null }> {
  const from = brand<Micros>(Math.min(event.timestamp ?? event.observedAt, event.observedAt));
  const [groups, starts, sampling, recreated, handled] = await Promise.all([groupsOn(store, [event.topicId], { from, mostSamples: MOST_SAMPLES, latestSince: brand<Micros>(microsNow() - LATEST_MICROS) }), logStarts(store, event.topicId), readSampling(store.pool, event.source), isRecreated(store, event), handledBy(store, event)]);
  const message: Message = { partition: event.partition, offset: event.offset, writtenAt: event.timestamp, recreated, expired: (starts.get(event.partition) ?? 0n) > event.offset };
  const known = new Set(groups.map(({ group }) => group));
  const places = groups.map((on) => place(message, on, handled.groups.get(on.group) ?? handled.services.get(on.group) ?? null, sampling));
  for (const [group, at] of handled.groups) if (!known.has(group)) places.push(wire(group, { state: 'consumed', evidence: 'span', at }));
  return {
    whereabouts: places.filter((each) => each !== null).toSorted((a, b) => (a.group < b.group ? -1 : 1)),
    sampling: sampling === null ? null : { sampledAt: sampling.at === null ? null : rfc3339(sampling.at), intervalMs: millisFromMicros(sampling.intervalMicros), error: sampling.error },
  };
}

/** Null for a group that is gone and never had the message: it will not read it. */
function place(message: Message, on: GroupOn, handledAt: Micros | null, sampling: Sampling | null): WireWhereabouts | null {
  const { group, state, committed, samples } = on;
  const where = locate(message, { committed: committed.get(message.partition) ?? null, samples, handledAt, sampledAt: sampling?.at ?? brand<Micros>(0) });
  if (state === 'gone' && where.state !== 'consumed') return null;
  // What was committed when it was last allowed to look is no news of today.
  if (state === 'forbidden' && where.state === 'waiting') return { group, state: 'unknown', evidence: 'none', reason: 'The broker does not let Throughline see what this group has committed.' };
  return wire(group, where);
}

function wire(group: string, where: Whereabouts): WireWhereabouts {
  if (where.state === 'unknown') return { group, state: 'unknown', evidence: 'none', reason: REASONS[where.reason] };
  if (where.state === 'waiting') {
    const eta = where.etaMicros === null ? {} : { etaMs: millisFromMicros(where.etaMicros) };
    return { group, state: 'waiting', ahead: where.ahead.toString(), ...eta, ...between(where.passage), evidence: 'sample', ...(where.passage === null ? {} : { reason: 'It was read before; the group was set back since.' }) };
  }
  if (where.evidence === 'span') return { group, state: 'consumed', at: rfc3339(where.at), evidence: 'span' };
  if (where.passage?.exact === true) return { group, state: 'consumed', at: rfc3339(where.passage.by), evidence: 'commit' };
  return { group, state: 'consumed', ...between(where.passage), evidence: 'sample' };
}

const REASONS = {
  recreated: 'The topic was deleted and created again since: what is committed now is about other messages.',
  expired: 'The broker removed the message before the group had read it.',
  'no-commit': 'The group has committed nothing on this partition.',
} as const;

const between = (passage: Passage | null): Pick<WireWhereabouts, 'between'> => (passage === null || passage.after === null ? {} : { between: [rfc3339(passage.after), rfc3339(passage.by)] });

async function isRecreated(store: Pick<Store, 'pool'>, { source, topic, incarnation }: LocatedEvent): Promise<boolean> {
  const { rows } = await store.pool.query<{ newer: boolean }>('SELECT EXISTS (SELECT FROM topic WHERE source = $1 AND name = $2 AND incarnation > $3) AS newer', [source, topic, incarnation]);
  return rows[0]?.newer ?? false;
}

interface Handled {
  readonly groups: ReadonlyMap<string, Micros>;
  /** Of spans that name no group: the one that is called like their service is meant. */
  readonly services: ReadonlyMap<string, Micros>;
}

/** When a consumer's span of each group began to handle the event. */
async function handledBy(store: Pick<QueryStore, 'pool' | 'prisma'>, event: LocatedEvent): Promise<Handled> {
  const [groups, services] = [new Map<string, Micros>(), new Map<string, Micros>()];
  const handled = { groups, services };
  if (event.flowId === null) return handled;
  const { rows } = await store.pool.query<{ records: number }>('SELECT event_count + span_count AS records FROM flow WHERE id = $1', [event.flowId]);
  if ((rows[0]?.records ?? Infinity) > MOST_RECORDS) return handled;
  const flow = await readFlow(store, event.flowId);
  if (flow === null || 'matches' in flow) return handled;
  const own = flow.found.events.find(({ coordinates: at }) => at.source === event.source && at.topic === event.topic && at.incarnation === event.incarnation && at.partition === event.partition && at.offset === event.offset.toString());
  for (const { group, service, spanId, startedAt } of own?.deliveries ?? []) {
    const [names, name] = group === null ? [services, service] : [groups, group];
    if (name === null || spanId === null) continue;
    names.set(name, brand<Micros>(Math.min(Date.parse(startedAt) * 1000, names.get(name) ?? Infinity)));
  }
  return handled;
}
