import fc from 'fast-check';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { FAILURE_FAMILIES } from '#lib/core/conventions/failure-families.ts';
import { clientHeaders, headersOfReplay, isFailureHeader, whyNotWritable } from '#lib/core/dead-letters/headers-of-replay.ts';
import type { Header } from '#lib/core/record.ts';

const header = (name: string, value: string | null = 'v'): Header => ({ name, value: value === null ? null : Buffer.from(value) });
const told = DEFAULT_CONVENTIONS.deadLetterHeaders;
const at = { source: 'kafka', topic: 'orders.dlq', incarnation: 0, partition: 3, offset: 7n };

test('whatever tells of a failure is stripped, whoever wrote it', () => {
  const names = FAILURE_FAMILIES.flatMap((family) => [family.topic, family.partition, family.offset, family.group, family.type, family.message, family.failedAt, family.attempts, family.stacktrace].flat());
  expect(names.filter((name) => !isFailureHeader(name, told))).toEqual([]);
});

test.each(['message-id', 'correlation-id', 'traceparent', 'tracestate', 'baggage', 'b3', 'ce_id', 'content-type', 'event-type', 'kafka_correlationId', 'NServiceBus.MessageId', 'MT-Conversation-Id', '__TypeId__', 'x-tenant'])('%s is kept', (name) => {
  expect(isFailureHeader(name, told)).toBe(false);
});

test('what is kept stays in its order and bytes, and two are added', () => {
  const headers = [header('a', '1'), header('X-Error', 'no'), header('a', '2'), header('throughline-replay-id', 'old'), header('retry_topic-attempts', '3')];
  expect(headersOfReplay(headers, 'r1', at, told).map(({ name, value, fate }) => [name, value === null ? null : Buffer.from(value).toString(), fate])).toEqual([
    ['a', '1', 'kept'], ['X-Error', 'no', 'stripped'], ['a', '2', 'kept'], ['throughline-replay-id', 'old', 'stripped'], ['retry_topic-attempts', '3', 'stripped'],
    ['throughline-replay-id', 'r1', 'added'], ['throughline-replay-of', 'kafka/orders.dlq/0/3/7', 'added'],
  ]);
});

test.each<[string, Header[], RegExp | null]>([
  ['none', [], null],
  ['ordinary ones', [header('a'), header('b')], null],
  ['names that differ in case', [header('a'), header('A'), header('b')], null],
  ['repeats side by side', [header('a', '1'), header('a', '2'), header('b')], null],
  ['repeats with others between', [header('a', '1'), header('b'), header('a', '2')], /a is repeated/],
  ['no value', [header('a', null)], /a has no value/],
  ['an empty value', [header('a', '')], null],
  ['numbers first, in order', [header('1'), header('20'), header('a')], null],
  ['numbers out of order', [header('20'), header('3')], /3 has a number/],
  ['a number after a name', [header('a'), header('1')], /1 has a number/],
  ['a number with a zero in front is a name', [header('a'), header('01')], null],
  ['a name that is not UTF-8', [header('a\ufffd')], /not UTF-8/],
  ['names of objects', [header('__proto__'), header('constructor')], null],
])('headers with %s', (_what, headers, why) => {
  if (why === null) expect(whyNotWritable(headers)).toBeNull();
  else expect(whyNotWritable(headers)).toMatch(why);
});

type EncodeRecord = (record: { key: Buffer | null; value: Buffer | null; headers: Record<string, Buffer | Buffer[]> }) => { readonly buffer: Buffer };
const encode = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/record/v0/index.js') as EncodeRecord;

/** A record of the protocol (KIP-98) as it ought to be: after its length, attributes and deltas come key, value and headers. */
function expectedBytes(headers: readonly Header[]): Buffer {
  const varint = (value: number): Buffer => {
    const bytes: number[] = [];
    for (let rest = value >= 0 ? value * 2 : value * -2 - 1; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return Buffer.from([...bytes, rest]);
      bytes.push((rest % 128) + 128);
    }
  };
  const text = (bytes: Uint8Array) => [varint(bytes.length), bytes];
  return Buffer.concat([varint(-1), varint(-1), varint(headers.length), ...headers.flatMap(({ name, value }) => [...text(Buffer.from(name)), ...text(value ?? Buffer.alloc(0))])]);
}

test('what passes is written by the client byte for byte', () => {
  const name = fc.constantFrom('a', 'b', 'B', '0', '7', '12', '01', '4294967295', '-1', '', '__proto__', 'ü');
  const one = fc.record({ name, value: fc.uint8Array({ maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), (headers) => {
      const written = encode({ key: null, value: null, headers: clientHeaders(headers) }).buffer;
      const expected = expectedBytes(headers);
      const same = written.subarray(-expected.length).equals(expected);
      if (whyNotWritable(headers) === null) expect(same).toBe(true);
    }),
    { numRuns: 500 },
  );
});
