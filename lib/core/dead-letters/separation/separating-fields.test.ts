import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPayload } from '#lib/core/conventions/payload.ts';
import type { Sample } from '#lib/core/dead-letters/separation/facts.ts';
import { separatingFields } from '#lib/core/dead-letters/separation/separating-fields.ts';

const sample = (json: unknown, headers: Readonly<Record<string, string>> = {}): Sample => ({ json, headers: Object.entries(headers).map(([name, text]) => ({ name, text })) });
const many = (count: number, of: (index: number) => Sample): Sample[] => Array.from({ length: count }, (_, index) => of(index));
const order = (index: number, changes: object = {}): object => ({ orderId: index, customer: { country: index % 2 === 0 ? 'DE' : 'FR' }, currency: 'EUR', channel: index % 3 === 0 ? 'kiosk' : 'web', items: [{ sku: `s${index}`, price: 5 }], ...changes });

test('a field that is null in all that failed comes first, then the release, then what most of them share', () => {
  const failed = many(200, (index) => sample(order(index, { currency: null, channel: index % 3 === 0 ? 'web' : 'kiosk' }), { 'app-version': index === 7 ? '4.11.0' : '4.12.0' }));
  const healthy = many(200, (index) => sample(order(1000 + index, { channel: index % 20 === 0 ? 'kiosk' : 'web' }), { 'app-version': index % 50 === 0 ? '4.12.0' : '4.11.0' }));
  const { fields, notTold } = separatingFields(failed, healthy);
  expect(notTold).toBeNull();
  expect(fields.map(({ says, failedShare, healthyShare }) => [says, failedShare, healthyShare])).toEqual([
    ['currency is null', 1, 0],
    ['header app-version is "4.12.0"', 0.995, 0.02],
    ['channel is "kiosk"', 133 / 200, 0.05],
  ]);
});

test.each<[string, (index: number) => unknown, (index: number) => unknown, string]>([
  ['a field is missing', (index) => order(index, { currency: undefined }), (index) => order(index), 'currency is missing'],
  ['all below a field is missing', (index) => order(index, { customer: undefined }), (index) => order(index), 'customer is missing'],
  ['a field within one is missing', (index) => order(index, { customer: {} }), (index) => order(index), 'customer is empty'],
  ['a list is empty', (index) => order(index, { items: [] }), (index) => order(index), 'items is empty'],
  ['a text is empty', (index) => order(index, { currency: '' }), (index) => order(index), 'currency is empty'],
  ['a number is negative', (index) => order(index, { amount: -1 - index }), (index) => order(index, { amount: index }), 'amount is negative'],
  ['a number is a text', (index) => order(index, { amount: String(index) }), (index) => order(index, { amount: index }), 'amount is a text'],
  ['a field is there', (index) => order(index, { voucher: `v${index}` }), (index) => order(index), 'voucher is there'],
  ['a value', (index) => order(index, { priority: 9 }), (index) => order(index, { priority: index % 5 }), 'priority is 9'],
  ['any item of a list', (index) => order(index, { items: [{ price: 5 }, { price: null }] }), (index) => order(index, { items: [{ price: 5 }] }), 'items.*.price is null'],
  ['a name with a slash and a tilde', (index) => order(index, { 'a/b~c': null }), (index) => order(index, { 'a/b~c': 1 }), 'a/b~c is null'],
])('%s', (_what, failed, healthy, says) => {
  const written = (json: unknown): Sample => sample(readPayload(Buffer.from(JSON.stringify(json)), null, () => undefined).json);
  const { fields } = separatingFields(many(20, (index) => written(failed(index))), many(20, (index) => written(healthy(index))));
  expect(fields[0]).toMatchObject({ says, failedShare: 1, healthyShare: 0 });
});

test('integers that no double holds are told apart', () => {
  const written = (text: string): Sample => sample(readPayload(Buffer.from(text), null, () => undefined).json);
  const { fields } = separatingFields(many(9, () => written('{"tenant": 9007199254740993}')), many(9, () => written('{"tenant": 9007199254740992}')));
  expect(fields.map(({ says }) => says)).toEqual(['tenant is 9007199254740993']);
});

test('what is different in every message separates nothing', () => {
  const { fields } = separatingFields(many(50, (index) => sample({ id: `f${index}`, at: index })), many(50, (index) => sample({ id: `h${index}`, at: 100 + index })));
  expect(fields).toEqual([]);
});

test.each<[string, Sample[], Sample[], string]>([
  ['one failed', [sample({ a: 1 })], many(9, () => sample({ a: 2 })), 'too-few'],
  ['none is healthy', many(9, () => sample({ a: 1 })), [], 'nothing-healthy'],
  ['nothing can be read', many(9, () => sample(undefined)), many(9, () => sample(undefined)), 'no-payload'],
])('where %s it says so', (_what, failed, healthy, notTold) => expect(separatingFields(failed, healthy)).toMatchObject({ fields: [], notTold }));

test('few messages prove less than many', () => {
  const score = (count: number) => separatingFields(many(count, () => sample({ a: null })), many(count, () => sample({ a: 1 }))).fields[0]?.score ?? 0;
  expect(score(2)).toBeLessThan(score(10));
  expect(score(10)).toBeLessThan(score(100));
  expect(score(100)).toBeLessThanOrEqual(1);
});

test('it does not depend on the order of the messages, and keeps to its bounds whatever they hold', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const samples = fc.array(json.map((value) => sample(value)), { maxLength: 12 });
  fc.assert(
    fc.property(samples, samples, (failed, healthy) => {
      const separation = separatingFields(failed, healthy);
      expect(separatingFields(failed.toReversed(), healthy.toReversed())).toEqual(separation);
      expect(separation.fields.length).toBeLessThanOrEqual(20);
      for (const { score, failedShare, healthyShare } of separation.fields) {
        expect(score).toBeGreaterThanOrEqual(0.25);
        expect(score).toBeLessThanOrEqual(1);
        expect(failedShare).toBeGreaterThan(healthyShare);
      }
    }),
  );
});

test('hostile payloads are looked into no further than is said', () => {
  let deep: unknown = 1;
  for (let index = 0; index < 5000; index++) deep = { deep };
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, index]));
  const prototype = JSON.parse('{"__proto__": {"x": null}, "constructor": null}') as unknown;
  const failed = [deep, wide, prototype, Array.from({ length: 50_000 }, () => ({ a: 1 })), 'x'.repeat(100_000)].flatMap((json) => [sample(json), sample(json)]);
  expect(separatingFields(failed, [sample({ a: 1 }), sample({})]).failed).toBe(10);
});
