/** What a text in the search box may mean. Pure: lib/services/flows/search.ts asks the store for each meaning. */
import { joinText } from '#lib/core/conventions/join-text.ts';
import { hashKey } from '#lib/core/flows/keys.ts';
import { parseTraceId } from '#lib/core/ids.ts';
import type { EventPlace } from '#lib/services/events/find.ts';

export interface SearchTerms {
  /** Values of keys, as they may be stored; the first is the text itself. */
  readonly values: readonly string[];
  /** `orderId=4711` or `orderId:4711`. */
  readonly named: { readonly name: string; readonly value: string } | null;
  /** Present or former id of a flow. */
  readonly flowId: string | null;
  /** Several readings where a topic's name holds slashes. */
  readonly coordinates: readonly EventPlace[];
}

/** flow_key.value holds no more (prisma/schema.prisma). */
export const LONGEST_STORED_VALUE = 200;

export function parseSearchText(input: string): SearchTerms | null {
  const text = unquote(input.trim()).replaceAll('\0', '').trim();
  if (text === '') return null;
  const lower = text.toLowerCase();
  const values = new Set([text]);
  const traceId = traceIdIn(lower);
  if (traceId !== null) values.add(traceId);
  if (/^[0-9a-f-]+$/.test(lower)) values.add(lower); // any case of an id in hex, a part of one too
  return {
    values: [...values].map((value) => value.slice(0, LONGEST_STORED_VALUE)),
    named: namedValue(text),
    flowId: /^[0-9a-f]{16}$/.test(lower) ? lower : null,
    coordinates: coordinatesIn(text),
  };
}

/** Of these values as message ids: of an unlisted one the hash alone is kept, in a row of kind `record`. */
export const messageHashes = (values: readonly string[]): string[] => values.map((value) => hashKey(joinText.message(value)).toString());

/** A trace id, alone, as a UUID, shortened to 64 bits as B3 allows, or within a pasted `traceparent`. */
function traceIdIn(lower: string): string | null {
  const parent = /^(?:traceparent\s*[:=]\s*)?[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(lower);
  if (parent?.[1]) return parseTraceId(parent[1]);
  const uuid = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/.exec(lower);
  if (uuid) return parseTraceId(uuid.slice(1).join(''));
  return parseTraceId(/^[0-9a-f]{16}$/.test(lower) ? lower.padStart(32, '0') : lower);
}

function namedValue(text: string): SearchTerms['named'] {
  const match = /^([A-Za-z_][\w.-]{0,99})\s*[=:]\s*(\S.*)$/s.exec(text);
  return match?.[1] && match[2] ? { name: match[1], value: unquote(match[2]).slice(0, LONGEST_STORED_VALUE) } : null;
}

/** `topic/partition/offset` with the source, and the source and the incarnation, in front where said; and `topic-partition@offset`, as Kafka's logs have it. */
function coordinatesIn(text: string): EventPlace[] {
  const log = /^(.+)-(\d{1,9})@(\d{1,18})$/.exec(text);
  if (log) return [{ source: null, topic: log[1]!, incarnation: null, partition: Number(log[2]), offset: BigInt(log[3]!) }];
  const parts = text.split('/');
  const offset = parts.pop() ?? '';
  const partition = parts.pop() ?? '';
  if (parts.length === 0 || !/^\d{1,18}$/.test(offset) || !/^\d{1,9}$/.test(partition)) return [];
  const at = { partition: Number(partition), offset: BigInt(offset) };
  const readings: EventPlace[] = [{ source: null, topic: parts.join('/'), incarnation: null, ...at }];
  if (parts.length >= 2) readings.push({ source: parts[0]!, topic: parts.slice(1).join('/'), incarnation: null, ...at });
  const incarnation = parts.at(-1)!;
  if (parts.length >= 3 && /^\d{1,9}$/.test(incarnation)) {
    readings.push({ source: parts[0]!, topic: parts.slice(1, -1).join('/'), incarnation: Number(incarnation), ...at });
  }
  return readings.filter((reading) => reading.topic !== '');
}

/** `"abc"`, as copied out of JSON or a log line. */
const unquote = (text: string): string => /^(["'`])(.*)\1$/s.exec(text)?.[2] ?? text;
