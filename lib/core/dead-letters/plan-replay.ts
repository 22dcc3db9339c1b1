/**
 * What a replay would do with each dead letter of its selection, one at a time: memory does not grow with the selection.
 * Pure: what the store, the brokers and the configuration say is handed in.
 */
import type { FailureHeaders } from '#lib/core/conventions/conventions.ts';
import { headersOfReplay, whyNotWritable } from '#lib/core/dead-letters/headers-of-replay.ts';
import type { Origin } from '#lib/core/dead-letters/origin.ts';
import type { DeadLetterState, Refusal } from '#lib/core/dead-letters/states.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import type { Header } from '#lib/core/record.ts';

/** Of one message; what is left out stays as it is. */
export interface Edit {
  readonly key?: Uint8Array | null;
  readonly headers?: readonly Header[];
  readonly value?: Uint8Array | null;
}

export interface Selected {
  readonly id: string;
  readonly at: Coordinates;
  readonly state: DeadLetterState;
  /** The dead letter that its last replay became. */
  readonly supersededBy: string | null;
  /** A replay that runs, rests or is unsure of it. */
  readonly liveIn: string | null;
  /** Another of the selection that is the same message for the same target and is sent. */
  readonly sameAs: string | null;
  readonly origin: Origin | null;
  readonly key: Uint8Array | null;
  readonly headers: readonly Header[];
  /** Of the whole value; null for a tombstone. */
  readonly size: number | null;
  /** Where all of it can be had, byte for byte. `masked`: what is kept is not what was written, and the broker has it no longer. */
  readonly bytes: 'store' | 'broker' | 'gone' | 'masked';
  readonly edit: Edit | null;
}

export interface Aim {
  /** Null for each one's own origin. */
  readonly topic: string | null;
  readonly partition: number | 'same' | 'by-key';
}

/** What is known of a topic that messages would be sent to. */
export interface TargetTopic {
  readonly exists: boolean;
  readonly allowed: boolean;
  /** Whether the broker lets us write to it; not told by every broker. */
  readonly writable?: boolean | null;
  readonly role: 'normal' | 'retry' | 'dead-letter';
  readonly partitions: number;
  /** Of one message with all that is around it; null where the broker does not tell. */
  readonly maxMessageBytes: number | null;
  readonly compacted: boolean;
  /** The groups that read it; null where they cannot be looked at. */
  readonly groups: readonly string[] | null;
}

export interface PlanContext {
  readonly replayId: string;
  readonly aim: Aim;
  readonly failureHeaders: FailureHeaders;
  target(source: string, topic: string): TargetTopic;
}

export type Judged =
  | { readonly id: string; readonly target: PlannedTarget; readonly refused: null }
  | { readonly id: string; readonly target: null; readonly refused: { readonly reason: Refusal; readonly says: string } };

export interface PlannedTarget {
  readonly source: string;
  readonly topic: string;
  /** Null where the key chooses it. */
  readonly partition: number | null;
  /** The group that failed, for which it is sent. */
  readonly group: string | null;
}

/** What a record takes beside key, value and headers, and the batch around it, in bytes; on the safe side. */
const AROUND = 200;
const AROUND_HEADER = 10;

export function judge(letter: Selected, context: PlanContext): Judged {
  const no = (reason: Refusal, says: string): Judged => ({ id: letter.id, target: null, refused: { reason, says } });
  const { origin, edit } = letter;

  if (letter.supersededBy !== null) return no('superseded', `its replay failed again as ${letter.supersededBy}, which is the one to send`);
  if (letter.liveIn !== null) return no('already-live', `it is in replay ${letter.liveIn}`);
  if (letter.state !== 'open') return no('not-open', `it is ${letter.state.replace('-', ' ')}`);
  const topic = context.aim.topic ?? origin?.topic ?? null;
  if (topic === null) return no('origin-unknown', 'nothing tells which topic it came from: choose a target');

  const { source } = letter.at;
  const target = context.target(source, topic);
  if (!target.allowed) return no('target-not-allowed', `the configuration does not allow replays to ${topic}`);
  if (!target.exists) return no('target-missing', `there is no topic ${topic} on ${source} any more`);
  if (target.writable === false) return no('target-not-allowed', `the broker does not let Throughline write to ${topic}`);
  if (target.role === 'dead-letter' || topic === letter.at.topic) return no('target-is-dead-letter-topic', `${topic} is a dead-letter topic: it is no place to handle it`);

  const partition = context.aim.partition === 'same' ? (origin?.partition ?? 'unknown') : context.aim.partition;
  if (partition === 'unknown') return no('no-partition', 'nothing tells which partition it came from: choose one, or let the key choose');
  if (partition !== 'by-key' && partition >= target.partitions) return no('partition-missing', `${topic} has no partition ${partition}`);
  if (letter.sameAs !== null) return no('same-message', `it is the same message as ${letter.sameAs}, which is sent`);

  // Of what is gone, what an edit replaces is not needed; but what is masked was perhaps masked everywhere.
  const replaced = edit?.value !== undefined && edit.headers !== undefined && edit.key !== undefined;
  if (!replaced && letter.bytes === 'masked') return no('masked', 'what is kept of it is masked, and the broker has it no longer');
  if (edit?.value === undefined && letter.bytes === 'gone') return no('payload-gone', 'only the beginning of it is kept, and the broker has it no longer');

  const headers = headersOfReplay(edit?.headers ?? letter.headers, context.replayId, letter.at, context.failureHeaders).filter(({ fate }) => fate !== 'stripped');
  const why = whyNotWritable(headers);
  if (why !== null) return no('headers-not-writable', why);

  const bytes = sizeOf(letter, headers);
  if (target.maxMessageBytes !== null && bytes > target.maxMessageBytes) return no('too-large', `it takes ${bytes} bytes, and ${topic} takes ${target.maxMessageBytes} at most`);
  return { id: letter.id, target: { source, topic, partition: partition === 'by-key' ? null : partition, group: origin?.group ?? null }, refused: null };
}

function sizeOf({ edit, key, size }: Selected, headers: readonly Header[]): number {
  const keyBytes = (edit?.key === undefined ? key : edit.key)?.length ?? 0;
  const valueBytes = edit?.value === undefined ? (size ?? 0) : (edit.value?.length ?? 0);
  return AROUND + keyBytes + valueBytes + headers.reduce((sum, { name, value }) => sum + Buffer.byteLength(name) + (value?.length ?? 0) + AROUND_HEADER, 0);
}
