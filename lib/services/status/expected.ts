import type { FlowDetail } from '#lib/contracts/flows.ts';
import { expectations } from '#lib/core/baseline/expect.ts';
import { explain, waitingWords, type After, type Explained, type ReadBy } from '#lib/core/baseline/explain.ts';
import type { Stall } from '#lib/core/flows/context.ts';
import { handledBy } from '#lib/core/flows/handled.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { millisFromMicros, type Micros } from '#lib/core/time.ts';
import { waitingFor, type Reader } from '#lib/core/whereabouts/waiting.ts';
import { readersOf } from '#lib/services/status/readers.ts';
import { readBaselineAt } from '#lib/store/baselines.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';

export interface UnfinishedFlow {
  readonly kind: string;
  readonly status: FlowStatus;
  readonly observedAt: Micros;
  readonly outline: Outline | null;
  /** Its records, which may still be on their way: what does not need them is read meanwhile. */
  readonly records: Promise<{ readonly events: readonly KnownEvent[] }>;
}

export interface Missing {
  readonly expected: FlowDetail['expected'];
  /** What stalls it, where it is stalled. */
  readonly stalls: readonly Stall[];
}

const NOTHING: Missing = { expected: [], stalls: [] };

/** What usually comes next in a flow that is not finished, and why it has not come. */
export async function whatIsMissing(store: Pick<Store, 'pool'>, { kind, status, observedAt, outline, records }: UnfinishedFlow, now: Micros): Promise<Missing> {
  if (outline === null || status === 'completed' || status === 'compensated') return NOTHING;
  const baseline = await readBaselineAt(store.pool, kind, observedAt);
  const missing = expectations(outline, baseline?.learned ?? null);
  if (missing.length === 0 && status !== 'stalled') return NOTHING;
  const { events } = await records;
  const byRef = new Map(events.map((event) => [event.ref, event]));
  const readers = await readersOf(store.pool, [...new Set(events.map(({ ref }) => parseEventRef(ref).topicId))]);
  const explained = missing.flatMap((expectation) => {
    const after = byRef.get(expectation.after.event);
    return after === undefined ? [] : [{ after, ...explain(expectation, afterOf(after, readers, outline, events), now) }];
  });
  const late = explained.filter(({ overdueMicros }) => overdueMicros > 0);
  const stalls = late.length > 0 ? late.map(({ message, after }) => ({ message, event: after.ref })) : waits(events, readers, outline, observedAt, byRef);
  return { expected: explained.map(wire), stalls: status === 'stalled' ? stalls : [] };
}

function afterOf({ ref, at, reading, observedAt }: KnownEvent, readers: readonly Reader[], outline: Outline, events: readonly KnownEvent[]): After {
  const { topicId } = parseEventRef(ref);
  const handled = handledBy(outline);
  const known = readers.filter((reader) => reader.topicId === topicId).flatMap(({ group, committed, sampledAt }): ReadBy[] => {
    const next = committed.get(at.partition);
    if (next === undefined) return [];
    if (next > at.offset || handled(ref, group)) return [{ group, ahead: null }];
    return sampledAt < observedAt ? [] : [{ group, ahead: at.offset - next }];
  });
  const told = new Set(known.map(({ group }) => group));
  const bySpans = outline.groups.filter((group) => !told.has(group) && handled(ref, group)).map((group) => ({ group, ahead: null }));
  return { readers: [...known, ...bySpans], deadLetteredBy: deadLetteredBy(at, reading.type, events) };
}

/** By the origin that a dead letter names, else by its type. */
function deadLetteredBy(at: KnownEvent['at'], type: string | null, events: readonly KnownEvent[]): string[] {
  const letters = events.filter(({ reading: { role, failure, type: own } }) => {
    if (role !== 'dead-letter') return false;
    const origin = failure?.origin;
    if (origin?.offset == null) return type !== null && own === type;
    return origin.topic === at.topic && origin.offset === at.offset && (origin.partition === null || origin.partition === at.partition);
  });
  return letters.map(({ reading }) => reading.failure?.origin?.group ?? '');
}

function waits(events: readonly KnownEvent[], readers: readonly Reader[], outline: Outline, observedAt: Micros, byRef: ReadonlyMap<string, KnownEvent>): Stall[] {
  const reads = events.map(({ ref }) => ({ event: ref, ...parseEventRef(ref) }));
  return waitingFor(reads, readers, handledBy(outline), observedAt).flatMap(({ event: ref, group, ahead }) => {
    const event = byRef.get(ref);
    return event === undefined ? [] : [{ message: waitingWords({ type: event.reading.type, topic: event.at.topic }, group, ahead), event: ref }];
  });
}

const wire = ({ after, expectation: { step, share, cases, p50, p99 }, why, group, ahead, overdueMicros, message }: Explained & { readonly after: KnownEvent }): FlowDetail['expected'][number] => ({
  after: { event: { ...after.at, offset: after.at.offset.toString() } },
  step: { type: step.type, topic: step.topic, service: step.service },
  share,
  cases,
  usuallyMs: millisFromMicros(p50),
  p99Ms: millisFromMicros(p99),
  overdueMs: millisFromMicros(overdueMicros),
  why,
  ...(ahead === null ? {} : { ahead: ahead.toString() }),
  ...(group === null ? {} : { group }),
  message,
});
