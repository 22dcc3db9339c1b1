/** What a header says, beside what its bytes are: its parts under the names of the convention that it follows. */
import { parseBaggage } from '#lib/core/conventions/baggage.ts';
import type { Conventions, FailureHeaders } from '#lib/core/conventions/conventions.ts';
import { parseTime } from '#lib/core/conventions/event-time.ts';
import { adHoc, FAILURE_FAMILIES } from '#lib/core/conventions/failure-families.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { parseTraceparent } from '#lib/core/conventions/traceparent.ts';
import type { Micros } from '#lib/core/time.ts';

export interface HeaderMeaning {
  readonly name: string;
  readonly value: string;
  /** Where the value is a time. */
  readonly at: Micros | null;
}

interface ShownHeader {
  readonly name: string;
  /** Text, digits of an integer, or hex. */
  readonly value: string | null;
  readonly encoding: 'utf8' | 'hex' | 'int32' | 'int64';
}

interface Read {
  readonly reading: EventReading;
  readonly conventions: Conventions;
}

/** Of what a header lists only so much is told. */
const MOST_PARTS = 16;

/** In the order in which one wants to know it; nothing where nobody is known to mean anything by such a header. */
export function meaningsOf(header: ShownHeader, read: Read): HeaderMeaning[] {
  if (header.value === null) return [];
  const parts = [...whatWasRead(header.name, read), ...(header.encoding === 'hex' ? bytesAs(header.value) : partsOf(header.name.toLowerCase(), header.value, read))];
  return parts.filter((part, index) => parts.findIndex(({ name }) => name === part.name) === index).slice(0, MOST_PARTS);
}

const part = (name: string, value: string): HeaderMeaning => ({ name, value, at: null });
const time = (name: string, at: Micros | null): HeaderMeaning[] => (at === null ? [] : [{ name, value: '', at }]);

/** The keys and the trace that were taken from this header. */
function whatWasRead(name: string, { reading }: Read): HeaderMeaning[] {
  const keys = reading.keys.filter(({ from }) => from.toLowerCase() === name.toLowerCase());
  return keys.flatMap((key) => (key.kind === 'trace' ? [] : [part(key.kind === 'business' ? (key.name ?? 'business key') : key.kind === 'message' ? 'message id' : 'correlation id', key.value)]));
}

function partsOf(name: string, value: string, read: Read): HeaderMeaning[] {
  if (name === 'traceparent') return traceparent(value);
  if (name === 'b3') return split(value, '-', ['trace id', 'span id', 'sampling', 'parent span id']);
  if (name === 'uber-trace-id') return split(value, ':', ['trace id', 'span id', 'parent span id', 'flags']);
  if (name === 'tracestate') return value.split(',').map((member) => part(`vendor ${member.split('=', 1)[0]!.trim()}`, member.slice(member.indexOf('=') + 1).trim()));
  if (name === 'baggage') return [...parseBaggage(value, () => undefined)].map(([key, item]) => part(`baggage ${key}`, item));
  const cloudEvent = /^ce[_-](.+)$/.exec(name)?.[1];
  if (cloudEvent !== undefined) return [part('CloudEvents attribute', cloudEvent), ...(cloudEvent === 'time' ? time('event time', parseTime(value)) : [])];
  const known = [...failure(name, value, read), ...role(name, value, read), ...spring(name, value)];
  return known.length > 0 ? known : writtenAt(name, value);
}

function traceparent(value: string): HeaderMeaning[] {
  const parsed = parseTraceparent(value.trim());
  if (parsed === null) return [part('trace context', 'malformed, so nothing was read from it')];
  const random = (Number.parseInt(value.trim().slice(53, 55), 16) & 2) === 2;
  return [part('trace id', parsed.ref.traceId), part('span that sent it', parsed.ref.spanId), part('flags', `${parsed.sampled ? 'sampled' : 'not sampled'}${random ? ', random trace id' : ''}`)];
}

const split = (value: string, sign: string, names: readonly string[]): HeaderMeaning[] => value.replace(/%3a/gi, ':').split(sign).flatMap((text, index) => (names[index] === undefined || text === '' ? [] : [part(names[index], text)]));

/** Rows of the frameworks' failure headers, and the ad hoc names where the topic says that something failed. */
function failure(name: string, value: string, { reading, conventions }: Read): HeaderMeaning[] {
  const families = [...FAILURE_FAMILIES, ...(reading.role === 'normal' ? [] : [adHoc(conventions.deadLetterHeaders)])];
  return families.flatMap((family) =>
    FAILURE_ROWS.flatMap(([row, words]) => {
      if (!family[row].some((each) => each.toLowerCase() === name)) return [];
      if (row === 'failedAt') return time(words, parseTime(value));
      return [part(words, row === 'topic' ? (family.topicOf?.(value) ?? value) : row === 'group' ? (family.groupOf?.(value) ?? value) : value)];
    }),
  );
}

const FAILURE_ROWS: readonly (readonly [keyof FailureHeaders, string])[] = [
  ['topic', 'topic that it came from'],
  ['partition', 'partition that it came from'],
  ['offset', 'offset that it came from'],
  ['group', 'group that failed'],
  ['type', 'exception'],
  ['message', 'failure'],
  ['failedAt', 'failed at'],
  ['attempts', 'attempt'],
];

/** What a header is by the conventions in force, whether or not it was the one that counted. */
function role(name: string, value: string, { reading, conventions }: Read): HeaderMeaning[] {
  const is = (list: readonly string[]): boolean => list.some((each) => each.toLowerCase() === name);
  if (is(conventions.causation.headers)) return [part('message that caused it', value)];
  if (is(conventions.eventType.headers)) return reading.type === null ? [] : [part('event type', reading.type)];
  if (is(conventions.eventTime.headers)) return time('event time', parseTime(value));
  if (is(conventions.sequence.headers)) return [part('sequence number', value)];
  if (is(conventions.correlation.headers)) return [part('correlation id', value)];
  return is(conventions.messageId.headers) ? [part('message id', value)] : [];
}

/** KafkaHeaders and RetryTopicHeaders of spring-kafka 3.3. */
const SPRING_TIMES: Readonly<Record<string, string>> = {
  'kafka_dlt-original-timestamp': 'first written',
  'kafka_original-timestamp': 'first written',
  'retry_topic-original-timestamp': 'first written',
  'retry_topic-backoff-timestamp': 'not to be handled before',
};
const SPRING_WORDS: Readonly<Record<string, string>> = {
  'retry_topic-attempts': 'attempt',
  kafka_deliveryattempt: 'delivery attempt',
  'kafka_dlt-original-timestamp-type': 'clock of the first timestamp',
  'kafka_original-timestamp-type': 'clock of the first timestamp',
  'kafka_dlt-exception-fqcn': 'exception around it',
  'kafka_exception-fqcn': 'exception around it',
  'kafka_dlt-exception-stacktrace': 'stack trace',
  'kafka_exception-stacktrace': 'stack trace',
  __typeid__: 'Java type',
  kafka_replytopic: 'topic for the answer',
};

function spring(name: string, value: string): HeaderMeaning[] {
  const clock = Object.hasOwn(SPRING_TIMES, name) ? SPRING_TIMES[name] : undefined;
  if (clock !== undefined) return time(clock, parseTime(value));
  const words = Object.hasOwn(SPRING_WORDS, name) ? SPRING_WORDS[name] : undefined;
  return words === undefined ? [] : [part(words, words === 'stack trace' ? value.split('\n', 1)[0]! : value)];
}

/** Digits under a name that speaks of time: `x-not-before`, `sent_at`. */
function writtenAt(name: string, value: string): HeaderMeaning[] {
  return /(time|stamp|date|before|after|until|expir|deadline|[-_]at)($|[-_])|(At|Time)$/i.test(name) ? digitsAsTime(value) : [];
}

const digitsAsTime = (digits: string): HeaderMeaning[] => (/^\d{10,19}$/.test(digits) ? time('time', parseTime(digits)) : []);

/** What so many bytes may be, since nobody says what they are: big endian, as Java writes. */
function bytesAs(hex: string): HeaderMeaning[] {
  const bytes = hex.length / 2;
  if (bytes === 16) return [part('as UUID', hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))];
  if (![1, 2, 4, 6, 8].includes(bytes)) return [];
  const integer = BigInt.asIntN(bytes * 8, BigInt(`0x${hex}`));
  return [part(`as int${bytes * 8}`, String(integer)), ...digitsAsTime(String(integer)).map((each) => ({ ...each, name: 'as time' }))];
}
