import { expect, test } from 'vitest';
import { addNewer, appendOlder, MOST_TAILED, refreshRows, release, startRows, type Rows } from '#components/topics/rows.ts';
import type { TopicMessage, TopicMessages } from '#lib/contracts/topics.ts';

const message = (offset: number): TopicMessage => ({
  coordinates: { source: 'kafka', topic: 't', incarnation: 0, partition: 0, offset: String(offset) },
  at: '2026-11-21T12:00:00Z', timestamp: null, timestampType: 'none', observedAt: '2026-11-21T12:00:00Z', key: null, type: null, role: 'normal', attempt: 1, size: 1, headers: 0,
  preview: { encoding: 'text', text: '', truncated: false, masked: false }, flow: null, found: [],
});
const page = (from: number, to: number, more: Partial<TopicMessages> = {}): TopicMessages => ({
  messages: Array.from({ length: to - from }, (_, index) => message(to - 1 - index)), nextCursor: null, tail: `to ${to}`, skipped: '0', searched: { messages: to - from, until: null }, ...more,
});
const shown = ({ rows }: Pick<Rows, 'rows'>) => rows.map((row) => (row.kind === 'gap' ? `(${row.skipped})` : row.message.coordinates.offset));

test('newer ones come to the top, older ones to the end, and none twice', () => {
  let rows = startRows(page(5, 8, { nextCursor: 'c' }));
  rows = addNewer(rows, page(8, 10), false);
  rows = appendOlder(rows, page(3, 6));
  expect(shown(rows)).toEqual(['9', '8', '7', '6', '5', '4', '3']);
  expect(rows).toMatchObject({ tail: 'to 10', nextCursor: null, searched: { messages: 6 } });
});

test('while the reader is busy they wait, and are counted', () => {
  let rows = startRows(page(0, 2));
  rows = addNewer(rows, page(2, 5), true);
  rows = addNewer(rows, page(9, 10, { skipped: '4' }), true);
  expect(shown(rows)).toEqual(['1', '0']);
  expect(rows.waitingCount).toBe(8);
  rows = release(rows);
  expect(shown(rows)).toEqual(['9', '(4)', '4', '3', '2', '1', '0']);
  expect(rows.waitingCount).toBe(0);
});

test('what waits is bounded, and what is let go of is said', () => {
  let rows = startRows(page(0, 1));
  for (let from = 1; from < 1001; from += 50) rows = addNewer(rows, page(from, from + 50), true);
  expect(rows.waiting.length).toBeLessThanOrEqual(201);
  expect(rows.waitingCount).toBe(1000);
  expect(shown(release(rows)).at(-2)).toBe('(800)');
});

test('a tail that runs for hours keeps a thousand rows, and says that it let go of others', () => {
  let rows = startRows(page(0, 50, { nextCursor: 'c' }));
  for (let from = 50; from < 2050; from += 50) rows = addNewer(rows, page(from, from + 50), false);
  expect(rows.rows).toHaveLength(MOST_TAILED);
  expect(rows).toMatchObject({ trimmed: true, nextCursor: null });
});

test('a flow that was not there yet, or went on, is told afterwards', () => {
  const rows = addNewer(startRows(page(0, 2)), page(2, 3), true);
  const [first] = page(2, 3).messages;
  const refreshed = refreshRows(rows, [{ ...message(1), flow: { id: 'f', status: 'completed' } }, { ...(first ?? message(2)), flow: { id: 'g', status: 'in-flight' } }]);
  expect(refreshed.rows.map((row) => (row.kind === 'message' ? row.message.flow?.status : null))).toEqual(['completed', undefined]);
  expect(refreshed.waiting.map((row) => (row.kind === 'message' ? row.message.flow?.id : null))).toEqual(['g']);
  expect(refreshRows(refreshed, page(0, 1).messages).rows[1]).toBe(refreshed.rows[1]);
});

test('nothing new changes nothing but the place to go on from', () => {
  const rows = startRows(page(0, 3));
  expect(addNewer(rows, page(3, 3), false).rows).toBe(rows.rows);
});
