import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { maskBatch } from '#lib/collector/mask-batch.ts';
import type { Pattern } from '#lib/core/masking/patterns/pattern.ts';
import { event, maskingFor, span } from '#lib/core/masking/testing/masking.ts';
import type { EventRecord } from '#lib/core/record.ts';

/** Fails as an expression does that runs out of stack. */
const failing: Pattern = {
  name: 'failing',
  findsInWhole: true,
  find: (text) => {
    if (text.includes('poison')) throw new RangeError(`Maximum call stack size exceeded in ${text}`);
    return [];
  },
};
const rules = maskingFor({ patterns: [failing] });
const at = (offset: bigint, value: string): EventRecord => ({ ...event({ value }), at: { ...event().at, offset } });
const slice = { topic: 'orders', incarnation: 0, partition: 0, from: 0n, to: 5n };

test('a message that masking fails for is quarantined without a byte of it, and the others are stored', () => {
  const { slices, quarantined } = maskBatch({ source: 'kafka', slices: [{ ...slice, events: [at(0n, 'a'), at(1n, 'poison'), at(2n, 'b')] }] }, rules);
  expect(slices).toMatchObject([{ ...slice, leftOut: 1n, events: [{ at: { offset: 0n } }, { at: { offset: 2n } }] }]);
  expect(quarantined).toEqual([{ source: 'kafka', origin: 'orders/0/1', reason: 'it cannot be masked, so nothing of it is kept (RangeError)', bytes: new Uint8Array() }]);
});

test('the last that is missing is told, whatever left it out', () => {
  const left = (leftOut: bigint) => maskBatch({ source: 'kafka', slices: [{ ...slice, events: [at(2n, 'poison')], leftOut }] }, rules).slices?.[0]?.leftOut;
  expect(left(1n)).toBe(2n);
  expect(left(4n)).toBe(4n);
});

test('so are a span, a CloudEvent and what could not be read', () => {
  const masked = maskBatch({
    source: 'otlp',
    spans: [span({ name: 'a' }), span({ name: 'poison', resource: { 'service.name': 'cart' } }), span({ name: 'b' })],
    pushed: [{ identity: 'shop poison', event: at(0n, 'poison') }, { identity: 'shop 2', event: at(0n, 'c') }],
    quarantined: [{ source: 'otlp', origin: 'POST /v1/traces', reason: 'poison', bytes: Buffer.from('x') }, { source: 'otlp', origin: 'POST /v1/traces', reason: 'no protobuf', bytes: Buffer.from('y') }],
  }, rules);
  expect(masked.spans?.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(masked.pushed).toHaveLength(1);
  expect(masked.quarantined?.map(({ reason }) => reason)).toEqual(['no protobuf', ...Array<string>(3).fill('it cannot be masked, so nothing of it is kept (RangeError)')]);
  expect(inspect(masked, { depth: Infinity })).not.toContain('poison');
});

test('where nothing fails nothing is added', () => {
  expect(maskBatch({ source: 'kafka', slices: [{ ...slice, events: [at(0n, 'a')] }] }, rules)).toEqual({ source: 'kafka', slices: [{ ...slice, events: [at(0n, 'a')] }] });
});
