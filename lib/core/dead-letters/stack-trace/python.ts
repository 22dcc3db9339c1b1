/** `traceback`: what was raised first stands first, and of its frames the outermost. Both are turned round. */
import { addToMessage, typeAndMessage, type OpenException, type StackFrame } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';
import { fileOf } from '#lib/core/dead-letters/stack-trace/node.ts';

const BEGIN = /^(?:Exception Group )?Traceback \(most recent call last\):$/;
const FRAME = /^File "([^"]*)", line \d+(?:, in (.{1,300}))?$/;
const BETWEEN = /^(?:The above exception was the direct cause of|During handling of the above exception)/;
const REPEATED = /^\[Previous line repeated \d+ more times?\]$/;

export const isPythonBegin = (line: string): boolean => BEGIN.test(line);

/** The lines as they were written, for source code stands among them, further in. Null where no exception is among them. */
export function parsePython(lines: readonly string[]): OpenException[] | null {
  const raised: OpenException[] = [];
  let frames: StackFrame[] = [];
  let reading: 'nothing' | 'frames' | 'message' = 'nothing';
  for (const raw of lines) {
    const line = raw.trim();
    const current = raised.at(-1);
    const frame = reading === 'frames' ? frameOf(line) : null;
    if (BEGIN.test(line)) [frames, reading] = [[], 'frames'];
    else if (frame !== null) frames.push(frame);
    else if (reading === 'frames' && line !== '' && !/^\s/.test(raw)) {
      const named = typeAndMessage(line) ?? { type: '', message: line };
      raised.push({ ...named, relation: 'cause', frames: frames.reverse() });
      reading = 'message';
    } else if (BETWEEN.test(line)) reading = 'nothing';
    else if (reading === 'message' && line !== '' && current !== undefined) addToMessage(current, line);
  }
  if (raised.length === 0) return null;
  return raised.reverse().map((exception, index) => (index === 0 ? { ...exception, relation: 'outermost' } : exception));
}

function frameOf(line: string): StackFrame | null {
  if (REPEATED.test(line)) return { text: line, symbol: '', kind: 'omitted' };
  const found = FRAME.exec(line);
  if (found === null) return null;
  const [, path = '', name = '<module>'] = found;
  const isForeign = /[/\\](?:site|dist)-packages[/\\]|[/\\]lib[/\\]python\d|^<frozen |^<string>/i.test(path);
  return { text: line, symbol: `${name} in ${fileOf(path)}`, kind: isForeign ? 'framework' : 'application' };
}
