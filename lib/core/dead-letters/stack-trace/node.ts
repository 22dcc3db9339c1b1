/** V8's `stack`, and what `util.inspect` writes of it: `[cause]:`, properties behind the frames. */
import { addToMessage, typeAndMessage, type OpenException, type StackFrame } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';

/** `at Array.map (<anonymous>)`, `at async Promise.all (index 0)`. */
const BUILT_IN = /^at (?:async )?[\w.$<> ]{1,200} \((?:<anonymous>|native|index \d+|eval at .*)\)(?: \{)?$/;
const CAUSE = /^\[cause\]: /;

export const isNodeFrame = (line: string): boolean => placeOf(line) !== null || BUILT_IN.test(line);

/** The lines are trimmed. Null where no exception is among them. */
export function parseNode(lines: readonly string[]): OpenException[] | null {
  const exceptions: OpenException[] = [];
  for (const line of lines) {
    const current = exceptions.at(-1);
    const frame = frameOf(line);
    if (frame !== null) {
      current?.frames.push(frame);
      continue;
    }
    const isCause = CAUSE.test(line);
    const named = typeAndMessage(line.replace(CAUSE, '').replace(/^Uncaught /, ''));
    if (isCause && named !== null) exceptions.push({ ...named, relation: 'cause', frames: [] });
    else if (current === undefined) {
      if (named !== null) exceptions.push({ ...named, relation: 'outermost', frames: [] });
    } else if (current.frames.length === 0 && line !== '') addToMessage(current, line);
  }
  return exceptions.length === 0 ? null : exceptions;
}

function frameOf(line: string): StackFrame | null {
  if (BUILT_IN.test(line)) return { text: line, symbol: line.replace(/^at (?:async )?/, '').replace(/ \(.*$/, ''), kind: 'framework' };
  const found = placeOf(line);
  if (found === null) return null;
  const name = found.name.replace(/^Object\./, '').replace(/ \[as [^\]]*\]$/, '');
  return { text: line.replace(/ \{$/, ''), symbol: `${name || '<anonymous>'} in ${fileOf(found.file)}`, kind: /^node:|^internal\/|[/\\]node_modules[/\\]|^<anonymous>/.test(found.file) ? 'framework' : 'application' };
}

/** `at async charge (/app/(shop)/pay.js:41:12)`, `at /app/pay.js:41:12`, `at new Pay (file:///app/pay.js:4:1) {`. */
function placeOf(line: string): { readonly name: string; readonly file: string } | null {
  if (!line.startsWith('at ')) return null;
  const text = line.slice(3).replace(/ \{$/, '').replace(/^async /, '').replace(/^new /, '');
  const opens = text.endsWith(')') ? text.indexOf(' (') : -1;
  const place = opens === -1 ? text : text.slice(opens + 2, -1);
  const file = /^(.+?):\d+:\d+$/.exec(place)?.[1];
  return file === undefined ? null : { name: opens === -1 ? '' : text.slice(0, opens), file };
}

/** The file alone: folders tell where it was deployed. `main.3fa9c1d2.js` is bundled anew each time. */
export const fileOf = (path: string): string =>
  path
    .slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
    .replace(/[?#].*$/, '')
    .replace(/([.-])([0-9a-zA-Z_]{6,64})(?=\.[cm]?[jt]sx?$)/, (all, sign: string, part: string) => (/^(?=.*\d)[0-9a-f]+$|\d.*\d/.test(part) ? `${sign}<hash>` : all));
