import type { StackTrace } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';

/**
 * For each exception of the trace and each of its frames: whether it is missing in any of the others. Line numbers and generated names make no difference.
 * Of exceptions that stand at the same place in their chains, counted from the innermost: wrappers around the same cause may differ in number.
 */
export function differingFrames(trace: StackTrace, others: readonly StackTrace[]): boolean[][] {
  const last = trace.exceptions.length;
  return trace.exceptions.map(({ frames }, index) => {
    const theirs = others.map(({ exceptions }) => new Set(exceptions[exceptions.length - last + index]?.frames.map(({ symbol }) => symbol)));
    return frames.map(({ symbol, kind }) => kind !== 'omitted' && theirs.some((symbols) => !symbols.has(symbol)));
  });
}
