import type { QuarantineDetail } from '#lib/contracts/quarantine.ts';
import { heldPlace } from '#lib/core/quarantine/held.ts';
import { readableText } from '#lib/core/readable-text.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { previewOf } from '#lib/services/quarantine/preview.ts';
import { readQuarantined, type QuarantineRow } from '#lib/store/quarantine.ts';
import type { Store } from '#lib/store/store.ts';

const SHOWN_BYTES = 64 * 1024;

/** One entry, with the first 64 KiB of its bytes. Throws `not-found`. */
export async function readQuarantineEntry(store: Pick<Store, 'pool'>, id: string): Promise<QuarantineDetail> {
  const { bytes, held, tried, read, at, source, origin, reason } = await found(store, id);
  const shown = bytes.subarray(0, SHOWN_BYTES);
  const truncated = bytes.length > shown.length;
  const text = readableText(shown, truncated);
  const place = held === null ? null : heldPlace(held);
  return {
    id,
    at: rfc3339(at),
    state: read === null ? 'kept' : 'read',
    ...{ source, origin, reason, size: bytes.length },
    preview: previewOf(bytes, bytes.length),
    holds: held?.kind ?? null,
    place: place === null ? null : { first: { ...place.first, offset: place.first.offset.toString() }, last: place.last.toString() },
    bytes: { hex: Buffer.from(shown).toString('hex'), ...(text === null ? {} : { text }), truncated },
    tried: tried === null ? null : { at: rfc3339(tried.at), reason: tried.reason },
    read: read === null ? null : { at: rfc3339(read.at), events: read.events, spans: read.spans, traces: [...read.traces] },
  };
}

/** All its bytes. Throws `not-found`. */
export async function readQuarantineBytes(store: Pick<Store, 'pool'>, id: string): Promise<Uint8Array> {
  return (await found(store, id)).bytes;
}

async function found({ pool }: Pick<Store, 'pool'>, id: string): Promise<QuarantineRow> {
  const entry = await readQuarantined(pool, BigInt(id));
  if (entry === null) throw new ServiceError('not-found', 'There is no such entry in the quarantine. Entries go with the retention.');
  return entry;
}
