import { expect, it } from 'vitest';
import { DEFAULT_CONVENTIONS, extendConventions } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const UUID = '3d6f1f6a-4b0e-4d1c-9a52-0d4f5d9f1b11';
const keys = (...args: Parameters<typeof anEvent>) => readEvent(anEvent(...args)).keys.filter((key) => key.kind === 'message');

it.each(DEFAULT_CONVENTIONS.messageId.headers.filter((name) => !name.startsWith('ce')))('joins by header %s', (name) => {
  expect(keys({ headers: [[name, 'msg-a']] })).toEqual([{ kind: 'message', value: 'msg-a', from: name, join: 'm:msg-a' }]);
});

it.each([
  ['a unique id in the payload joins', { value: { id: UUID } }, UUID, '/id', `m:${UUID}`],
  ['an entity id in the payload only finds', { value: { id: 'customer-7' } }, 'customer-7', '/id', null],
  ['a number in the payload only finds', { value: { id: 42 } }, '42', '/id', null],
  ['a number in a header only finds', { headers: [['message-id', '42']] as const }, '42', 'message-id', null],
  ['a header goes before the payload', { headers: [['message-id', UUID]] as const, value: { id: 'x-1' } }, UUID, 'message-id', `m:${UUID}`],
])('%s', (_what, record, value, from, join) => {
  expect(keys(record)).toEqual([{ kind: 'message', value, from, join }]);
  expect(readEvent(anEvent(record)).messageId).toBe(value);
});

it('joins payload ids within their topic where configuration says so', () => {
  const conventions = extendConventions({ messageId: { joiningPointers: ['/id'] } });
  expect(readEvent(anEvent({ value: { id: 'A-1' }, topic: 'stock' }), conventions).keys).toMatchObject([{ join: 'm:kafka/stock A-1' }]);
});

it('names a CloudEvent by source and id, and by the id alone where it looks unique', () => {
  const ce = (id: string) => keys({ headers: [['ce_specversion', '1.0'], ['ce_id', id], ['ce_source', '/email']] }).map((key) => key.join);
  expect(ce(UUID)).toEqual([`m:/email ${UUID}`, `m:${UUID}`]);
  expect(ce('17')).toEqual(['m:/email 17']);
});

it.each(['ce_id', 'CE-Id'])('reads %s where the rest of the CloudEvent is missing; unique within its source, it joins only where it looks unique', (name) => {
  expect(keys({ headers: [[name, 'A-1']] })).toMatchObject([{ value: 'A-1', join: null }]);
  expect(keys({ headers: [[name, UUID]] })).toMatchObject([{ value: UUID, join: `m:${UUID}` }]);
  expect(keys({ headers: [[name, 'A-1'], [name.replace(/id/i, 'source'), '/email']] })).toMatchObject([{ value: 'A-1', join: 'm:/email A-1' }]);
});

it.each([
  ['causation-id', 'msg-a', ['m:msg-a']],
  ['X-Causation-Id', UUID, [`m:${UUID}`]],
  ['NServiceBus.RelatedTo', 'msg-b', ['m:msg-b']],
  ['causation-id', '42', []],
  ['causation-id', 'null', []],
])('reads the cause from %s: %s', (name, value, causes) => {
  expect(readEvent(anEvent({ headers: [[name, value]] })).causes).toEqual(causes);
});

it('reads the cause from the payload', () => {
  expect(readEvent(anEvent({ value: { metadata: { causationId: 'msg-c' } } })).causes).toEqual(['m:msg-c']);
});
