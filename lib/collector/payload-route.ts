/** What the collector's own API answers to `GET /payloads/{source}/{topic}/{partition}/{offset}?incarnation=`: a value whole, from its broker. */
import { bounded, decoded, type ApiAnswer, type ApiRoute } from '#lib/collector/api-answer.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { EventPlace } from '#lib/services/events/find.ts';
import { wholeValue } from '#lib/services/events/whole-value.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { readRecord } from '#lib/sources/kafka/read-record.ts';
import type { Store } from '#lib/store/store.ts';

/** Values of so many requests may be in memory at once, each with the batch that it came in. */
const MOST_AT_ONCE = 3;

export function payloadRoute(store: Store, kafka: readonly KafkaSourceOptions[], masking: Masking | null, log: KafkaLog): ApiRoute {
  const answering = bounded({
    most: MOST_AT_ONCE,
    busy: `${MOST_AT_ONCE} payloads are being read from their brokers already. Try again.`,
    fault: (error) => {
      log.error({ err: error }, 'a payload could not be read');
      return new ServiceError('unavailable', 'The payload could not be read. The log of the collector says why.');
    },
  });
  const answer = async (place: EventPlace): Promise<ApiAnswer> => {
    const value = await wholeValue(store, place, masking, async ({ at, kafkaId }) => {
      const source = kafka.find(({ name }) => name === at.source);
      return source === undefined ? null : readRecord(source, { ...at, kafkaId }, log);
    });
    if (value === null) return { status: 204, headers: {}, body: '' };
    return { status: 200, headers: { 'content-type': 'application/octet-stream', 'content-length': String(value.length), 'content-disposition': 'attachment' }, body: value };
  };
  return (url) => {
    const place = placeOf(url);
    return place === null ? null : answering(() => answer(place));
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
