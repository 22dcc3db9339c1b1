import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '#lib/core/timeline/testing/lay-out.ts';
import { fit, makeScale } from '#lib/core/timeline/scale.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { batchedOrder, deadLetteredOrder, generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';
import type { FlowInput } from '#lib/core/timeline/input.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';
import { visibleMarks } from '#lib/core/timeline/visible.ts';

const named = (picture: Picture, label: string) => picture.marks.filter((mark) => mark.kind !== 'road' && mark.label.startsWith(label));
const road = (picture: Picture, topic: string) => picture.marks.filter((mark) => mark.kind === 'road' && picture.lanes[mark.lane]!.name === topic);

describe('a retried and dead-lettered order', () => {
  const picture = layOut(deadLetteredOrder());

  it('has each topic below its producer and above its consumers', () => {
    expect(picture.lanes.map(({ name }) => name)).toEqual(['checkout', 'orders', 'orders', 'payments', 'payment', 'payments.retry', 'payments.dlq', 'stock', 'inventory']);
  });

  it('folds its idle time by itself', () => {
    expect(picture.folded).toBe(true);
    expect(picture.segments.filter(({ fold }) => fold).map(({ from, to }) => Math.round((to - from) / 1e6))).toEqual([61, 300, 7688].map((s) => expect.closeTo(s, -0.5)));
  });

  it('tells retries, dead letters and waits apart', () => {
    expect(road(picture, 'payments.retry').map((mark) => mark.kind === 'road' && [mark.retry, mark.open, mark.waitMs])).toEqual([[true, false, 60_612], [true, false, 299_610]]);
    expect(road(picture, 'payments.dlq')).toMatchObject([{ deadLetter: true, open: true }]);
    expect(named(picture, 'payments process').map((mark) => mark.kind === 'bar' && mark.label)).toEqual(['payments process', 'payments process · attempt 2', 'payments process · attempt 3']);
  });

  it('is linear on demand', () => {
    const linear = layOut(deadLetteredOrder(), false);
    expect(linear.segments).toHaveLength(1);
    expect(linear.folded).toBe(false);
    expect(linear.folding.advised).toBe(true);
  });
});

describe('a batch', () => {
  const picture = layOut(batchedOrder());

  it('marks what is shared, and draws a group of which only commits are known', () => {
    expect(named(picture, 'orders process')).toMatchObject([{ sharedWith: 2 }]);
    expect(picture.lanes.find(({ kind }) => kind === 'reader')?.name).toBe('fraud-audit');
    expect(picture.marks.find(({ kind }) => kind === 'ghost')).toMatchObject({ evidence: 'commit' });
  });

  it('moves a consumer that began before its message was written, and says by how much', () => {
    const [mail] = named(picture, 'invoices process');
    expect(mail).toMatchObject({ skew: 30_000 });
    expect(mail!.from).toBe(road(picture, 'invoices')[0]!.from);
    expect(mail!.to - mail!.from).toBe(60_000);
  });

  it('lets a receive span begin before its messages', () => {
    expect(named(picture, 'orders receive')).toMatchObject([{ skew: 0 }]);
  });

  it('joins by a weak line what only a correlation id ties', () => {
    expect(picture.links.filter(({ kind }) => kind === 'follows')).toHaveLength(1);
  });
});

describe('lanes', () => {
  it('stand below everything that feeds them, whichever branch came first', () => {
    const b = new FlowBuilder();
    const order = b.span('checkout', 'order', 0, 10);
    const created = b.event('orders', 5, { by: order });
    const pay = b.span('payment', 'pay', 10, 20);
    b.deliver(created, pay, 'payment', 10);
    const stock = b.event('stock', 12);
    b.hop(created, stock, 'follows', 'correlation-id');
    const paid = b.event('payments', 25, { by: pay });
    const [early, ship, seen] = [b.span('shipping', 'wait', 15, 2), b.span('shipping', 'ship', 40, 5), b.span('checkout', 'paid', 42, 5)];
    b.deliver(stock, early, 'shipping', 15);
    b.deliver(paid, ship, 'shipping', 40);
    b.deliver(paid, seen, 'checkout', 42);
    const lanes = layOut(b.build('completed')).lanes.map(({ name }) => name);
    expect(lanes[0]).toBe('checkout');
    for (const [above, below] of [['orders', 'payment'], ['payment', 'payments'], ['payments', 'shipping'], ['stock', 'shipping'], ['orders', 'stock']] as const) expect(lanes.indexOf(above)).toBeLessThan(lanes.indexOf(below));
  });
});

describe('odd input', () => {
  it('draws an empty flow, one event, and a circle of evidence', () => {
    expect(layOut(new FlowBuilder().build('in-flight')).lanes).toEqual([]);
    const single = new FlowBuilder();
    single.event('t', 0);
    expect(layOut(single.build('in-flight')).marks).toHaveLength(1);
    const circle = new FlowBuilder();
    const [a, b] = [circle.span('x', 'a', 0, 5), circle.span('y', 'b', 1, 5)];
    circle.hop(a, b, 'call', 'span-parent');
    circle.hop(b, a, 'call', 'span-parent');
    expect(layOut(circle.build('completed')).placement.order).toHaveLength(2);
  });

  it('keeps an event without a timestamp, and one from the future, at a time that can be', () => {
    const b = new FlowBuilder();
    b.event('t', 0);
    b.event('t', 10, { timestamp: null });
    b.event('t', 20, { timestamp: '2090-01-01T00:00:00Z' });
    const from = layOut(b.build('completed')).marks.map((mark) => mark.from);
    expect(Math.max(...from) - Math.min(...from)).toBeLessThan(1_000_000);
  });

  it('keeps two spans of one id apart', () => {
    const b = new FlowBuilder();
    b.span('a', 'client side', 0, 5, { kind: 'client' });
    b.spans.push({ ...b.spans[0]!, kind: 'server', service: 'b', name: 'server side' });
    expect(new Set(layOut(b.build('completed')).graph.records.map(({ id }) => id)).size).toBe(2);
  });
});

/** Flows of any shape: spans and events at any time, joined in any direction. */
const anyFlow = fc
  .array(fc.record({ span: fc.boolean(), lane: fc.integer({ min: 0, max: 4 }), at: fc.integer({ min: 0, max: 100_000 }), ms: fc.integer({ min: 0, max: 5_000 }), cause: fc.nat(40), weak: fc.boolean() }), { maxLength: 40 })
  .map((steps): FlowInput => {
    const b = new FlowBuilder();
    const refs = steps.map(({ span, lane, at, ms }) => (span ? b.span(`service${lane}`, 'work', at, ms) : b.event(`topic${lane}`, at)));
    steps.forEach(({ cause, weak }, i) => {
      if (refs[cause] && cause !== i) b.hop(refs[cause], refs[i]!, weak ? 'follows' : 'cause', 'causation-id');
    });
    return b.build('completed');
  });

describe('any flow', () => {
  it('shows every record once, in causal order, with no negative length and nothing overlapping in a row', () => {
    fc.assert(
      fc.property(anyFlow, fc.boolean(), (flow, folded) => {
        const picture = layOut(flow, folded);
        expect(picture.markOf.every((mark) => mark >= 0)).toBe(true);
        expect([...picture.placement.order].sort((a, b) => a - b)).toEqual(picture.graph.records.map(({ index }) => index));
        for (const mark of picture.marks) expect(mark.to).toBeGreaterThanOrEqual(mark.from);
        const place = new Map(picture.placement.order.map((record, position) => [record, position]));
        for (const { from, to, kind } of picture.graph.edges) {
          if (kind !== 'follows' && place.get(from)! < place.get(to)!) expect(picture.placement.at[to]!).toBeGreaterThanOrEqual(picture.placement.at[from]!);
        }
        for (const lane of picture.lanes) for (const row of lane.rows) row.forEach((mark, i) => i > 0 && expect(mark.from).toBeGreaterThanOrEqual(row[i - 1]!.to));
      }),
    );
  });

  it('comes out the same whatever the order of the input', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const shuffled = { ...flow, spans: [...flow.spans].reverse(), events: [...flow.events].reverse(), hops: [...flow.hops].reverse() };
        const times = (picture: Picture) => picture.graph.records.map(({ id, index }) => [id, picture.placement.at[index]] as const).sort(([a], [b]) => (a < b ? -1 : 1));
        const acyclic = flow.hops.every(({ kind }) => kind === 'follows');
        if (acyclic) expect(times(layOut(shuffled))).toEqual(times(layOut(flow)));
      }),
    );
  });
});

describe('ten thousand records', () => {
  const flow = generatedFlow(10_000);
  const picture = layOut(flow, null, new Set(layOut(flow).lanes.map(({ id }) => id)));

  it.each([100, 700, 5_000])('never draws more than %i marks', (budget) => {
    const { pxPerMicro, foldPx } = fit(picture.segments, 1000);
    const scale = makeScale(picture.segments, pxPerMicro, foldPx);
    const drawn = visibleMarks(picture, { x: scale.x, width: 1000, top: 0, bottom: picture.height }, budget);
    const rows = picture.lanes.reduce((sum, { rows: all }) => sum + all.length, 0);
    expect(drawn.length).toBeLessThanOrEqual(Math.max(budget, rows));
    const shown = drawn.reduce((sum, each) => sum + (each.kind === 'block' ? each.count : 1), 0);
    expect(shown).toBe(picture.marks.length);
  });
});

describe('a reader that is known from a commit', () => {
  const read = (traced: boolean) => {
    const b = new FlowBuilder();
    const send = b.span('shop', 'send', 0, 20);
    const event = b.event('orders', 10, { by: send });
    if (traced) b.deliver(event, b.span('payment', 'process', 40, 60), 'payment', 40);
    b.deliver(event, null, 'audit', 9_000);
    const picture = layOut(b.build('completed'));
    const first = Math.min(...picture.marks.map(({ from }) => from));
    return picture.marks.flatMap(({ kind, from, to }) => (kind === 'bar' ? [] : [[kind, (from - first) / 1000, (to - first) / 1000]]));
  };

  it('is drawn by the end of the flow, and makes no road longer than those who are known to have read it do', () => {
    expect(read(true)).toEqual([['road', 10, 40], ['ghost', 100, 100]]);
    expect(read(false)).toEqual([['road', 10, 20], ['ghost', 20, 20]]);
  });
});
