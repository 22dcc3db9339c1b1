import { expect, test } from 'vitest';
import { arrangeLines } from '#components/palette/lines.ts';
import type { KeyMatch } from '#lib/contracts/flows.ts';

const arrange = (matches: readonly KeyMatch[]) => arrangeLines({ text: '4711', matches, named: [], commands: [] }).map(({ label, detail, status }) => ({ label, detail, status }));
const order: KeyMatch = { kind: 'business', name: 'orderId', value: '4711', flowId: 'aaaaaaaaaaaaaaaa', flow: { kind: 'order.created', status: 'failed', startedAt: '2026-03-01T10:00:00Z' } };

test('a flow says what it is called by, its kind and what became of it', () =>
  expect(arrange([order])[0]).toEqual({ label: '4711', detail: 'orderId · order.created', status: 'failed' }));

test('flows of one value are told apart, and one that has just been joined to another has no status', () =>
  expect(arrange([order, { kind: 'correlation', value: '4711', flowId: 'bbbbbbbbbbbbbbbb' }]).slice(0, 2)).toEqual([
    { label: '4711', detail: 'orderId · order.created · flow aaaaaa', status: 'failed' },
    { label: '4711', detail: 'correlation id · flow bbbbbb', status: undefined },
  ]));
