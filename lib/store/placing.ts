/** What a batch becomes before its transaction begins: topics by id, one advance a partition, chunks encoded, repeats left out. */
import { createHash } from 'node:crypto';
import { SourceError } from '#lib/sources/source.ts';
import type { ChunkFact, EventFact, FactBatch, PushedFact, SliceFact } from '#lib/store/facts.ts';
import { traceUuid } from '#lib/store/refs.ts';
import { encodeBlocks } from '#lib/store/span-blocks.ts';
import { encodeChunk } from '#lib/store/span-chunk.ts';
import type { Advance } from '#lib/store/sql/advance-positions.ts';
import type { PlacedEvent } from '#lib/store/sql/copy-facts.ts';
import type { ChunkRow } from '#lib/store/sql/insert-chunks.ts';
import type { Store } from '#lib/store/store.ts';
import { ensureTopics, topicIds } from '#lib/store/topics.ts';

export interface Placed {
  readonly advances: readonly Advance[];
  readonly events: readonly PlacedEvent[];
  /** By the hex of its identity's SHA-256, in the order in which they came. */
  readonly pushed: ReadonlyMap<string, { readonly topicId: number; readonly identity: Buffer; readonly fact: EventFact }>;
  /** By `trace/contentHash`. */
  readonly chunks: ReadonlyMap<string, ChunkRow & { readonly fact: ChunkFact }>;
  readonly blocks: readonly Uint8Array[];
  /** Records that the batch itself holds twice. */
  readonly duplicates: number;
}

export async function place(store: Store, batch: FactBatch): Promise<Placed> {
  const slices = await placeSlices(store, batch.source, batch.slices);
  const pushed = await placePushed(store, batch.source, batch.pushed);
  const encoded = new Map(batch.chunks.filter(({ spans }) => spans.length > 0).map((fact) => {
    const chunk = { trace: traceUuid(fact.traceId), ...encodeChunk(fact.spans), spans: fact.spans.length, fact };
    return [`${chunk.trace}/${chunk.contentHash}`, chunk];
  }));
  // Compressed before the transaction begins: batches that wait for the database take less memory.
  const { blocks, places } = encodeBlocks([...encoded.values()].map(({ data }) => data));
  const chunks = new Map([...encoded].map(([key, { data: _data, ...chunk }], index) => [key, { ...chunk, ...places[index]! }]));
  const spans = batch.chunks.reduce((sum, chunk) => sum + chunk.spans.length, 0);
  const kept = [...chunks.values()].reduce((sum, chunk) => sum + chunk.spans, 0);
  const duplicates = slices.duplicates + (batch.pushed.length - pushed.size) + (spans - kept);
  return { advances: slices.advances, events: slices.events, pushed, chunks, blocks, duplicates };
}

async function placeSlices(store: Store, source: string, slices: readonly SliceFact[]) {
  const ids = await topicIds(store.pool, slices.map(({ topic, incarnation }) => ({ source, topic, incarnation })));
  const advances = new Map<string, Advance>();
  const events: PlacedEvent[] = [];
  let duplicates = 0;
  for (const [index, slice] of slices.entries()) {
    const topicId = ids[index];
    if (topicId === null || topicId === undefined) throw moved(slice);
    const before = advances.get(`${topicId}/${slice.partition}`);
    if (before !== undefined && before.to !== slice.from) throw moved(slice);
    const wholeFrom = slice.leftOut === undefined ? (before?.wholeFrom ?? null) : slice.leftOut + 1n;
    advances.set(`${topicId}/${slice.partition}`, { topicId, partition: slice.partition, from: before?.from ?? slice.from, to: slice.to, wholeFrom });
    const fresh = withoutRepeats(slice);
    duplicates += slice.events.length - fresh.length;
    for (const fact of fresh) events.push({ topicId, partition: slice.partition, offset: fact.record.at.offset, fact });
  }
  return { advances: [...advances.values()], events, duplicates };
}

/** Without what lies before the slice (a broker's batch begins before the offset asked for) and what it holds twice. */
function withoutRepeats(slice: SliceFact): readonly EventFact[] {
  const seen = new Set<bigint>();
  return slice.events.filter(({ record: { at } }) => {
    if (at.offset >= slice.to) throw new RangeError(`Offset ${at.offset} of ${slice.topic}/${slice.partition} is not before the slice's end, ${slice.to}.`);
    if (at.offset < slice.from || seen.has(at.offset)) return false;
    seen.add(at.offset);
    return true;
  });
}

async function placePushed(store: Store, source: string, pushed: readonly PushedFact[]): Promise<Placed['pushed']> {
  const ids = await ensureTopics(store.pool, pushed.map(({ event: { record: { at } } }) => ({ source, topic: at.topic, incarnation: at.incarnation })));
  const placed = new Map<string, { topicId: number; identity: Buffer; fact: EventFact }>();
  for (const [index, { identity: text, event: fact }] of pushed.entries()) {
    const identity = createHash('sha256').update(text, 'utf8').digest();
    const hex = identity.toString('hex');
    if (!placed.has(hex)) placed.set(hex, { topicId: ids[index] ?? 0, identity, fact });
  }
  return placed;
}

const moved = ({ topic, partition, from }: Pick<SliceFact, 'topic' | 'partition' | 'from'>): SourceError =>
  new SourceError('position-moved', `${topic}/${partition} is no longer at offset ${from}: another process has advanced it, or the topic was recreated.`);
