import { expect, test } from 'vitest';
import { AUDIT_HEADINGS, auditRow, DEAD_LETTER_HEADINGS, deadLetterRow, type ExportedDeadLetter } from '#lib/core/dead-letters/export-rows.ts';
import { csvRows, toCsv } from '#lib/core/export/csv.ts';

const letter: ExportedDeadLetter = {
  id: 'd1', state: 'open', coordinates: { source: 'kafka', topic: 'orders.dlq', partition: 0, offset: '9007199254740993' }, seenAt: '2026-11-21T12:31:05Z',
  origin: { topic: 'orders', partition: 3, offset: '-1', group: '@payment', evidence: 'headers' },
  failure: { type: '=cmd|/C calc!A0', message: '-1 is no amount,\r\n"really"', attempts: 4, failedAt: null },
  failureGroup: 'f1', flowId: null, messageType: '+type', messageId: '\tid', key: '＝1', size: 0,
};

test('a dead letter is a row in which no text is a formula, and no digit is lost', () => {
  const csv = toCsv(DEAD_LETTER_HEADINGS, [deadLetterRow(letter)]);
  expect(csv.split('\r\n')[1]).toBe(
    `d1,open,kafka,orders.dlq,0,9007199254740993,2026-11-21T12:31:05Z,orders,3,-1,'@payment,headers,'=cmd|/C calc!A0,"'-1 is no amount,␍\n""really""",4,,f1,,'+type," id",'＝1,0`,
  );
});

test('every row has a cell for every heading', () => {
  expect(deadLetterRow(letter)).toHaveLength(DEAD_LETTER_HEADINGS.length);
  expect(deadLetterRow({ ...letter, origin: null })).toHaveLength(DEAD_LETTER_HEADINGS.length);
  expect(auditRow({ id: '1', at: '', actor: '', from: null, action: 'discard', selection: '', count: 3, reason: '=1', outcome: '' })).toHaveLength(AUDIT_HEADINGS.length);
});

test('pages written one after the other are the same file', () => {
  const rows = [deadLetterRow(letter), deadLetterRow({ ...letter, id: 'd2' })];
  expect(toCsv(DEAD_LETTER_HEADINGS, []) + rows.map((row) => csvRows([row])).join('')).toBe(toCsv(DEAD_LETTER_HEADINGS, rows));
});
