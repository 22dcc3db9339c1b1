import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differingFrames } from '#lib/core/dead-letters/stack-trace/compare.ts';
import { parseStackTrace } from '#lib/core/dead-letters/stack-trace/parse.ts';
import { innermost, topFrame, type StackTrace } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';
import { DOTNET, GO_ERROR, GO_PANIC, JAVA, NODE, PYTHON } from '#lib/core/dead-letters/testing/stack-traces.ts';

const read = (text: string): StackTrace => parseStackTrace(text) ?? expect.fail(`No stack trace: ${text.slice(0, 200)}`);
const outline = (text: string) => read(text).exceptions.map(({ type, relation, frames }) => [relation, type, frames.length]);

test.each<[string, string, string, unknown, string, string | null]>([
  ['Java', JAVA, 'java', [['outermost', 'org.springframework.kafka.listener.ListenerExecutionFailedException', 3], ['suppressed', 'org.springframework.kafka.listener.ListenerExecutionFailedException', 1], ['cause', 'shop.PaymentFailed', 3], ['cause', 'java.lang.NullPointerException', 4]], 'Cannot invoke "String.length()" because "currency" is null', 'shop.Pay.lambda$charge'],
  ['Node', NODE, 'node', [['outermost', 'PaymentFailed', 3], ['cause', 'TypeError', 5]], "Cannot read properties of null (reading 'currency')", 'charge in pay.js'],
  ['Python', PYTHON, 'python', [['outermost', 'shop.errors.PaymentFailed', 1], ['cause', 'KeyError', 3]], "'currency'", 'charge in pay.py'],
  ['.NET', DOTNET, 'dotnet', [['outermost', 'MassTransit.ConsumerException', 2], ['cause', 'System.NullReferenceException', 4]], 'Object reference not set to an instance of an object.', 'Shop.Pay.ChargeAsync'],
  ['a panic of Go', GO_PANIC, 'go', [['outermost', 'panic', 3]], 'runtime error: invalid memory address or nil pointer dereference', 'main.(*Pay).Charge'],
  ['an error of Go', GO_ERROR, 'go', [['outermost', 'error', 2]], 'no currency', 'shop.io/pay.Charge.func'],
])('%s: exceptions, the innermost message, and the frame that counts', (_what, text, language, exceptions, message, top) => {
  expect(read(text).language).toBe(language);
  expect(outline(text)).toEqual(exceptions);
  expect(innermost(read(text))?.message).toBe(message);
  expect(topFrame(read(text))?.symbol).toBe(top);
});

test.each(['', 'card declined', 'at the end of the day', 'a\n\tat\nb', '{"at": "x:1:2"}', 'Caused by: nobody'])('%j is no stack trace', (text) => expect(parseStackTrace(text)).toBeNull());

const symbols = (text: string) => read(text).exceptions.map(({ frames }) => frames.map(({ symbol }) => symbol));

test.each<[string, string, (text: string) => string]>([
  ['line numbers of Java', JAVA, (text) => text.replace(/(\.java:)\d+/g, '$1999')],
  ['what the JVM and proxies number', JAVA, (text) => text.replaceAll('lambda$charge$3', 'lambda$charge$12').replaceAll('CGLIB$$0', () => 'CGLIB$$7')],
  ['how a class was loaded', JAVA, (text) => text.replaceAll('at shop.', 'at app//shop.')],
  ['lines and folders of Node', NODE, (text) => text.replace(/:\d+:\d+/g, ':7:8').replaceAll('/app/', '/srv/releases/42/')],
  ['lines and folders of Python', PYTHON, (text) => text.replace(/line \d+/g, 'line 7').replaceAll('/app/', '/srv/')],
  ['lines, folders and state machines of .NET', DOTNET, (text) => text.replace(/line \d+/g, 'line 7').replaceAll('/src/', 'C:\\build\\').replaceAll('d__5', 'd__9')],
  ['arguments and lines of Go', GO_PANIC, (text) => text.replace(/0x[0-9a-f]+/g, '0x7').replace(/\.go:\d+/g, '.go:7')],
  ['Windows line ends', JAVA, (text) => text.replaceAll('\n', '\r\n')],
  ['line ends that a logger wrote in two characters', JAVA, (text) => text.replaceAll('\n', '\\n').replaceAll('\t', '\\t')],
])('another build has the same symbols: %s', (_what, text, change) => {
  expect(change(text)).not.toBe(text);
  expect(symbols(change(text))).toEqual(symbols(text));
});

test('frames that are not in every trace are marked', () => {
  const other = JAVA.replace('at shop.Pay.charge(', 'at shop.Pay.refund(');
  const differing = differingFrames(read(JAVA), [read(JAVA), read(other)]);
  const texts = read(JAVA).exceptions.flatMap(({ frames }, index) => frames.filter((_, at) => differing[index]?.[at]).map(({ text }) => text));
  expect(texts).toEqual(['at shop.Pay.charge(Pay.java:39)']);
  expect(differingFrames(read(JAVA), []).flat()).not.toContain(true);
});

test('whatever comes is read or refused, and never throws', () => {
  const line = fc.oneof(
    fc.constantFrom(...[JAVA, NODE, PYTHON, DOTNET, GO_PANIC, GO_ERROR].flatMap((text) => text.split('\n'))),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const trace = parseStackTrace(lines.join('\n'));
      if (trace !== null) expect(trace.exceptions.length).toBeGreaterThan(0);
    }),
  );
});

/** Each would take hours if an expression went back over it. */
test.each<[string, string]>([
  ['brackets', `at ${'('.repeat(200_000)}`],
  ['spaces', `at ${' '.repeat(200_000)}:1:2`],
  ['colons', `at ${':1'.repeat(100_000)}`],
  ['dots', `at ${'a.'.repeat(100_000)}(`],
  ['lambdas', `at ${'lambda$'.repeat(30_000)}(A.java:1)`],
  ['slashes', `at ${'a/'.repeat(100_000)}(A.java:1)`],
  ['generics', `at ${'<a>'.repeat(60_000)}() in x:line 1`],
  ['in', `at A.B()${' in '.repeat(50_000)}:line 1`],
  ['quotes', `  File "${'"'.repeat(200_000)}`],
  ['many short lines', 'at a ('.concat('\n at b (').repeat(30_000)],
  ['causes', 'A: b\n\tat a.B.c(D.java:1)\nCaused by: '.repeat(10_000)],
  ['a long file name', `at f (/${'a-1'.repeat(60_000)}.js:1:2)`],
])('hostile input takes time in proportion: %s', (_what, text) => {
  const trace = parseStackTrace(text);
  expect(trace?.exceptions.flatMap(({ frames }) => frames).length ?? 0).toBeLessThanOrEqual(2000);
});

test('what is beyond the lines that are read is said to be', () => {
  const long = `A: b\n${'\tat a.B.c(D.java:1)\n'.repeat(3000)}`;
  expect(read(long)).toMatchObject({ cut: true });
  expect(read(JAVA)).toMatchObject({ cut: false });
});

test('how a method was called through reflection makes no frames differ', () => {
  const called = (by: readonly string[]): string => ['java.lang.IllegalStateException: closed', '\tat shop.Pay.charge(Pay.java:41)', ...by.map((frame) => `\tat ${frame}`), '\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)'].join('\n');
  const ways = [
    ['java.base/jdk.internal.reflect.GeneratedMethodAccessor17.invoke(Unknown Source)'],
    ['jdk.internal.reflect.GeneratedMethodAccessor204.invoke(Unknown Source)', 'java.base/jdk.internal.reflect.DelegatingMethodAccessorImpl.invoke(DelegatingMethodAccessorImpl.java:43)'],
    ['java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)', 'java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke(NativeMethodAccessorImpl.java:77)'],
    ['java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)'],
    ['sun.reflect.GeneratedConstructorAccessor3.newInstance(Unknown Source)'],
    [`sun.reflect.${'Method'.repeat(50)}${'Accessor'.repeat(80)}.invoke(Unknown Source)`],
  ].map((by) => read(called(by)));
  for (const one of ways) expect(differingFrames(one, ways).flat()).not.toContain(true);
  expect(differingFrames(ways[0]!, [ways[0]!, read(called(['jdk.internal.reflect.AccessorMethod.invoke(Unknown Source)']))]).flat()).toContain(true);
  const handle = (number: string) => read(called([`java.base/java.lang.invoke.LambdaForm$MH/${number}.invoke(LambdaForm$MH)`, `shop.Pay$$Lambda$14/${number}.apply(Unknown Source)`]));
  expect(handle('0x00007f1b2c0c2800').exceptions[0]?.frames.map(({ symbol }) => symbol)).toEqual(handle('1747585824').exceptions[0]?.frames.map(({ symbol }) => symbol));
});
