/**
 * Reads a quarantined entry again and stores what is in it, as if it had been read at first: its events stand at the coordinates that they have.
 * What was stored and that it was read are one transaction, so that asking twice, or from two places at once, stores nothing twice.
 */
import type { Reprocessed } from '#lib/contracts/quarantine.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { maskBatch } from '#lib/collector/mask-batch.ts';
import { eventFact, prepare } from '#lib/collector/prepare.ts';
import { readHeld, type Reread } from '#lib/collector/read-quarantined.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { SourceError, type SourceBatch } from '#lib/sources/source.ts';
import { appendFacts } from '#lib/store/append.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { microsNow, refuseWrongClock } from '#lib/store/clock.ts';
import { noteReadAgain, noteStillUnreadable, readQuarantined, withoutStored, type QuarantineRow, type ReadAgain } from '#lib/store/quarantine.ts';
import type { PlacedEvent } from '#lib/store/sql/copy-facts.ts';
import type { Store } from '#lib/store/store.ts';
import { ensureTopics } from '#lib/store/topics.ts';

export interface ReprocessOptions {
  readonly store: Store;
  readonly conventions: Conventions;
  readonly masking: Masking | null;
  readonly payloadLimit: number;
  /** Called when something new was stored. */
  readonly appended: () => void;
}

/** As many as are shown. */
const MOST_TRACES = 20;

class ReadMeanwhile extends Error {}

/** Throws `not-found`, and `unavailable` where the database takes nothing now. */
export async function reprocess(options: ReprocessOptions, id: bigint, actor: Actor): Promise<Reprocessed> {
  const { store } = options;
  const entry = await found(store, id);
  if (entry.read !== null) return answer(entry.read);
  if (entry.held === null) return unreadable(store, entry, 'what its bytes are was not kept, so nothing can read them again', actor);
  const reread = await readHeld(entry.source, entry.held, entry.bytes);
  if ('reason' in reread) return unreadable(store, entry, reread.reason, actor);
  try {
    return answer(await storeAgain(options, entry, reread, actor));
  } catch (error) {
    if (error instanceof ReadMeanwhile) return answer((await found(store, id)).read);
    if (error instanceof SourceError) throw new ServiceError('unavailable', error.message, { cause: error, retryAfterSeconds: Math.max(1, Math.ceil(error.retryAfterMs / 1000)) });
    return unreadable(store, entry, `it cannot be stored: ${error instanceof Error ? error.message : String(error)}`, actor);
  }
}

async function found({ pool }: Store, id: bigint): Promise<QuarantineRow> {
  const entry = await readQuarantined(pool, id);
  if (entry === null) throw new ServiceError('not-found', 'There is no such entry in the quarantine. Entries go with the retention.');
  return entry;
}

async function storeAgain({ store, conventions, masking, payloadLimit, appended }: ReprocessOptions, entry: QuarantineRow, reread: Exclude<Reread, { reason: string }>, actor: Actor): Promise<ReadAgain> {
  const now = microsNow();
  const { source } = entry;
  // Masking works on what a source hands over, so what is in no slice any more is handed over in one.
  const slice = { topic: '', incarnation: 0, partition: 0, from: 0n, to: 0n, events: reread.events };
  const asRead: SourceBatch = { source, slices: [slice], pushed: reread.pushed, spans: reread.spans };
  const { slices = [], pushed, spans, quarantined: [refused] = [] } = reread.masked || masking === null ? asRead : maskBatch(asRead, masking);
  if (refused !== undefined) throw new Error(refused.reason);
  const facts = slices.flatMap(({ events }) => events.map((record) => eventFact(record, conventions)));
  const topicIds = await ensureTopics(store.pool, facts.map(({ record: { at } }) => at));
  const placed: PlacedEvent[] = facts.map((fact, index) => ({ topicId: topicIds[index] ?? 0, partition: fact.record.at.partition, offset: fact.record.at.offset, fact }));
  const read: ReadAgain = { at: now, events: placed.length + reread.pushed.length, spans: reread.spans.length, traces: [...new Set(reread.spans.map(({ traceId }) => traceId))].slice(0, MOST_TRACES) };
  await appendFacts(store, prepare({ source, pushed, spans }, conventions), {
    payloadLimit,
    now,
    first: async (client) => {
      await refuseWrongClock(client, now);
      if (!(await noteReadAgain(client, entry.id, read))) throw new ReadMeanwhile();
      await appendAudit(client, { ...audited(entry, actor), at: now, count: read.events + read.spans, outcome: `read: ${read.events} events and ${read.spans} spans` });
      return withoutStored(client, placed);
    },
  });
  appended();
  return read;
}

async function unreadable(store: Store, entry: QuarantineRow, reason: string, actor: Actor): Promise<Reprocessed> {
  const at = microsNow();
  await noteStillUnreadable(store.pool, entry.id, { at, reason });
  await appendAudit(store.pool, { ...audited(entry, actor), at, count: 0, outcome: `still not read: ${reason}` });
  return { state: 'unreadable', at: rfc3339(at), events: 0, spans: 0, reason };
}

const audited = ({ id, source, origin }: QuarantineRow, { name, address }: Actor) => ({ actor: name, address, action: 'reprocess', selection: `quarantine ${id}: ${origin} of ${source}`, subjects: [`quarantine-${id}`], reason: null }) as const;

function answer(read: ReadAgain | null): Reprocessed {
  if (read === null) throw new ServiceError('unavailable', 'It was being read by somebody else. Ask again.', { retryAfterSeconds: 1 });
  return { state: 'read', at: rfc3339(read.at), events: read.events, spans: read.spans, reason: null };
}
