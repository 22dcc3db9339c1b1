import type { FailureHeaders } from '#lib/core/conventions/conventions.ts';
import { readPayload } from '#lib/core/conventions/payload.ts';
import { isFailureHeader } from '#lib/core/dead-letters/headers-of-replay.ts';
import type { Sample } from '#lib/core/dead-letters/separation/facts.ts';
import { separatingFields, type Separation } from '#lib/core/dead-letters/separation/separating-fields.ts';
import type { Header } from '#lib/core/record.ts';
import { textFromBytes } from '#lib/core/utf8.ts';
import { healthyMessages, type MessageKind } from '#lib/services/dead-letters/healthy.ts';
import { newestOfGroup } from '#lib/store/dead-letter-list.ts';
import type { ListedFailureGroup } from '#lib/store/failure-groups.ts';
import { decodeHeaders } from '#lib/store/headers.ts';
import { readStoredMessages } from '#lib/store/stored-messages.ts';
import type { Store } from '#lib/store/store.ts';

const MOST_FAILED = 200;
/** More than are compared, for some are of other types, and some failed. */
const MOST_LOOKED_AT = 600;
/** Of each value: a larger one is cut, and so is no JSON. All together 12.5 MiB at most. */
const VALUE_BYTES = 16_384;

/** What the dead letters of a group have in common, and messages of their topic and type that did not fail have not. */
export async function separationOf({ pool }: Pick<Store, 'pool'>, group: ListedFailureGroup, failureHeaders: FailureHeaders): Promise<Separation> {
  const letters = await newestOfGroup(pool, group.id, MOST_FAILED);
  const failed = (await readStoredMessages(pool, letters.map(({ id }) => id), VALUE_BYTES)).map(({ value, headers, reading }) => sampleOf(value, headers, reading.contentType, failureHeaders));
  const kind = mostFrequent(letters.map(({ source, messageType }) => JSON.stringify([source, messageType])));
  if (group.originTopic === null || kind === null) return separatingFields(failed, []);
  const [source, type] = JSON.parse(kind) as [string, string | null]; // as it was written three lines above
  return separatingFields(failed, await healthySamples(pool, { source, type, topic: group.originTopic }, failureHeaders));
}

async function healthySamples(pool: Store['pool'], kind: MessageKind, failureHeaders: FailureHeaders): Promise<Sample[]> {
  const messages = await healthyMessages(pool, kind, MOST_LOOKED_AT, VALUE_BYTES);
  return messages.map(({ body, reading }) => sampleOf(body.value, decodeHeaders(body.headers), reading.contentType, failureHeaders));
}

function sampleOf(value: Uint8Array | null, headers: readonly Header[], contentType: string | null, failureHeaders: FailureHeaders): Sample {
  return {
    json: readPayload(value, contentType, () => undefined).json,
    headers: headers.flatMap(({ name, value: bytes }) => {
      const text = bytes === null || isFailureHeader(name, failureHeaders) ? null : textFromBytes(bytes);
      return text === null ? [] : [{ name, text }];
    }),
  };
}

function mostFrequent(texts: readonly string[]): string | null {
  const counts = [...Map.groupBy(texts, (text) => text)].toSorted(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1));
  return counts[0]?.[0] ?? null;
}
