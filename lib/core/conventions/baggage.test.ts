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
  // 64 members of 127 bytes and 63 commas are 8,191 bytes; the last is one longer.
  const member = (index: number): string => `key${String(index).padStart(2, '0')}=`.padEnd(index === 63 ? 128 : 127, 'x');
  const long = Array.from({ length: 64 }, (_, index) => member(index)).join(',');
  expect(long).toHaveLength(8192);
  expect(Object.keys(read(long).members)).toHaveLength(64);
  expect(read('a=1,'.repeat(10_000))).toMatchObject({ members: {}, notes: { length: 1 } });
});

it('reads several headers as one list', () => {
  const reading = readEvent(anEvent({ headers: [['baggage', 'correlation.id=first'], ['Baggage', 'a=1;p=%zz'], ['baggage', 'x=%zz,b=2']] }));
  expect(reading.keys).toMatchObject([{ value: 'first', from: 'baggage correlation.id' }]);
  expect(reading.notes).toEqual(['baggage member "x=%zz" is malformed']);
});

it.each(['correlation.id', 'correlation_id', 'correlationId'])('takes a correlation id from %s', (name) => {
  const reading = readEvent(anEvent({ headers: [['baggage', `x=1,${name}=order%2D4711;ttl=3`]] }));
  expect(reading.keys).toEqual([{ kind: 'correlation', value: 'order-4711', from: `baggage ${name}`, join: 'c:order-4711' }]);
});
