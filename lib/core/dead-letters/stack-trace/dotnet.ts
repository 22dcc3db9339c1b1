/** `Exception.ToString`: ` ---> ` begins an inner exception, whose frames come before those of the one around it. */
import { addToMessage, typeAndMessage, type OpenException, type StackFrame } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';

/** `at Shop.Pay.Charge(Request request) in /src/Pay.cs:line 41`. */
const FRAME = /^at ([^\s(][^(]{0,500})\(([^)]*)\)(?: in (.{1,500}?):line \d+)?$/;
const INNER = /^---> (?:\(Inner Exception #\d+\) )?/;
const INNER_ENDS = /^--- End of inner exception stack trace ---/;
const AGAIN = /^--- End of stack trace from previous location/;

const FRAMEWORKS = /^(?:System|Microsoft|MassTransit|NServiceBus|Confluent|GreenPipes|Rebus|MediatR|Polly|Npgsql|Newtonsoft|Autofac|Castle|Dapper|Grpc|Azure|Amazon|RabbitMQ|StackExchange|Serilog|OpenTelemetry)\.|^lambda_method/;

export const isDotnetLine = (line: string): boolean => / in .{1,500}:line \d+$/.test(line) || INNER_ENDS.test(line) || AGAIN.test(line) || INNER.test(line);
export const isDotnetFrame = (line: string): boolean => FRAME.test(line);

/** The lines are trimmed. Null where no exception is among them. */
export function parseDotnet(lines: readonly string[]): OpenException[] | null {
  const exceptions: OpenException[] = [];
  let depth = -1;
  for (const line of lines) {
    const current = exceptions[depth];
    const frame = frameOf(line);
    if (frame !== null) current?.frames.push(frame);
    else if (INNER_ENDS.test(line)) depth = Math.max(0, depth - 1);
    else if (INNER.test(line)) {
      const text = line.replace(INNER, '');
      exceptions.push({ ...(typeAndMessage(text) ?? { type: '', message: text }), relation: 'cause', frames: [] });
      depth = exceptions.length - 1;
    } else if (current === undefined) {
      const named = typeAndMessage(line);
      if (named === null) continue;
      exceptions.push({ ...named, relation: 'outermost', frames: [] });
      depth = 0;
    } else if (current.frames.length === 0 && line !== '') addToMessage(current, line);
  }
  return exceptions.length === 0 ? null : exceptions;
}

function frameOf(line: string): StackFrame | null {
  if (AGAIN.test(line)) return { text: line, symbol: '', kind: 'omitted' };
  const found = FRAME.exec(line);
  if (found === null) return null;
  const symbol = dotnetSymbol(found[1] ?? '');
  return { text: line, symbol, kind: FRAMEWORKS.test(symbol) ? 'framework' : 'application' };
}

/** `Pay.<ChargeAsync>d__5.MoveNext` is `Pay.ChargeAsync`, `Pay.<>c__DisplayClass5_0.<Charge>b__0` is `Pay.Charge`; generic arguments are left out. */
const dotnetSymbol = (name: string): string =>
  name
    .trim()
    .replace(/`\d+/g, '')
    .replace(/\[[^\]]*\]+/g, '')
    .replace(/\.<>c(?:__DisplayClass[\w]*)?/g, '')
    .replace(/<(\w{1,200})>(?:d__\d+(?:\.MoveNext)?|b__[\w]+|g__(\w{1,200}?)\|[\w]+)/g, (_all, outer: string, local: string | undefined) => (local === undefined ? outer : `${outer}.${local}`));
