/** What all languages' stack traces come down to. */

export type Language = 'java' | 'node' | 'python' | 'dotnet' | 'go';

export interface StackFrame {
  /** As it was written, without what indents it. */
  readonly text: string;
  /** What ran, the same over builds: no line numbers, no generated names, no folders. Empty for `omitted`. */
  readonly symbol: string;
  /** `omitted`: a line that stands for frames (`... 12 more`). */
  readonly kind: 'application' | 'framework' | 'omitted';
}

export interface TracedException {
  readonly type: string;
  readonly message: string;
  readonly relation: 'outermost' | 'cause' | 'suppressed';
  /** Where it was thrown first. */
  readonly frames: readonly StackFrame[];
}

export interface StackTrace {
  readonly language: Language;
  /** The outermost first, then each one's cause; what was suppressed stands behind what suppressed it. Never empty. */
  readonly exceptions: readonly TracedException[];
  /** Lines were left out: there are more than are read. */
  readonly cut: boolean;
}

/** An exception while its lines are read. */
export interface OpenException {
  readonly type: string;
  message: string;
  readonly relation: TracedException['relation'];
  readonly frames: StackFrame[];
}

export const MOST_LINES = 2000;
/** In UTF-16 code units: what stands behind is left out of a line before any expression sees it. */
export const LONGEST_LINE = 1000;
export const LONGEST_MESSAGE = 2000;

/** Which exception is the reason of all others: the last in the chain of causes. */
export const innermost = ({ exceptions }: StackTrace): TracedException | undefined => exceptions.findLast(({ relation }) => relation !== 'suppressed');

/** The frame that people of the application look at first: of the innermost cause, else of what is around it. Null where frameworks alone ran. */
export function topFrame({ exceptions }: StackTrace): StackFrame | null {
  const chain = exceptions.filter(({ relation }) => relation !== 'suppressed').toReversed();
  for (const { frames } of chain) {
    const found = frames.find(({ kind }) => kind === 'application');
    if (found !== undefined) return found;
  }
  return null;
}

/** `shop.CardDeclined: do_not_honor` as type and message; null where no type begins the line. */
export function typeAndMessage(line: string): { readonly type: string; readonly message: string } | null {
  const found = /^([A-Za-z_$][\w$.+`]{0,300}(?: \[[\w-]{1,60}\])?)(?::\s?(.*))?$/.exec(line);
  return found === null ? null : { type: found[1] ?? '', message: found[2] ?? '' };
}

export function addToMessage(exception: OpenException, line: string): void {
  if (exception.message.length < LONGEST_MESSAGE) exception.message = exception.message === '' ? line : `${exception.message}\n${line}`;
}
