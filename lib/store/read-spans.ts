/** Reads the spans of one flow within bounds, however many its traces hold. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { choosePart, type PartNode } from '#lib/core/flows/part.ts';
import { spanRefText, type SpanRef, type TraceId } from '#lib/core/ids.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import { microsFromNanos, type Micros } from '#lib/core/time.ts';
import { traceIdOf, traceUuid } from '#lib/store/refs.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
import { CHUNK_PLACE, decodeBlock, readChunks } from '#lib/store/span-blocks.ts';
import { decodeChunk } from '#lib/store/span-chunk.ts';
import type { StoredTrace } from '#lib/store/read-facts.ts';

export interface SpanBounds {
  /** Spans that are given at most. */
  readonly keep: number;
  /** Spans that are decoded at most, in the order in which they arrived: of more than are given only a skeleton is held. */
  readonly scan: number;
}

export interface BoundedSpans {
  /** The traces that are stored, with those of their spans that are wanted and kept. A repeated span is given as often as it came. */
  readonly traces: readonly StoredTrace[];
  /** Whether a span has arrived, wanted or not; true of each where not all were looked at. */
  readonly has: (span: SpanRef) => boolean;
  /** Whether all spans of these traces were looked at. */
  readonly whole: boolean;
}

interface Chunk extends PackedPlace {
  readonly trace: TraceId;
  readonly observedAt: Micros;
  readonly spans: number;
  /** The block that holds it, of the first few: most flows consist of no more, and are read in one round trip. */
  readonly block: Uint8Array | null;
}

/** Bytes that are decoded at once are bounded by what one batch of this many spans holds. */
const SPANS_AT_ONCE = 5_000;
/** A trace may be stored in as many chunks as it has spans. */
const MOST_CHUNKS = 100_000;
const WITH_BLOCKS = 4;

/**
 * The wanted spans of these traces. Where more than `keep` are wanted, a whole part of them by `choosePart`, errors preferred;
 * to choose it the traces are decoded twice.
 */
export async function readSpans(client: pg.Pool, traceIds: readonly TraceId[], wanted: (span: SpanRef) => boolean, { keep, scan }: SpanBounds): Promise<BoundedSpans> {
  const all = await listChunks(client, traceIds);
  const chunks = within(all, scan);
  const seen = new Set<string>();
  const skeleton = new Map<string, PartNode>();
  const kept: Kept = new Map();
  for await (const [chunk, spans] of decoded(client, chunks)) {
    for (const span of spans) {
      seen.add(spanRefText(span));
      if (!wanted(span)) continue;
      bone(skeleton, span);
      if (skeleton.size <= keep) add(kept, chunk, span);
    }
  }
  if (skeleton.size > keep) {
    kept.clear();
    const part = choosePart([...skeleton.values()], keep);
    for await (const [chunk, spans] of decoded(client, chunks)) for (const span of spans) if (part.has(spanRefText(span))) add(kept, chunk, span);
  }
  const unseen = count(all) - count(chunks);
  const whole = unseen === 0 && all.length < MOST_CHUNKS;
  return { traces: tracesOf(chunks, kept), has: whole ? (span) => seen.has(spanRefText(span)) : () => true, whole };
}

type Kept = Map<TraceId, SpanRecord[]>;

function add(kept: Kept, { trace }: Chunk, span: SpanRecord): void {
  const spans = kept.get(trace);
  if (spans === undefined) kept.set(trace, [span]);
  else spans.push(span);
}

/** Of halves that share an id, and of a span that came twice, one bone. */
function bone(skeleton: Map<string, PartNode>, span: SpanRecord): void {
  const id = spanRefText(span);
  const known = skeleton.get(id);
  const causes = span.parentSpanId === null ? [] : [spanRefText({ traceId: span.traceId, spanId: span.parentSpanId })];
  const time = microsFromNanos(span.startNanos);
  if (known === undefined) skeleton.set(id, { id, causes, time, wanted: isError(span) ? 2 : 0, place: span.service });
  else skeleton.set(id, { id, causes: [...new Set([...known.causes, ...causes])].toSorted(), time: Math.min(known.time, time), wanted: isError(span) ? 2 : known.wanted, place: known.place < span.service ? known.place : span.service });
}

const isError = ({ status }: SpanRecord): boolean => status === 'error';

async function listChunks(client: pg.Pool, traceIds: readonly TraceId[]): Promise<Chunk[]> {
  if (traceIds.length === 0) return [];
  const { rows } = await client.query<PackedPlace & { trace_id: string; observed_at: string; spans: number; block: Uint8Array | null }>({
    name: 'list-span-chunks',
    text: `SELECT trace_id, observed_at, spans, ${CHUNK_PLACE}, CASE WHEN row_number() OVER (ORDER BY observed_at, trace_id, content_hash) <= ${WITH_BLOCKS} THEN (SELECT data FROM span_block b WHERE b.id = c.block AND b.observed_day = c.observed_day) END AS block
             FROM span_chunk c WHERE trace_id = ANY((SELECT $1::uuid[])::uuid[]) ORDER BY observed_at, trace_id, content_hash LIMIT ${MOST_CHUNKS}`,
    values: [traceIds.map(traceUuid)],
  });
  return rows.map(({ trace_id, observed_at, ...row }) => ({ trace: brand<TraceId>(traceIdOf(trace_id)), observedAt: brand<Micros>(Number(observed_at)), ...row }));
}

/** Says whether spans of these traces have come or gone: the same text as long as none has. */
export async function stampOfSpans(client: pg.Pool, traceIds: readonly TraceId[]): Promise<string> {
  const { rows } = await client.query<{ stamp: string }>({
    name: 'stamp-of-spans',
    text: `SELECT count(*) || ' ' || coalesce(bit_xor(uuid_hash_extended(content_hash, 0)), 0) AS stamp FROM span_chunk WHERE trace_id = ANY($1::uuid[])`,
    values: [traceIds.map(traceUuid)],
  });
  return rows[0]!.stamp;
}

const count = (chunks: readonly Chunk[]): number => chunks.reduce((sum, { spans }) => sum + spans, 0);

/** The first of them up to a number of spans; one at least. */
function within(chunks: readonly Chunk[], most: number): readonly Chunk[] {
  let spans = 0;
  const end = chunks.findIndex((chunk, at) => (spans += chunk.spans) > most && at > 0);
  return end === -1 ? chunks : chunks.slice(0, end);
}

async function* decoded(client: pg.Pool, chunks: readonly Chunk[]): AsyncGenerator<[Chunk, SpanRecord[]]> {
  for (let from = 0; from < chunks.length; ) {
    const some = within(chunks.slice(from), SPANS_AT_ONCE);
    from += some.length;
    const others = (await readChunks(client, some.filter(({ block }) => block === null))).values();
    for (const chunk of some) {
      const bytes = chunk.block === null ? others.next().value : decodeBlock(chunk.block)[chunk.place];
      if (bytes) yield [chunk, decodeChunk(bytes)];
    }
  }
}

function tracesOf(chunks: readonly Chunk[], kept: Kept): StoredTrace[] {
  return [...Map.groupBy(chunks, ({ trace }) => trace)].map(([traceId, of]) => ({
    traceId,
    spans: kept.get(traceId) ?? [],
    observedAt: brand<Micros>(of.reduce((latest, { observedAt }) => Math.max(latest, observedAt), -Infinity)),
  }));
}
