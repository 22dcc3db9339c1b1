import { expect, it } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

it.each(DEFAULT_CONVENTIONS.eventType.headers)('reads the type from header %s', (name) => {
  expect(readEvent(anEvent({ headers: [[name, 'order.created']] })).type).toBe('order.created');
});

it.each(DEFAULT_CONVENTIONS.eventType.pointers)('reads the type from payload %s', (pointer) => {
  expect(readEvent(anEvent({ value: { [pointer.slice(1)]: 'order.created' } })).type).toBe('order.created');
});

it('takes the most specific of NServiceBus types, without its assembly', () => {
  const value = 'Sales.OrderPlaced, Sales.Messages, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null;Sales.IOrderEvent, Sales.Messages';
  expect(readEvent(anEvent({ headers: [['NServiceBus.EnclosedMessageTypes', value]] })).type).toBe('Sales.OrderPlaced');
  expect(readEvent(anEvent({ headers: [['NServiceBus.EnclosedMessageTypes', ', ;']] })).type).toBe(', ;');
});

it('cuts long type names without breaking a character', () => {
  expect(readEvent(anEvent({ headers: [['event-type', `${'x'.repeat(199)}😀`]] })).type).toHaveLength(200);
});

it('reads the sequence', () => {
  expect(readEvent(anEvent({ value: { sequence: 3 } })).sequence).toBe('3');
  expect(readEvent(anEvent({ value: { version: 'not a sequence' } })).sequence).toBeNull();
});
