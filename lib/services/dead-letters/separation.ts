import type { FailureHeaders } from '#lib/core/conventions/conventions.ts';
import { readPayload } from '#lib/core/conventions/payload.ts';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import { isFailureHeader } from '#lib/core/dead-letters/headers-of-replay.ts';
import type { Sample } from '#lib/core/dead-letters/separation/facts.ts';
import { separatingFields, type Separation } from '#lib/core/dead-letters/separation/separating-fields.ts';
import type { Header } from '#lib/core/record.ts';
import { textFromBytes } from '#lib/core/utf8.ts';
import { failedAmong, newestOfGroup } from '#lib/store/dead-letter-list.ts';
import type { ListedFailureGroup } from '#lib/store/failure-groups.ts';
import { decodeHeaders } from '#lib/store/headers.ts';
import { readStoredMessages } from '#lib/store/stored-messages.ts';
import type { Store } from '#lib/store/store.ts';
import { readNewest } from '#lib/store/topic-messages.ts';
import { readKeptPartitions } from '#lib/store/topic-tallies.ts';

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

async function healthySamples(pool: Store['pool'], { source, topic, type }: { readonly source: string; readonly topic: string; readonly type: string | null }, failureHeaders: FailureHeaders): Promise<Sample[]> {
  const { rows } = await pool.query<{ id: number }>({ name: 'newest-incarnation', text: 'SELECT id FROM topic WHERE source = $1 AND name = $2 ORDER BY incarnation DESC LIMIT 1', values: [source, topic] });
  const topicId = rows[0]?.id;
  if (topicId === undefined) return [];
  const kept = await readKeptPartitions(pool, topicId);
  const most = Math.ceil(MOST_LOOKED_AT / Math.max(1, kept.length));
  const newest = await readNewest(pool, topicId, kept.map(({ partition, first, last }) => ({ partition, from: first, to: last + 1n })), { most, valueBytes: VALUE_BYTES });
  const messages = [...newest.values()].flat();
  const bad = await failedAmong(pool, source, topic, messages);
  return messages.flatMap(({ partition, offset, body }) => {
    if (body === null || bad.has(`${partition}/${offset}`)) return [];
    const reading = decodeReading(body.meta);
    return reading.type === type && reading.role === 'normal' && reading.replay === undefined ? [sampleOf(body.value, decodeHeaders(body.headers), reading.contentType, failureHeaders)] : [];
  });
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
