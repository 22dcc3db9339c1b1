import type { ReplayItemPreview } from '#lib/contracts/replays.ts';
import type { FailureHeaders } from '#lib/core/conventions/conventions.ts';
import { headersOfReplay } from '#lib/core/dead-letters/headers-of-replay.ts';
import type { Edit } from '#lib/core/dead-letters/plan-replay.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { readableText } from '#lib/core/readable-text.ts';
import type { Header } from '#lib/core/record.ts';
import { oneItem } from '#lib/services/replays/read-item.ts';
import { wireItem } from '#lib/services/replays/wire.ts';
import { readOneDeadLetter } from '#lib/store/dead-letter-list.ts';
import type { ListedItem } from '#lib/store/replay-list.ts';
import { readEdits } from '#lib/store/replay-plan.ts';
import { readStoredMessages, type StoredMessage } from '#lib/store/stored-messages.ts';
import type { Store } from '#lib/store/store.ts';

/** Of each value so much is shown, in bytes. */
const SHOWN_BYTES = 256 * 1024;

type Side = NonNullable<ReplayItemPreview['before']>;

/**
 * What one item looks like where it stands, and as it is sent. `itemId`: the replay and the number of the item, `17-3`. Throws `not-found`.
 * What is kept here only in part, or masked, is shown so; what is sent is read again from the broker.
 */
export async function previewItem({ pool }: Pick<Store, 'pool'>, id: string, itemId: string, failureHeaders: FailureHeaders): Promise<ReplayItemPreview> {
  const item = await oneItem({ pool }, id, itemId);
  const letter = await readOneDeadLetter(pool, item.deadLetter);
  const message = (await readStoredMessages(pool, [item.deadLetter], SHOWN_BYTES))[0];
  const edit = (await readEdits(pool, item.replayId, [item.deadLetter])).get(item.deadLetter) ?? {};
  if (letter === null || message === undefined) return { item: wireItem(item), before: null, after: null };
  return { item: wireItem(item), ...sides(item, letter.at, message, edit, failureHeaders) };
}

function sides(item: ListedItem, at: Coordinates, message: StoredMessage, edit: Edit, failureHeaders: FailureHeaders): Pick<ReplayItemPreview, 'before' | 'after'> {
  const sent = headersOfReplay(edit.headers ?? message.headers, item.replayId.toString(), at, failureHeaders);
  const own = headersOfReplay(message.headers, item.replayId.toString(), at, failureHeaders).filter(({ fate }) => fate !== 'added');
  const masked = message.reading.masking !== undefined;
  const before: Side = {
    source: at.source, topic: at.topic, partition: at.partition, offset: at.offset.toString(),
    key: textOf(message.key),
    headers: own.map((header) => ({ ...shown(header), fate: header.fate === 'kept' && edit.headers !== undefined && !has(sent, header) ? 'edited' : header.fate })),
    ...valueOf(message.value, message.size), masked,
  };
  if (item.target === null) return { before, after: null };
  const after: Side = {
    ...item.target, offset: item.sentAs?.offset.toString() ?? null,
    key: edit.key === undefined ? before.key : textOf(edit.key),
    headers: sent.flatMap((header) => (header.fate === 'stripped' ? [] : [{ ...shown(header), fate: header.fate === 'kept' && edit.headers !== undefined && !has(own, header) ? ('edited' as const) : header.fate }])),
    ...(edit.value === undefined ? valueOf(message.value, message.size) : valueOf(edit.value, edit.value?.length ?? null)),
    masked: masked && edit.value === undefined,
  };
  return { before, after };
}

const has = (headers: readonly Header[], { name, value }: Header): boolean => headers.some((other) => other.name === name && (value === null || other.value === null ? value === other.value : Buffer.from(value).equals(other.value)));

function shown({ name, value }: Header): { name: string; value: string | null; encoding: 'utf8' | 'hex' } {
  const text = value === null ? null : readableText(value, false);
  return { name, value: value === null ? null : (text ?? Buffer.from(value).toString('hex')), encoding: value === null || text !== null ? 'utf8' : 'hex' };
}

const textOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : (readableText(bytes, false) ?? `0x${Buffer.from(bytes).toString('hex')}`));

function valueOf(value: Uint8Array | null, size: number | null): Pick<Side, 'value' | 'valueEncoding' | 'size' | 'truncated'> {
  if (value === null) return { value: null, valueEncoding: 'tombstone', size: null, truncated: false };
  const part = value.subarray(0, SHOWN_BYTES);
  const truncated = part.length < (size ?? value.length);
  const text = readableText(part, truncated);
  return { value: text ?? Buffer.from(part).toString('hex'), valueEncoding: text === null ? 'hex' : 'utf8', size: size ?? value.length, truncated };
}
