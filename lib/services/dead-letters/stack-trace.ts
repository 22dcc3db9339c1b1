import type { StackTrace } from '#lib/contracts/dead-letters.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { readStacktrace } from '#lib/core/conventions/dead-letter.ts';
import { viewHeaders } from '#lib/core/conventions/header-view.ts';
import { differingFrames } from '#lib/core/dead-letters/stack-trace/compare.ts';
import { parseStackTrace } from '#lib/core/dead-letters/stack-trace/parse.ts';
import type { StackTrace as Parsed } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';
import type { StoredMessage } from '#lib/store/stored-messages.ts';

/** The trace of one, with the frames marked that are not in those of all the others; null where it has none. */
export function wireStackTrace(trace: Parsed | null, others: readonly Parsed[]): StackTrace | null {
  if (trace === null) return null;
  const differing = differingFrames(trace, others);
  return {
    language: trace.language,
    exceptions: trace.exceptions.map(({ type, message, relation, frames }, index) => ({ type, message, relation, frames: frames.map(({ text, kind }, at) => ({ text, kind, differs: differing[index]?.[at] ?? false })) })),
    compared: others.length,
    cut: trace.cut,
  };
}

/** Null where its headers have none, or one that nobody can read. */
export function stackTraceOf({ headers, reading }: Pick<StoredMessage, 'headers' | 'reading'>, conventions: Conventions): Parsed | null {
  const text = readStacktrace({ headers: viewHeaders(headers, () => undefined), conventions }, reading.role);
  return text === null ? null : parseStackTrace(text);
}
