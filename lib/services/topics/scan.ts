/**
 * Messages of all partitions as one list, newest first. Within a partition they come by offset, which is the order of the log; between
 * partitions the one whose next message is the latest goes first. Where it stands is an offset a partition, so it goes on from there
 * whatever is written meanwhile.
 */
import { messageTime } from '#lib/core/topics/message-time.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Store } from '#lib/store/store.ts';
import { readNewest, type MessageRow, type OffsetRange } from '#lib/store/topic-messages.ts';

interface ScanOptions {
  readonly topicId: number;
  readonly ranges: readonly OffsetRange[];
  /** Messages that are likely to be wanted: how many are read at once. */
  readonly about: number;
  readonly valueBytes: number;
  readonly key?: Uint8Array;
}

export interface ScannedMessage extends MessageRow {
  readonly at: Micros;
}

interface Lane {
  readonly partition: number;
  readonly from: bigint;
  /** Everything from here on was given. */
  to: bigint;
  buffer: ScannedMessage[];
  /** How far the buffer reaches down. */
  readTo: bigint;
  chunk: number;
  ended: boolean;
}

/** Of one partition at once. */
const LARGEST_CHUNK = 256;
/** Of all partitions that are read together, should every value be as long as it is read. */
const BYTES_AT_ONCE = 32 * 1024 * 1024;

export class Scan {
  readonly #store: Pick<Store, 'pool'>;
  readonly #options: ScanOptions;
  readonly #lanes: Lane[];

  constructor(store: Pick<Store, 'pool'>, options: ScanOptions) {
    this.#store = store;
    this.#options = options;
    const chunk = Math.min(LARGEST_CHUNK, Math.max(4, Math.ceil((options.about * 2) / Math.max(1, options.ranges.length))));
    this.#lanes = options.ranges.map(({ partition, from, to }) => ({ partition, from, to, buffer: [], readTo: to, chunk, ended: from >= to }));
  }

  /** The next message; null after the last. */
  async next(): Promise<ScannedMessage | null> {
    const dry = this.#lanes.filter(({ buffer, ended }) => buffer.length === 0 && !ended);
    // Those that are about to run dry are read with it: fewer questions for the same rows.
    if (dry.length > 0) await this.#fill(this.#lanes.filter(({ buffer, chunk, ended }) => !ended && buffer.length < chunk / 2));
    let latest: Lane | null = null;
    for (const lane of this.#lanes) {
      const head = lane.buffer.at(-1);
      if (head !== undefined && (latest === null || head.at > (latest.buffer.at(-1)?.at ?? 0))) latest = lane;
    }
    const message = latest?.buffer.pop();
    if (latest === null || message === undefined) return null;
    latest.to = message.offset;
    return message;
  }

  /** By partition, the offset below which it goes on; without those that are through. */
  left(): Map<number, bigint> {
    return new Map(this.#lanes.filter(({ buffer, ended }) => buffer.length > 0 || !ended).map(({ partition, to }) => [partition, to]));
  }

  async #fill(lanes: readonly Lane[]): Promise<void> {
    const { topicId, valueBytes, key } = this.#options;
    // Lanes that were filled with one size are read together; those that give much get more at once.
    const affordable = Math.max(1, Math.floor(BYTES_AT_ONCE / valueBytes / lanes.length));
    for (const [most, alike] of Map.groupBy(lanes, ({ chunk }) => Math.min(chunk, affordable))) {
      const found = await readNewest(this.#store.pool, topicId, alike.map(({ partition, from, readTo }) => ({ partition, from, to: readTo })), { most, valueBytes, key });
      for (const lane of alike) {
        const rows = found.get(lane.partition) ?? [];
        lane.ended = rows.length < most;
        lane.chunk = Math.min(LARGEST_CHUNK, most * 2);
        lane.readTo = rows.at(-1)?.offset ?? lane.from;
        const once = rows.filter(({ offset }, index) => offset !== rows[index - 1]?.offset);
        lane.buffer = [...once.map((row) => ({ ...row, at: messageTime(row.timestamp, row.observedAt) })).reverse(), ...lane.buffer];
      }
    }
  }
}
