/**
 * Appends a batch that the store refuses for a reason of its own in ever smaller parts, until what it refuses stands alone:
 * that is quarantined with the reason, and its partition moves on. One record that cannot be stored must not hold up the others.
 */
import { SourceError, type Appended, type Quarantined, type SourceBatch } from '#lib/sources/source.ts';

/** `append` must throw `SourceError` where trying again later helps; anything else is taken as the fault of what is in the batch. */
export async function appendIsolating(batch: SourceBatch, append: (part: SourceBatch) => Promise<Appended>): Promise<Appended> {
  try {
    return await append(batch);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const halves = halve(batch);
    if (halves === null) return append(withoutRecords(batch, error));
    const first = await appendIsolating(halves[0], append);
    return add(first, await appendIsolating(halves[1], append));
  }
}

/** Two batches that append the same in turn; null for one that holds a single record. Quarantined bytes go with the first. */
export function halve(batch: SourceBatch): readonly [SourceBatch, SourceBatch] | null {
  const { source, slices = [], pushed = [], spans = [], quarantined = [] } = batch;
  const [only] = slices;
  if (slices.length > 1) {
    const middle = Math.ceil(slices.length / 2);
    return [{ source, slices: slices.slice(0, middle), quarantined }, { source, slices: slices.slice(middle), pushed, spans }];
  }
  if (only !== undefined && only.events.length > 1) {
    const middle = Math.ceil(only.events.length / 2);
    const cut = only.events[middle]?.at.offset ?? only.to;
    return [
      { source, slices: [{ ...only, to: cut, events: only.events.slice(0, middle) }], quarantined },
      { source, slices: [{ ...only, from: cut, events: only.events.slice(middle) }], pushed, spans },
    ];
  }
  if (only !== undefined && pushed.length + spans.length > 0) return [{ source, slices, quarantined }, { source, pushed, spans }];
  if (pushed.length + spans.length < 2) return null;
  const middle = Math.ceil(spans.length / 2);
  if (pushed.length > 0 && spans.length > 0) return [{ source, pushed, quarantined }, { source, spans }];
  const half = Math.ceil(pushed.length / 2);
  return [{ source, pushed: pushed.slice(0, half), spans: spans.slice(0, middle), quarantined }, { source, pushed: pushed.slice(half), spans: spans.slice(middle) }];
}

/** The position moves past the record; its bytes are kept. */
function withoutRecords(batch: SourceBatch, error: unknown): SourceBatch {
  const { source, slices = [], pushed = [], spans = [], quarantined = [] } = batch;
  const reason = `it cannot be stored: ${error instanceof Error ? error.message : String(error)}`;
  const refused: Quarantined[] = [
    ...slices.flatMap((slice) => slice.events.map((record) => ({ source, origin: `${record.at.topic}/${record.at.partition}/${record.at.offset}`, reason, bytes: record.value ?? new Uint8Array(), held: { kind: 'event', record } as const }))),
    ...pushed.map(({ identity, event }) => ({ source, origin: `CloudEvent ${identity}`, reason, bytes: event.value ?? new Uint8Array(), held: { kind: 'pushed', identity, record: event } as const })),
    ...spans.map((span) => ({ source, origin: `span ${span.traceId}/${span.spanId}`, reason, bytes: Buffer.from(JSON.stringify(span)), held: { kind: 'span' } as const })),
  ];
  return { source, slices: slices.map((slice) => (slice.events.length === 0 ? slice : { ...slice, events: [], leftOut: slice.to - 1n })), quarantined: [...quarantined, ...refused] };
}

const add = (a: Appended, b: Appended): Appended => ({
  events: a.events + b.events,
  spans: a.spans + b.spans,
  duplicates: a.duplicates + b.duplicates,
  quarantined: a.quarantined + b.quarantined,
});
