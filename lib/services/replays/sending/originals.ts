/** The bytes that are sent for an item: those that were written, with what a person edited, without the headers of its failure. */
import { clientHeaders, headersOfReplay, whyNotWritable } from '#lib/core/dead-letters/headers-of-replay.ts';
import type { Edit } from '#lib/core/dead-letters/plan-replay.ts';
import type { Header } from '#lib/core/record.ts';
import { isTheSame } from '#lib/services/events/whole-value.ts';
import type { Held, SenderContext } from '#lib/services/replays/sending/context.ts';
import type { ReplayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import type { SentMessage } from '#lib/sources/kafka/replay/producer.ts';
import type { NextItem, RefusedItem } from '#lib/store/replay-chunks.ts';
import { readEdits } from '#lib/store/replay-plan.ts';
import { readKeptSizes, readStoredMessages, type KeptSize, type StoredMessage } from '#lib/store/stored-messages.ts';

export interface ReadItem {
  readonly item: NextItem;
  readonly message: Omit<SentMessage, 'partition'>;
  /** In bytes, with what is around it, on the safe side. */
  readonly size: number;
}

export interface Originals {
  readonly read: readonly ReadItem[];
  readonly refused: readonly RefusedItem[];
}

/** So many bytes are in memory, and in one transaction. */
const MOST_BYTES = 4 * 1024 * 1024;
const AROUND = 200;
const AROUND_HEADER = 10;

/** Of the items the first ones that fit, at least one. Throws where the broker cannot be asked for what is kept in part. */
export async function readOriginals({ store, masking, conventions }: SenderContext, { replayId }: Held, broker: ReplayBroker, items: readonly NextItem[]): Promise<Originals> {
  const ids = items.map(({ deadLetter }) => deadLetter);
  const sizes = await readKeptSizes(store.pool, ids);
  const edits = await readEdits(store.pool, replayId, ids);
  const fitting = firstThatFit(items, sizes);
  const messages = new Map((await readStoredMessages(store.pool, fitting.map(({ deadLetter }) => deadLetter), MOST_BYTES * 32)).map((message) => [message.ref, message]));
  const [read, refused]: [ReadItem[], RefusedItem[]] = [[], []];
  for (const item of fitting) {
    const edit = edits.get(item.deadLetter) ?? null;
    const original = isReplaced(edit) ? { key: null, value: null, headers: [] } : await originalOf(item, messages.get(item.deadLetter), sizes.get(item.deadLetter), edit, broker, masking);
    if ('reason' in original) {
      refused.push({ seq: item.seq, ...original });
      continue;
    }
    const headers = headersOfReplay(edit?.headers ?? original.headers, replayId.toString(), item.at, conventions.deadLetterHeaders).filter(({ fate }) => fate !== 'stripped');
    const why = whyNotWritable(headers);
    if (why !== null) {
      refused.push({ seq: item.seq, reason: 'headers-not-writable', says: why });
      continue;
    }
    const key = edit?.key === undefined ? original.key : edit.key;
    const value = edit?.value === undefined ? original.value : edit.value;
    read.push({ item, message: { topic: item.topic, key: bufferOf(key), value: bufferOf(value), headers: clientHeaders(headers) }, size: sizeOf(key, value, headers) });
  }
  return { read, refused };
}

const isReplaced = (edit: Edit | null): boolean => edit?.key !== undefined && edit.headers !== undefined && edit.value !== undefined;

type Bytes = { readonly key: Uint8Array | null; readonly value: Uint8Array | null; readonly headers: readonly Header[] };

async function originalOf(item: NextItem, stored: StoredMessage | undefined, kept: KeptSize | undefined, edit: Edit | null, broker: ReplayBroker, masking: SenderContext['masking']): Promise<Bytes | Omit<RefusedItem, 'seq'>> {
  const isMasked = stored?.reading.masking !== undefined;
  if (stored !== undefined && !isMasked && (kept?.isWhole === true || edit?.value !== undefined)) return stored;
  const answer = await broker.original({ ...item.at, kafkaId: item.kafkaId });
  if (answer.state === 'unavailable') throw new Error(answer.reason);
  if (answer.state === 'gone') return isMasked ? { reason: 'masked', says: `what is kept of it is masked, and the broker has it no longer: ${answer.reason}` } : { reason: 'payload-gone', says: `only a part of it is kept, and the broker has it no longer: ${answer.reason}` };
  const { record } = answer;
  if (stored !== undefined) {
    const noted = { isTombstone: stored.size === null, size: stored.size, sha256: isMasked || stored.sha256 === null ? null : Buffer.from(stored.sha256).toString('hex'), masking: stored.reading.masking?.payload ?? null };
    if (!isTheSame(record.value, noted, masking)) return { reason: 'payload-gone', says: 'the broker has another message at its place now' };
  }
  return record;
}

function firstThatFit(items: readonly NextItem[], sizes: ReadonlyMap<string, KeptSize>): NextItem[] {
  const fitting: NextItem[] = [];
  let bytes = 0;
  for (const item of items) {
    const kept = sizes.get(item.deadLetter);
    bytes += (kept?.heading ?? 0) + (kept?.size ?? 0);
    if (fitting.length > 0 && bytes > MOST_BYTES) break;
    fitting.push(item);
  }
  return fitting;
}

const bufferOf = (bytes: Uint8Array | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes));

const sizeOf = (key: Uint8Array | null, value: Uint8Array | null, headers: readonly Header[]): number =>
  AROUND + (key?.length ?? 0) + (value?.length ?? 0) + headers.reduce((sum, header) => sum + Buffer.byteLength(header.name) + (header.value?.length ?? 0) + AROUND_HEADER, 0);
