import type { FlowRecords } from '#lib/core/flows/records.ts';

interface Searched {
  readonly kind: string;
  readonly keys: readonly SearchedKey[];
  readonly services: readonly string[];
  readonly topics: readonly string[];
  readonly records: FlowRecords;
}

interface SearchedKey {
  readonly kind: string;
  readonly name: string;
  readonly value: string;
  readonly unlisted?: true;
}

const SEARCH_LIMIT = 8_000;

/**
 * What free text finds a flow by, a part of any word of it: lower case, bounded.
 * Ids that were drawn by lot are left out: their trigrams are ten times those of all the rest, and who looks for one has its beginning or the whole of it,
 * which keys find. A person's own numbers (`orderId=4711`) are looked for by their ends.
 */
export function searchText({ kind, keys, services, topics, records: { events, spans } }: Searched): string {
  const texts = [
    kind,
    ...keys.flatMap(keyText),
    ...services,
    ...topics,
    ...events.flatMap((event) => [event.reading.type ?? '', event.reading.failure?.type ?? '', event.reading.failure?.message ?? '']),
    ...spans.flatMap(({ span }) => (span.status === 'error' ? [span.statusMessage] : [])),
  ];
  return [...new Set(texts.filter((text) => text !== ''))].join('\n').toLowerCase().slice(0, SEARCH_LIMIT);
}

function keyText(key: SearchedKey): string[] {
  if (key.kind === 'record' || key.unlisted) return [];
  if (key.kind === 'business') return [`${key.name}=${key.value}`];
  return isDrawnByLot(key.value) ? [] : [key.value];
}

/** Trace ids, UUIDs and hashes in lower case, in which a search by their beginning looks for them. */
const isDrawnByLot = (value: string): boolean => /^[0-9a-f]{16,64}$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
