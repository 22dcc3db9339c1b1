import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isError, recordRows } from '#lib/core/record-rows/rows.ts';
import { hostileFlow } from '#lib/core/sequence/testing/hostile-flow.ts';
import { above, collapseAll, collapseAllButErrors, treeRows } from '#lib/core/tree/visible.ts';
import { buildTree } from '#lib/core/tree/tree.ts';
import { prepare } from '#lib/core/timeline/layout.ts';
import type { FlowInput } from '#lib/core/timeline/input.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { batchedOrder, deadLetteredOrder, generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

function treeOf(flow: FlowInput) {
  const { graph, placement } = prepare(flow);
  const rows = recordRows(graph, placement);
  return { rows, graph, tree: buildTree(graph, placement, (record) => isError(rows[record]!)) };
}
const NONE: ReadonlySet<number> = new Set();

/** The tree as text, two spaces a level. */
function drawn(flow: FlowInput, collapsed: ReadonlySet<number> = NONE, found: ReadonlySet<number> | null = null): string[] {
  const { rows, tree } = treeOf(flow);
  return treeRows(tree, collapsed, found).map((row) => `${'  '.repeat(row.level - 1)}${row.kind === 'reference' ? '↗ ' : ''}${rows[row.record]!.name}`);
}

test('an order is a tree of messages and the work they led to', () => {
  expect(drawn(deadLetteredOrder())).toEqual([
    'POST /cart',
    '  validate basket',
    '  order.created',
    '    orders process',
    '      payment.requested',
    '        payments process',
    '          POST api.cards.example/charge',
    '          payment.requested',
    '            payments process',
    '              payment.requested',
    '                payments process',
    '                  payment.requested',
    '      stock.requested',
    '        stock process',
    '          UPDATE stock',
    'GET /orders/4711',
  ]);
});

test('what several records caused stands once, and is referred to from the others', () => {
  const b = new FlowBuilder();
  const root = b.span('a', 'import', 0, 100);
  const events = [1, 2, 3].map((n) => b.event('rows', n, { by: root, type: `row ${n}` }));
  const batch = b.span('b', 'rows process', 10, 5, { kind: 'consumer' });
  for (const event of events) b.deliver(event, batch, 'b', 10);
  const flow = b.build('completed');
  expect(drawn(flow)).toEqual(['import', '  row 1', '    rows process', '  row 2', '    ↗ rows process', '  row 3', '    ↗ rows process']);
  const { tree, graph } = treeOf(flow);
  expect(tree.nodes.find(({ alsoCausedBy }) => alsoCausedBy.length > 0)!.alsoCausedBy.map(({ from }) => graph.records[from]!.index)).toHaveLength(2);
});

test('a parent span that the message jumps over is no further cause', () => {
  const b = new FlowBuilder();
  const send = b.span('a', 'orders publish', 0, 3, { kind: 'producer' });
  const event = b.event('orders', 1, { by: send });
  b.deliver(event, b.span('b', 'orders process', 5, 3, { parent: send, kind: 'consumer' }), 'b', 5);
  expect(drawn(b.build('completed'))).toEqual(['orders publish', '  orders', '    orders process']);
});

test('what only came after stands where there is nothing better, and claims no more', () => {
  const { tree } = treeOf(batchedOrder());
  expect(tree.nodes.filter(({ edge }) => edge?.kind === 'follows')).toHaveLength(1);
});

describe('collapsed', () => {
  test('parents say how many errors are inside', () => {
    const { tree } = treeOf(deadLetteredOrder());
    // Three attempts, the call to the card service, and the dead letter.
    expect(tree.nodes[tree.roots[0]!]).toMatchObject({ errorsInside: 5, inside: 14 });
  });

  test('all but errors leaves every error in sight', () => {
    const flow = generatedFlow(2_000);
    const { rows, tree } = treeOf(flow);
    const seen = new Set(treeRows(tree, collapseAllButErrors(tree), null).flatMap((row) => (row.kind === 'record' ? row.record : [])));
    const errors = rows.filter(isError);
    expect(errors.length).toBeGreaterThan(5);
    for (const { record } of errors) expect(seen.has(record)).toBe(true);
    expect(seen.size).toBeLessThan(rows.length);
  });

  test('all leaves the roots', () => expect(drawn(deadLetteredOrder(), collapseAll(treeOf(deadLetteredOrder()).tree))).toEqual(['POST /cart', 'GET /orders/4711']));
});

test('a filter keeps the way to what it finds, collapsed or not', () => {
  const { rows, tree } = treeOf(deadLetteredOrder());
  const found = new Set(rows.filter(({ name }) => name === 'UPDATE stock').map(({ record }) => record));
  const shown = treeRows(tree, collapseAll(tree), found);
  expect(shown.map((row) => [rows[row.record]!.name, row.kind === 'record' && row.passing])).toEqual([
    ['POST /cart', true], ['order.created', true], ['orders process', true], ['stock.requested', true], ['stock process', true], ['UPDATE stock', false],
  ]);
});

test('any flow is a forest in which each record stands once, below what came before it', () => {
  fc.assert(
    fc.property(hostileFlow, (flow) => {
      const { rows, tree } = treeOf(flow);
      const shown = treeRows(tree, NONE, null);
      const records = shown.flatMap((row) => (row.kind === 'record' ? row.record : []));
      expect(records.toSorted((a, b) => a - b)).toEqual(rows.map(({ record }) => record));
      for (const { record, parent, inside, children } of tree.nodes) {
        if (parent !== null) expect(above(tree, record)[0]).toBe(parent);
        expect(inside).toBe(children.reduce((sum, child) => sum + 1 + tree.nodes[child]!.inside, 0));
      }
    }),
  );
});

test('a chain of ten thousand is no deeper than memory', () => {
  const b = new FlowBuilder();
  let parent = b.span('a', 'start', 0, 1);
  for (let i = 0; i < 10_000; i++) parent = b.span('a', `step ${i}`, i, 1, { parent });
  const { tree } = treeOf(b.build('completed'));
  expect(treeRows(tree, NONE, null).at(-1)).toMatchObject({ level: 10_001 });
});
