import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendPage, mergeHead, MOST_WATCHED, refreshRows, release, startRows, type Rows } from '#components/flow-list/rows.ts';
import type { FlowList, FlowSummary } from '#lib/contracts/flows.ts';

const base = Date.UTC(2026, 10, 21, 10);
/** A flow that started `second` seconds into the test; its id tells it. */
const flow = (second: number, status: FlowSummary['status'] = 'in-flight', id = `f${second}`): FlowSummary => ({
  id,
  status,
  kind: 'order.created',
  startedAt: new Date(base + second * 1000).toISOString().replace('.000Z', 'Z'),
  lastActivityAt: new Date(base + second * 1000).toISOString(),
  durationMs: 0,
  entry: '',
  services: [],
  topics: [],
  counts: { events: 1, spans: 0, errors: 0, retries: 0, duplicates: 0, deadLetters: 0 },
  keys: [],
});
const list = (seconds: readonly number[], nextCursor: string | null = 'more'): FlowList => ({ flows: seconds.map((second) => flow(second)), nextCursor });
const ids = (rows: Rows) => rows.flows.map(({ id }) => id).join(' ');

describe('a list that nobody is busy with', () => {
  test('takes new flows in at the top', () => {
    const rows = mergeHead(startRows(list([3, 2, 1])), list([5, 4, 3]), false);
    expect(ids(rows)).toBe('f5 f4 f3 f2 f1');
    expect(rows).toMatchObject({ nextCursor: 'more', waiting: 0, gap: false });
  });

  test('drops what the head covers and no longer has', () => {
    expect(ids(mergeHead(startRows(list([4, 3, 2, 1])), list([4, 2]), false))).toBe('f4 f2 f1');
  });

  test('takes in a flow that turned out to start earlier', () => {
    expect(ids(mergeHead(startRows(list([4, 2, 1])), list([4, 3, 2]), false))).toBe('f4 f3 f2 f1');
  });

  test('starts over where the head no longer reaches the rows', () => {
    const rows = mergeHead(startRows(list([3, 2, 1], 'old')), list([9, 8, 7], 'new'), false);
    expect(ids(rows)).toBe('f9 f8 f7');
    expect(rows.nextCursor).toBe('new');
  });

  test('is all of the head where that is all there is', () => {
    expect(mergeHead(startRows(list([3, 2, 1], 'old')), list([4], null), false)).toMatchObject({ flows: [{ id: 'f4' }], nextCursor: null });
    expect(mergeHead(startRows(list([3])), list([], null), false).flows).toEqual([]);
  });

  test('starts over when it has grown long', () => {
    const long = startRows(list(Array.from({ length: MOST_WATCHED }, (_, i) => MOST_WATCHED - i)));
    expect(mergeHead(long, list([MOST_WATCHED + 1, MOST_WATCHED]), false).flows).toHaveLength(2);
  });

  test('orders by microseconds, whole seconds included', () => {
    const whole = { ...flow(1), startedAt: '2026-11-21T10:00:01Z' };
    const later = { ...flow(1, 'failed', 'later'), startedAt: '2026-11-21T10:00:01.000001Z' };
    expect(ids(mergeHead(startRows({ flows: [whole, flow(0)], nextCursor: 'more' }), { flows: [later, whole], nextCursor: 'more' }, false))).toBe('later f1 f0');
  });
});

describe('a list that is held', () => {
  const before = startRows(list([3, 2, 1]));

  test('changes rows where they stand, and counts what waits', () => {
    const head = { flows: [flow(5), flow(4), flow(3, 'failed')], nextCursor: 'more' };
    const rows = mergeHead(before, head, true);
    expect(ids(rows)).toBe('f3 f2 f1');
    expect(rows.flows[0]?.status).toBe('failed');
    expect(rows).toMatchObject({ waiting: 2, gap: false });
    expect(ids(release(rows))).toBe('f5 f4 f3 f2 f1');
  });

  test('keeps what the head no longer has until it is let go', () => {
    const rows = mergeHead(before, list([3, 1], null), true);
    expect(ids(rows)).toBe('f3 f2 f1');
    expect(ids(release(rows))).toBe('f3 f1');
  });

  test('says that more waits than was read, and then starts over', () => {
    const rows = mergeHead(before, list([9, 8, 7]), true);
    expect(rows).toMatchObject({ waiting: 3, gap: true });
    expect(ids(release(rows))).toBe('f9 f8 f7');
  });
});

test('older pages follow; what is there already is not shown twice', () => {
  const rows = appendPage(startRows(list([5, 4, 3])), { flows: [flow(3), flow(2)], nextCursor: null });
  expect(ids(rows)).toBe('f5 f4 f3 f2');
  expect(rows.nextCursor).toBeNull();
});

test('a refresh neither adds nor moves', () => {
  const rows = refreshRows(startRows(list([3, 2])), [flow(9), flow(2, 'completed')]);
  expect(rows.flows.map(({ id, status }) => `${id} ${status}`)).toEqual(['f3 in-flight', 'f2 completed']);
});

test('whatever comes, nothing is shown twice, held rows stay in place, and a list let go is in order with the head on top', () => {
  const seconds = fc.uniqueArray(fc.nat(60), { maxLength: 20 }).map((some) => some.sort((a, b) => b - a));
  const step = fc.record({ seconds, held: fc.boolean(), more: fc.boolean() });
  fc.assert(
    fc.property(seconds, fc.array(step, { maxLength: 12 }), (first, steps) => {
      let rows = startRows(list(first));
      for (const { seconds: some, held, more } of steps) {
        const before = ids(rows);
        const head = list(some, more && some.length > 0 ? 'more' : null);
        rows = mergeHead(rows, head, held);
        if (held) expect(ids(rows)).toBe(before);
        else expect(ids(rows).startsWith(head.flows.map(({ id }) => id).join(' '))).toBe(true);
        expect(new Set(rows.flows.map(({ id }) => id)).size).toBe(rows.flows.length);
      }
      const starts = release(rows).flows.map(({ startedAt }) => Date.parse(startedAt));
      expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    }),
  );
});
