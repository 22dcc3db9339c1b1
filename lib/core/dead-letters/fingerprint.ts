/** Which failures are one: by where it failed and by what failed, without what differs from one message to the next. */
import { createHash } from 'node:crypto';
import { normalise } from '#lib/core/dead-letters/normalise.ts';
import { parseStackTrace } from '#lib/core/dead-letters/stack-trace/parse.ts';
import { innermost, topFrame } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';
import { titleOf } from '#lib/core/dead-letters/title.ts';

/** Counts up when the same failure would come out otherwise: decisions on groups are then carried over, see docs/decisions/dead-letters.md. */
export const FINGERPRINT_VERSION = 2;

/** What the headers of a dead letter tell of its failure. */
export interface FailureTold {
  readonly originTopic: string | null;
  readonly consumerGroup: string | null;
  readonly type: string | null;
  readonly message: string | null;
  readonly stacktrace: string | null;
}

export interface Fingerprint {
  /** 32 hex digits. */
  readonly id: string;
  readonly title: string;
  /** Of the innermost cause that anything tells of. */
  readonly exceptionType: string | null;
  /** With placeholders; null where there is none. */
  readonly message: string | null;
  /** The symbol of the frame that the application's people look at first. */
  readonly topFrame: string | null;
}

export function fingerprint(told: FailureTold): Fingerprint {
  const trace = told.stacktrace === null ? null : parseStackTrace(told.stacktrace);
  const cause = trace === null ? undefined : innermost(trace);
  const exceptionType = nonEmpty(cause?.type) ?? nonEmpty(told.type);
  // A cause without a message has none, though the exception around it may: that one repeats it at best.
  const message = nonEmpty(normalise(cause === undefined || cause.type === '' ? (told.message ?? '') : cause.message));
  const frame = trace === null ? null : (topFrame(trace)?.symbol ?? null);
  const parts = [FINGERPRINT_VERSION, told.originTopic, told.consumerGroup, exceptionType, message, frame];
  return {
    id: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32),
    title: titleOf(exceptionType, message),
    exceptionType,
    message,
    topFrame: frame,
  };
}

const nonEmpty = (text: string | null | undefined): string | null => (text === undefined || text === null || text.trim() === '' ? null : text);
