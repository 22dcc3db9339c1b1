import { integerFromBytes } from '#lib/core/conventions/bytes.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { printable } from '#lib/core/conventions/notes.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';

type Failure = NonNullable<EventReading['failure']>;

/** The headers in which one family of frameworks tells the origin of a dead letter and what failed; of each list the first that is there. */
interface FailureHeaders {
  readonly topic: readonly string[];
  readonly partition: readonly string[];
  readonly offset: readonly string[];
  readonly group: readonly string[];
  readonly type: readonly string[];
  readonly message: readonly string[];
  /** `error` and `exception` are ordinary words: such headers speak only where the topic's name says that something failed. */
  readonly ordinaryWords: boolean;
}

const FAMILIES: readonly FailureHeaders[] = [
  spring('kafka_dlt-'),
  spring('kafka_'),
  {
    topic: ['x-original-topic', 'original-topic'],
    partition: ['x-original-partition', 'original-partition'],
    offset: ['x-original-offset', 'original-offset'],
    group: ['x-original-consumer-group', 'x-consumer-group', 'original-consumer-group'],
    type: ['x-error-type', 'x-exception-type', 'error-type', 'exception-type', 'x-exception-class', 'exception-class'],
    message: ['x-error-message', 'x-error', 'error-message', 'error', 'x-exception-message', 'exception-message', 'exception', 'x-dlq-reason', 'dlq-reason'],
    ordinaryWords: true,
  },
];
const LONGEST_MESSAGE = 2000;

/** The topic's role by its name, or by failure headers that name another topic than this one: a replayed message keeps them, and is back where it was. */
export function readRole(input: EventInput): EventReading['role'] {
  const { topic } = input.record.at;
  if (input.conventions.deadLetterTopics.some((pattern) => pattern.test(topic))) return 'dead-letter';
  if (input.conventions.retryTopics.some((pattern) => pattern.test(topic))) return 'retry';
  if (isElsewhere(input.headers.last('kafka_dlt-original-topic'), topic)) return 'dead-letter';
  if (input.headers.has('retry_topic-attempts') && isElsewhere(input.headers.last('kafka_original-topic'), topic)) return 'retry';
  return 'normal';
}

/** Of a header that occurs several times the last tells the latest failure. Null where no header tells of one. */
export function readFailure(input: EventInput, role: EventReading['role']): Failure | null {
  for (const family of FAMILIES) {
    if (family.ordinaryWords && role === 'normal') continue;
    const failure = readFamily(input, family);
    if (failure) return failure;
  }
  return null;
}

function readFamily({ headers, note }: EventInput, family: FailureHeaders): Failure | null {
  const text = (names: readonly string[], longest: number): string | null => {
    const value = firstOf(names, (name) => headers.last(name) || null);
    return value === null ? null : printable(value.slice(0, longest));
  };
  const integer = (names: readonly string[]): bigint | null => {
    const name = names.find((candidate) => headers.has(candidate));
    const value = name === undefined ? null : integerFromBytes(headers.lastBytes(name)!);
    if (name !== undefined && (value === null || value < 0n)) note(`header ${name} is no partition or offset`);
    return value !== null && value >= 0n ? value : null;
  };
  const topic = text(family.topic, 249); // Kafka's longest topic name
  const type = text(family.type, 500);
  const message = text(family.message, LONGEST_MESSAGE);
  if (topic === null && type === null && message === null) return null;
  const partition = integer(family.partition);
  const origin =
    topic === null
      ? null
      : { topic, partition: partition !== null && partition < 2n ** 31n ? Number(partition) : null, offset: integer(family.offset), group: text(family.group, 255) };
  return { origin, type, message };
}

/** Spring Kafka: partition as int32 and offset as int64, big-endian; the exception of interest is the cause of its wrapper. */
function spring(prefix: string): FailureHeaders {
  return {
    topic: [`${prefix}original-topic`],
    partition: [`${prefix}original-partition`],
    offset: [`${prefix}original-offset`],
    group: [`${prefix}original-consumer-group`],
    type: [`${prefix}exception-cause-fqcn`, `${prefix}exception-fqcn`],
    message: [`${prefix}exception-message`],
    ordinaryWords: false,
  };
}

function isElsewhere(origin: string | null, topic: string): boolean {
  return origin !== null && origin !== topic;
}

function firstOf<Value>(names: readonly string[], read: (name: string) => Value | null): Value | null {
  for (const name of names) {
    const value = read(name);
    if (value !== null) return value;
  }
  return null;
}
