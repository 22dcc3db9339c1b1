/** A panic's goroutine, or the frames that `%+v` of pkg/errors writes: a function, and under it the place. */
import type { OpenException, StackFrame } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';

const PLACE = /^(\/.{1,900}|[A-Z]:.{1,900})\.(?:go|s):\d+(?: \+0x[0-9a-f]+)?$/;
const FUNCTION = /^(?:created by )?([\p{L}_][^\s()]*(?:\(\*?\w{1,200}\)[^\s()]*)?)(?:\(.*\))?(?: in goroutine \d+)?$/u;
const PANIC = /^(?:panic|fatal error): /;
const GOROUTINE = /^goroutine \d+ \[/;

export const isGoPlace = (line: string): boolean => PLACE.test(line);

/** The lines are trimmed. Null where no place is among them. Go's errors have no type: that of a panic is `panic`, else `error`. */
export function parseGo(lines: readonly string[]): OpenException[] | null {
  const message: string[] = [];
  const frames: StackFrame[] = [];
  let isPanic = false;
  let goroutines = 0;
  for (const [index, line] of lines.entries()) {
    // The others ran beside it.
    if (GOROUTINE.test(line) && ++goroutines > 1) break;
    const next = lines[index + 1];
    if (next !== undefined && PLACE.test(next) && FUNCTION.test(line)) frames.push(frameOf(line, next));
    else if (frames.length === 0 && line !== '' && !GOROUTINE.test(line) && !PLACE.test(line) && !line.startsWith('[signal ')) {
      isPanic ||= PANIC.test(line);
      message.push(line.replace(PANIC, '').replace(/ \[recovered\]$/, ''));
    }
  }
  return frames.length === 0 ? null : [{ type: isPanic ? 'panic' : 'error', message: message.slice(0, 20).join('\n'), relation: 'outermost', frames }];
}

function frameOf(line: string, place: string): StackFrame {
  const name = FUNCTION.exec(line)?.[1] ?? line;
  const isForeign = /\/pkg\/mod\/|\/vendor\/|\/go\/src\/(?!.*\.\w+\/)|\/libexec\/src\/|\/usr\/lib\/go/.test(place) || /^(?:runtime|panic|net\/http|sync|testing|reflect)[./(]?/.test(name);
  return { text: `${line} ${place}`, symbol: name.replace(/\.func\d+(?:\.\d+)*/g, '.func').replace(/\[\.\.\.\]/g, ''), kind: isForeign && !name.startsWith('main.') ? 'framework' : 'application' };
}
