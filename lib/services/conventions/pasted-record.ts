import type { PastedMessage } from '#lib/contracts/conventions.ts';
import type { EventRecord } from '#lib/core/record.ts';
import { pastedBytes } from '#lib/services/conventions/pasted-bytes.ts';
import { pastedHeaders } from '#lib/services/conventions/pasted-headers.ts';
import { ServiceError, type Fault } from '#lib/services/errors.ts';

/** The message as a broker would hold it, at coordinates of no meaning. Throws `invalid` with every fault of every field. */
export function pastedRecord({ topic, key, headers, payload }: PastedMessage): EventRecord {
  const faults: Fault[] = [];
  const bytesOf = (field: string, text: string | null): Uint8Array | null => {
    const bytes = text === null ? null : pastedBytes(text);
    if (bytes === null || bytes instanceof Uint8Array) return bytes;
    faults.push({ path: `body.${field}`, message: bytes.problem });
    return null;
  };
  const pasted = pastedHeaders(headers);
  faults.push(...pasted.problems.map((message) => ({ path: 'body.headers', message })));
  const record: EventRecord = {
    at: { source: 'pasted', topic, incarnation: 0, partition: 0, offset: 0n },
    timestamp: null,
    timestampType: 'none',
    key: bytesOf('key', key ?? null),
    headers: pasted.headers,
    value: bytesOf('payload', payload ?? null),
  };
  if (faults.length > 0) throw new ServiceError('invalid', 'Parts of the message cannot be read.', { faults });
  return record;
}
