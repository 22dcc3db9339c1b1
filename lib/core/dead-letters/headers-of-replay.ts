/** Which headers a message has when it is sent back. */
import type { FailureHeaders } from '#lib/core/conventions/conventions.ts';
import { adHoc } from '#lib/core/conventions/failure-families.ts';
import { REPLAY_ID_HEADER, REPLAY_OF_HEADER } from '#lib/core/conventions/replay.ts';
import { coordinatesText, type Coordinates } from '#lib/core/ids.ts';
import type { Header } from '#lib/core/record.ts';

/** What frameworks write about failures and attempts, in lower case: none of it is true of a message that starts anew. */
const PREFIXES = ['kafka_dlt-', 'kafka_original-', 'kafka_exception-', 'kafka_key-exception-', 'retry_topic-', '__connect.errors.', '__streams.errors.', 'mt-fault-', 'nservicebus.exceptioninfo.', 'dead-letter-'];
const NAMES = ['mt-reason', 'nservicebus.failedq', 'nservicebus.timeoffailure', 'nservicebus.processingendpoint', 'reason_poisoned', 'topic_poisoned', 'handler_poisoned', 'subscriber_poisoned'];
/** Of another replay, or of this one. */
const OWN = [REPLAY_ID_HEADER, REPLAY_OF_HEADER];

function adHocNames(headers: FailureHeaders): string[] {
  const { topic, partition, offset, group, type, message, failedAt, attempts, stacktrace } = adHoc(headers);
  return [topic, partition, offset, group, type, message, failedAt, attempts, stacktrace].flat();
}

export interface SentHeader extends Header {
  readonly fate: 'kept' | 'stripped' | 'added';
}

export function isFailureHeader(name: string, failureHeaders: FailureHeaders): boolean {
  const lower = name.toLowerCase();
  return OWN.includes(lower) || NAMES.includes(lower) || PREFIXES.some((prefix) => lower.startsWith(prefix)) || adHocNames(failureHeaders).some((each) => each.toLowerCase() === lower);
}

/**
 * All headers with what becomes of them, in their order, and the two that say which replay sent it and which dead letter it was.
 * Message id, correlation and trace headers are kept: consumers that look for duplicates still know the message.
 */
export function headersOfReplay(headers: readonly Header[], replayId: string, of: Coordinates, failureHeaders: FailureHeaders): SentHeader[] {
  return [
    ...headers.map((header): SentHeader => ({ ...header, fate: isFailureHeader(header.name, failureHeaders) ? 'stripped' : 'kept' })),
    { name: REPLAY_ID_HEADER, value: Buffer.from(replayId), fate: 'added' },
    { name: REPLAY_OF_HEADER, value: Buffer.from(coordinatesText(of)), fate: 'added' },
  ];
}

/**
 * Why the client would write these headers otherwise than they are; null where it writes them byte for byte. kafkajs 2.2.4 takes an object of
 * name and value or values: it throws on a null value, writes repeats of a name one after the other, and names that look like array indices first.
 */
export function whyNotWritable(headers: readonly Header[]): string | null {
  const seen = new Set<string>();
  let before: string | null = null;
  let others = false;
  let lastIndex = -1;
  for (const { name, value } of headers) {
    if (value === null) return `header ${name} has no value, which the client cannot write`;
    if (name.includes('\ufffd') || !name.isWellFormed()) return 'the name of a header is not UTF-8, and the client would write another';
    if (name !== before && seen.has(name)) return `header ${name} is repeated with others in between, and the client would write them in another order`;
    if (name !== before && isIndex(name)) {
      if (others || Number(name) < lastIndex) return `header ${name} has a number for a name, and the client would write it in another place`;
      lastIndex = Number(name);
    } else if (!isIndex(name)) others = true;
    seen.add(name);
    before = name;
  }
  return null;
}

/** What JavaScript takes for an index of an array: such keys of an object come first, in the order of numbers. */
const isIndex = (name: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(name) && Number(name) < 4_294_967_295;

/** As the client takes them. Only for what `whyNotWritable` lets pass. */
export function clientHeaders(headers: readonly Header[]): Record<string, Buffer | Buffer[]> {
  const lists = new Map<string, Buffer[]>();
  for (const { name, value } of headers) {
    const bytes = Buffer.from(value ?? []);
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [bytes]);
    else list.push(bytes);
  }
  // Not by assignment: a header may be called `__proto__`.
  return Object.fromEntries([...lists].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? list) : list]));
}
