import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCsv, type Cell } from '#lib/core/export/csv.ts';
import { fileName, recordsCsv, recordsJson } from '#lib/core/export/records.ts';
import { recordRows } from '#lib/core/record-rows/rows.ts';
import { HOSTILE } from '#lib/core/sequence/testing/hostile-flow.ts';
import { prepare } from '#lib/core/timeline/layout.ts';
import { deadLetteredOrder } from '#lib/core/timeline/testing/sample-flows.ts';

/** RFC 4180's grammar, strictly: a reader of its own. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/uy;
  while (field.lastIndex < csv.length) {
    const at = field.lastIndex;
    const found = field.exec(csv);
    if (found === null) throw new Error(`No CSV at ${at}: ${JSON.stringify(csv.slice(at, at + 40))}`);
    row.push(found[1] === undefined ? found[2]! : found[1].replaceAll('""', '"'));
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('a cell', () => {
  test.each<[Cell, string]>([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' padded', '" padded"'],
    ['', ''],
    [null, ''],
    [-12.5, '-12.5'],
    [9007199254740993n, '9007199254740993'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1+1', "' =1+1"],
    ['\r=1+1', '␍=1+1'],
    ['"=1+1', `"'""=1+1"`],
    [' =cmd|x', "' =cmd|x"],
    ['＝1', "'＝1"],
    ['a\u0000b\u202E', 'a␀b[U+202E]'],
    ['\ud800', '\ufffd'],
  ])('%s is written as %s', (value, written) => expect(toCsv(['h'], [[value]])).toBe(`h\r\n${written}\r\n`));
});

test('whatever is written is read again as so many cells, none of them a formula', () => {
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '\t', '=', ' ', "'", 'a') }));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, fc.integer()), { maxLength: 5 }), (rows) => {
      const read = parse(toCsv(['a', 'b', 'c'], rows));
      expect(read.map((row) => row.length)).toEqual(Array.from({ length: rows.length + 1 }, () => 3));
      for (const [first, second] of read) for (const cell of [first!, second!]) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

const { graph, placement } = prepare(deadLetteredOrder());
const rows = recordRows(graph, placement);

test('records are rows under names that say their units', () => {
  const [headings, ...cells] = parse(recordsCsv(graph, rows, placement.order));
  expect(headings).toContain('longest wait (ms)');
  expect(cells).toHaveLength(16);
  const column = (name: string) => cells.map((row) => row[headings!.indexOf(name)]);
  expect(column('time (UTC)')[0]).toBe('2026-11-20T10:42:07.118Z');
  expect(column('longest wait (ms)')).toContain('60612');
  expect(column('notes')).toContain('dead-letter');
  expect(column('duration (ms)')).toContain('470');
  expect(new Set(column('record')).size).toBe(16);
});

test('records as JSON are what the API says, and how many there are', () => {
  const whole = JSON.parse(recordsJson(graph, placement.order.slice(0, 3), 'abc')) as { flow: string; shown: number; of: number; records: Record<string, unknown>[] };
  expect(whole).toMatchObject({ flow: 'abc', shown: 3, of: 16 });
  expect(whole.records.find(({ kind }) => kind === 'message')).toMatchObject({ type: 'order.created', coordinates: { topic: 'orders' } });
  expect(whole.records.find(({ kind }) => kind === 'span')).toMatchObject({ name: 'POST /cart', spanKind: 'server' });
});

test.each([['order/4711 ../x', 'order-4711-..-x-records.csv'], ['', 'flow-records.csv']])('a file of %j is called %s', (flow, name) => expect(fileName(flow, 'records', 'csv')).toBe(name));
