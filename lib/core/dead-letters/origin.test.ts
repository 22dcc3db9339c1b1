import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { findOrigin, type OriginCandidate } from '#lib/core/dead-letters/origin.ts';
import type { Micros } from '#lib/core/time.ts';

interface Given extends Partial<Omit<OriginCandidate, 'at' | 'reading' | 'timestamp'>> {
  readonly topic?: string;
  readonly source?: string;
  readonly offset?: bigint;
  readonly incarnation?: number;
  readonly seconds?: number | null;
  readonly role?: 'normal' | 'retry' | 'dead-letter';
  readonly id?: string | null;
  readonly origin?: { topic: string; partition: number | null; offset: bigint | null; group: string | null } | null;
  readonly replay?: { id: string; of: string | null };
}
const seconds = (value: number): Micros => brand<Micros>(value * 1_000_000);

function event({ topic = 'orders', source = 'kafka', offset = 7n, incarnation = 0, seconds: at = 100, role = 'normal', id = null, origin = null, replay, key = null, valueDigest = null }: Given = {}): OriginCandidate {
  return {
    at: { source, topic, incarnation, partition: 3, offset }, timestamp: at === null ? null : seconds(at), observedAt: seconds(1000), key, valueDigest,
    reading: { role, messageId: id, failure: origin === null ? null : { origin, type: null, message: null }, ...(replay === undefined ? {} : { replay }) },
  };
}
const letter = (given: Given = {}): OriginCandidate => event({ topic: 'orders.dlq', offset: 0n, seconds: 200, role: 'dead-letter', ...given });
const headers = { topic: 'orders', partition: 3, offset: 7n, group: 'payment' };
const key = Buffer.from('4711');
const nothingLeft = { partition: null, offset: null };

test.each<[string, Given, readonly Given[], unknown]>([
  ['headers tell it all', { origin: headers }, [], { ...headers, incarnation: null, evidence: 'headers' }],
  ['headers name a message that is kept', { origin: headers }, [{}], { ...headers, incarnation: 0, evidence: 'headers' }],
  ['the topic was recreated: the last one before', { origin: headers }, [{ seconds: 50 }, { incarnation: 1, seconds: 150 }, { incarnation: 2, seconds: 900 }], { ...headers, incarnation: 1, evidence: 'headers' }],
  ['another cluster has such a message', { origin: headers }, [{ source: 'other' }], { ...headers, incarnation: null, evidence: 'headers' }],
  ['headers name the topic alone, and nothing more is found', { origin: { ...headers, ...nothingLeft } }, [], { ...headers, ...nothingLeft, incarnation: null, evidence: 'headers' }],
  ['headers name the topic alone, and the id tells the message', { id: 'm1', origin: { ...headers, ...nothingLeft } }, [{ id: 'm1', topic: 'copies', seconds: 50 }, { id: 'm1' }], { ...headers, incarnation: 0, evidence: 'message-id' }],
  ['the message id', { id: 'm1' }, [{ id: 'm2', offset: 8n }, { id: 'm1' }], { ...headers, group: null, incarnation: 0, evidence: 'message-id' }],
  ['of copies the first', { id: 'm1' }, [{ id: 'm1', topic: 'copies', seconds: 110 }, { id: 'm1' }], { ...headers, group: null, incarnation: 0, evidence: 'message-id' }],
  ['a retry is a copy', { id: 'm1' }, [{ id: 'm1', topic: 'orders-retry', role: 'retry', seconds: 50 }, { id: 'm1' }], { ...headers, group: null, incarnation: 0, evidence: 'message-id' }],
  ['what was sent back is a copy', { id: 'm1' }, [{ id: 'm1', replay: { id: 'r', of: null } }], null],
  ['an earlier dead letter is a copy', { id: 'm1' }, [{ id: 'm1', topic: 'other.dlq', role: 'dead-letter' }], null],
  ['key and payload', { key, valueDigest: 'ab' }, [{ key, valueDigest: 'ab' }], { ...headers, group: null, incarnation: 0, evidence: 'payload-hash' }],
  ['no key, and the payload', { valueDigest: 'ab' }, [{ valueDigest: 'ab' }], { ...headers, group: null, incarnation: 0, evidence: 'payload-hash' }],
  ['another key', { key, valueDigest: 'ab' }, [{ key: Buffer.from('4712'), valueDigest: 'ab' }], null],
  ['no payload', { key }, [{ key }], null],
  ['an empty payload', { key, valueDigest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }, [{ key, valueDigest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }], null],
  ['it came long after', { id: 'm1' }, [{ id: 'm1', seconds: 600 }], null],
  ['clocks differ a little', { id: 'm1' }, [{ id: 'm1', seconds: 400 }], { ...headers, group: null, incarnation: 0, evidence: 'message-id' }],
  ['it is on the same topic', { id: 'm1' }, [{ id: 'm1', topic: 'orders.dlq' }], null],
  ['nothing tells', {}, [{}], null],
])('%s', (_what, given, flow, expected) => expect(findOrigin(letter(given), flow.map(event))).toEqual(expected));

test('the answer does not depend on the order of the flow', () => {
  const candidate = fc.record({ topic: fc.constantFrom('orders', 'copies', 'orders.dlq'), offset: fc.bigInt({ min: 0n, max: 3n }), seconds: fc.option(fc.integer({ min: 0, max: 600 })), id: fc.constantFrom('m1', 'm2', null), valueDigest: fc.constantFrom('ab', 'cd', null) });
  fc.assert(
    fc.property(fc.uniqueArray(candidate, { maxLength: 8, selector: ({ topic, offset }) => `${topic}/${offset}` }).map((list) => list.map(event)), fc.constantFrom('m1', null), (flow, id) => {
      const own = letter({ id, valueDigest: 'ab', offset: 9n });
      expect(findOrigin(own, flow.toReversed())).toEqual(findOrigin(own, flow));
    }),
  );
});
