import { expect, it } from 'vitest';
import { parseBaggage } from '#lib/core/conventions/baggage.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const read = (text: string) => {
  const notes: string[] = [];
  return { members: Object.fromEntries(parseBaggage(text, (note) => notes.push(note))), notes };
};

it.each([
  ['key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue', { key1: 'value1', key2: 'value2', key3: 'value3' }],
  ['userId=Am%C3%A9lie,serverNode=DF%2028', { userId: 'Amélie', serverNode: 'DF 28' }],
  ['a=1,a=2', { a: '2' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=,,', { a: '' }],
])('reads %s', (text, members) => {
  expect(read(text)).toEqual({ members, notes: [] });
});

it('leaves out malformed members only', () => {
  expect(read('nothing,=x,bad=%zz,good=1')).toMatchObject({ members: { good: '1' }, notes: { length: 3 } });
});

it('reads 64 members in 8,192 bytes and refuses what is far beyond', () => {
  const long = Array.from({ length: 64 }, (_, index) => `key${index}=${'x'.repeat(115)}`).join(',');
  expect(long.length).toBeGreaterThan(7_000);
  expect(Object.keys(read(long).members)).toHaveLength(64);
  expect(read('a=1,'.repeat(10_000))).toMatchObject({ members: {}, notes: { length: 1 } });
});

it.each(['correlation.id', 'correlation_id', 'correlationId'])('takes a correlation id from %s', (name) => {
  const reading = readEvent(anEvent({ headers: [['baggage', `x=1,${name}=order%2D4711;ttl=3`]] }));
  expect(reading.keys).toEqual([{ kind: 'correlation', value: 'order-4711', from: `baggage ${name}`, join: 'c:order-4711' }]);
});
