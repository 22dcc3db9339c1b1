import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRows, NO_FILTER, SORTS, valuesOf, type RowFilter } from '#lib/core/record-rows/choose.ts';
import { recordRows } from '#lib/core/record-rows/rows.ts';
import { hostileFlow } from '#lib/core/sequence/testing/hostile-flow.ts';
import { prepare } from '#lib/core/timeline/layout.ts';
import { batchedOrder, deadLetteredOrder } from '#lib/core/timeline/testing/sample-flows.ts';

const { graph, placement } = prepare(deadLetteredOrder());
const rows = recordRows(graph, placement);
const names = (filter: Partial<RowFilter>, sort: Parameters<typeof chooseRows>[3] = null) => chooseRows(rows, placement.order, { ...NO_FILTER, ...filter }, sort).map((index) => rows[index]!.name);

describe('a filter', () => {
  test.each<[Partial<RowFilter>, number]>([
    [{}, 16],
    [{ text: 'PAYMENT' }, 8],
    [{ text: 'payments.dlq' }, 1],
    [{ text: 'declined payments' }, 3],
    [{ text: 'nowhere' }, 0],
    [{ text: 'dead letter' }, 1],
    [{ kind: 'message' }, 6],
    [{ service: 'inventory' }, 3],
    [{ topic: 'payments.retry' }, 2],
    [{ errorsOnly: true }, 5],
    [{ errorsOnly: true, kind: 'message' }, 1],
  ])('%j leaves %i', (filter, left) => expect(names(filter)).toHaveLength(left));
});

test('the longest comes first, and what has no length last either way', () => {
  const byLength = names({}, { by: 'duration', descending: true });
  expect(byLength.slice(0, 2)).toEqual(['payments process', 'payments process']);
  expect(names({}, { by: 'duration', descending: false }).slice(-6)).toEqual(byLength.slice(-6));
});

test('offsets are counted, not spelled', () => {
  const offsets = chooseRows(rows, placement.order, { ...NO_FILTER, kind: 'message' }, { by: 'offset', descending: false }).map((index) => BigInt(rows[index]!.offset!));
  expect(offsets).toEqual(offsets.toSorted((a, b) => Number(a - b)));
});

test('values are offered as they first occur', () => expect(valuesOf(rows, placement.order).services).toEqual(['checkout', 'orders', 'payment', 'inventory']));

test('rows say what is weak, shared, and read by nobody', () => {
  const batched = prepare(batchedOrder());
  const said = recordRows(batched.graph, batched.placement);
  expect(said.find(({ name }) => name === 'invoice.created')).toMatchObject({ marks: expect.arrayContaining(['weak']) as unknown, service: null });
  expect(said.find(({ name }) => name === 'orders receive')).toMatchObject({ sharedWith: 2 });
  expect(said.find(({ name }) => name === 'mail.sent')!.marks).toContain('unread');
});

test('every order of any flow holds the same records', () => {
  fc.assert(
    fc.property(hostileFlow, fc.constantFrom(...SORTS), fc.boolean(), (flow, by, descending) => {
      const any = prepare(flow);
      const all = recordRows(any.graph, any.placement);
      expect(chooseRows(all, any.placement.order, NO_FILTER, { by, descending }).toSorted((a, b) => a - b)).toEqual(all.map(({ record }) => record));
    }),
  );
});
