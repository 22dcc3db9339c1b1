/** What the collector's own API answers to `GET /payloads/{source}/{topic}/{partition}/{offset}?incarnation=`: a value whole, from its broker. */
import type { Masking } from '#lib/core/masking/masking.ts';
import { ServiceError, type ServiceErrorCode } from '#lib/services/errors.ts';
import type { EventPlace } from '#lib/services/events/find.ts';
import { wholeValue } from '#lib/services/events/whole-value.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { readRecord } from '#lib/sources/kafka/read-record.ts';
import type { Store } from '#lib/store/store.ts';

export interface PayloadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** Null where the path is not one of these. */
export type PayloadRoute = (url: string) => Promise<PayloadAnswer> | null;

/** Values of so many requests may be in memory at once, each with the batch that it came in. */
const MOST_AT_ONCE = 3;

export function payloadRoute(store: Store, kafka: readonly KafkaSourceOptions[], masking: Masking | null, log: KafkaLog): PayloadRoute {
  let running = 0;
  const answer = async (place: EventPlace): Promise<PayloadAnswer> => {
    if (running >= MOST_AT_ONCE) return problem(new ServiceError('too-many-requests', `${MOST_AT_ONCE} payloads are being read from their brokers already. Try again.`, { retryAfterSeconds: 1 }));
    running += 1;
    try {
      const value = await wholeValue(store, place, masking, async ({ at, kafkaId }) => {
        const source = kafka.find(({ name }) => name === at.source);
        return source === undefined ? null : readRecord(source, { ...at, kafkaId }, log);
      });
      if (value === null) return { status: 204, headers: {}, body: '' };
      return { status: 200, headers: { 'content-type': 'application/octet-stream', 'content-length': String(value.length), 'content-disposition': 'attachment' }, body: value };
    } catch (error) {
      if (error instanceof ServiceError) return problem(error);
      log.error({ err: error }, 'a payload could not be read');
      return problem(new ServiceError('unavailable', 'The payload could not be read. The log of the collector says why.'));
    } finally {
      running -= 1;
    }
  };
  return (url) => {
    const place = placeOf(url);
    return place === null ? null : answer(place);
  };
}

const STATUS: Readonly<Partial<Record<ServiceErrorCode, number>>> = { invalid: 400, forbidden: 403, 'not-found': 404, gone: 410, 'too-many-requests': 429, unavailable: 503 };

export function problem({ code, message, retryAfterSeconds }: ServiceError): PayloadAnswer {
  const status = STATUS[code] ?? 500;
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }) },
    body: JSON.stringify({ type: `urn:throughline:problem:${code}`, title: code, status, detail: message }),
  };
}

function placeOf(url: string): EventPlace | null {
  // What a client sends as its target need be no URL: `//`.
  const parsed = URL.parse(url, 'http://collector');
  if (parsed === null) return null;
  const { pathname, searchParams } = parsed;
  const [, source, topic, partition, offset] = /^\/payloads\/([^/]+)\/([^/]+)\/(\d{1,10})\/(\d{1,19})$/.exec(pathname) ?? [];
  const incarnation = searchParams.get('incarnation');
  if (source === undefined || topic === undefined || partition === undefined || offset === undefined || !/^\d{1,9}$/.test(incarnation ?? '0')) return null;
  const names = [source, topic].map((part) => decoded(part));
  if (names.includes(null)) return null;
  return { source: names[0]!, topic: names[1]!, partition: Number(partition), offset: BigInt(offset), incarnation: incarnation === null ? null : Number(incarnation) };
}

export function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // its only way to say "not URL-encoded"
  }
}
