import { integerFromBytes } from '#lib/core/conventions/bytes.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { parseTime } from '#lib/core/conventions/event-time.ts';
import { adHoc, FAILURE_FAMILIES, type FailureFamily } from '#lib/core/conventions/failure-families.ts';
import { printable, quoted } from '#lib/core/conventions/notes.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { isOffset } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';

type Failure = NonNullable<EventReading['failure']>;

/** In UTF-16 code units; the rest is in the headers. */
const LONGEST = { topic: 249, group: 255, type: 500, message: 2000, stacktrace: 20_000 } as const; // 249: Kafka's longest topic name
const LONGEST_HISTORY = 20;

/** Of a header that occurs several times the last tells the latest failure, all of them the history. Null where no header tells of one. */
export function readFailure(input: EventInput, role: EventReading['role']): Failure | null {
  const family = familyOf(input, role);
  if (family === null) return null;
  const failedAt = readFailedAt(input, family);
  const history = readHistory(input, family);
  return {
    origin: readOrigin(input, family),
    type: firstText(input, family.type, LONGEST.type),
    message: firstText(input, family.message, LONGEST.message),
    framework: family.framework,
    ...(failedAt === null ? {} : { failedAt }),
    ...(history.length === 0 ? {} : { history }),
  };
}

/** The stack trace of the latest failure, cut to 20,000 characters: too long for what is read of every message. The beginning and the end are kept, for the cause of all stands last. */
export function readStacktrace(input: Pick<EventInput, 'headers' | 'conventions'>, role: EventReading['role']): string | null {
  const family = familyOf(input, role);
  const text = family === null ? null : firstText(input, family.stacktrace, Infinity);
  if (text === null || text.length <= LONGEST.stacktrace) return text;
  const [begins, ends] = [text.slice(0, LONGEST.stacktrace * 0.6), text.slice(-LONGEST.stacktrace * 0.4)];
  return `${begins.toWellFormed()}\n... ${text.length - begins.length - ends.length} characters left out\n${ends.toWellFormed()}`;
}

/** The framework whose headers these are: the first that tells an origin, an exception or its message. */
function familyOf(input: Pick<EventInput, 'headers' | 'conventions'>, role: EventReading['role']): FailureFamily | null {
  const speaks = ({ topic, type, message }: FailureFamily): boolean => [topic, type, message].some((names) => input.headers.present(names).some((name) => input.headers.last(name)));
  const known = FAILURE_FAMILIES.find(speaks);
  if (known !== undefined || role === 'normal') return known ?? null;
  const ordinary = adHoc(input.conventions.deadLetterHeaders);
  return speaks(ordinary) ? ordinary : null;
}

function readOrigin(input: EventInput, family: FailureFamily): Failure['origin'] {
  const named = firstText(input, family.topic, LONGEST.message);
  const topic = named === null ? '' : (family.topicOf?.(named) ?? named).slice(0, LONGEST.topic).toWellFormed();
  if (topic === '') return null;
  const partition = firstInteger(input, family.partition);
  const group = firstText(input, family.group, LONGEST.group);
  return {
    topic,
    partition: partition !== null && partition < 2n ** 31n ? Number(partition) : null,
    offset: firstInteger(input, family.offset),
    group: group === null ? null : (family.groupOf?.(group) ?? group),
  };
}

function readFailedAt(input: EventInput, { failedAt }: FailureFamily): Micros | null {
  const text = firstText(input, failedAt, LONGEST.type);
  const time = text === null ? null : parseTime(text);
  if (text !== null && time === null) input.note(`the time of failure ${quoted(text)} is no time with a zone`);
  return time;
}

/** Attempts before the latest. Where one header was written less often than the other, the earliest attempts lack it. */
function readHistory({ headers }: EventInput, family: FailureFamily): NonNullable<Failure['history']> {
  const allOf = (names: readonly string[], longest: number): string[] => {
    const name = names.find((candidate) => headers.last(candidate));
    return name === undefined ? [] : headers.all(name).slice(-LONGEST_HISTORY - 1).map((text) => cut(text, longest));
  };
  const types = allOf(family.type, LONGEST.type);
  const messages = allOf(family.message, LONGEST.message);
  const count = Math.max(types.length, messages.length);
  return Array.from({ length: Math.max(0, count - 1) }, (_, index) => ({
    type: types.at(index - count) || null,
    message: messages.at(index - count) || null,
  }));
}

function firstText({ headers }: Pick<EventInput, 'headers'>, names: readonly string[], longest: number): string | null {
  for (const name of names) {
    const text = headers.last(name);
    if (text) return cut(text, longest);
  }
  return null;
}

const cut = (text: string, longest: number): string => printable(text.slice(0, longest));

/** Text, or Java's int32 or int64. */
function firstInteger({ headers, note }: EventInput, names: readonly string[]): bigint | null {
  const name = names.find((candidate) => headers.has(candidate));
  if (name === undefined) return null;
  const value = integerFromBytes(headers.lastBytes(name)!);
  if (value !== null && isOffset(value)) return value;
  note(`header ${name} is no partition or offset`);
  return null;
}
