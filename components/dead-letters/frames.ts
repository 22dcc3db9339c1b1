import type { StackTrace } from '#lib/contracts/dead-letters.ts';

type Frame = StackTrace['exceptions'][number]['frames'][number];

export type FrameRow = { readonly frame: Frame } | { readonly folded: number; readonly differs: boolean };

/** Frames of frameworks that stand together become one row, unless it is a single one. */
export function foldFrames(frames: readonly Frame[], all: boolean): FrameRow[] {
  const rows: FrameRow[] = [];
  for (let at = 0; at < frames.length; ) {
    const run = frames.slice(at).findIndex(({ kind }) => kind === 'application');
    const end = run === -1 ? frames.length : at + run;
    if (!all && end - at > 1) rows.push({ folded: end - at, differs: frames.slice(at, end).some(({ differs }) => differs) });
    else rows.push(...frames.slice(at, end).map((frame) => ({ frame })));
    if (end < frames.length) rows.push({ frame: frames[end]! });
    at = end + 1;
  }
  return rows;
}

const RELATION = { outermost: '', cause: 'Caused by: ', suppressed: 'Suppressed: ' } as const;

/** As one would paste it. */
export const traceText = ({ exceptions }: StackTrace): string =>
  exceptions.map(({ type, message, relation, frames }) => [`${RELATION[relation]}${type}${message === '' ? '' : `: ${message}`}`, ...frames.map(({ text }) => `    ${text.trim()}`)].join('\n')).join('\n');
