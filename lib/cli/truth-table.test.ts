import { expect, test } from 'vitest';
import { truthTable, withSection, type TruthLine } from './truth-table.ts';

const whole = { expected: 1200, shown: 1200, right: 1200 };
const line: TruthLine = { name: 'java-poll', about: '', flows: 60, shared: 0, wrong: 1, records: whole, hops: { expected: 3, shown: 2, right: 2 }, status: { expected: 20_001, shown: 20_001, right: 20_000 }, findings: { expected: 0, shown: 0, right: 0 } };

test('a cell says how many there should be, precision and recall, and 100% only where all of it is right', () => {
  expect(truthTable([line]).split('\n')[2]).toBe('| java-poll | 60 | 1,200 · 100% · 100% | 0 | 3 · 100% · 66.66% | 20,001 · 99.99% · 99.99% | – | 1 |');
});

test('a section is added, and renewed where it is', () => {
  const once = withSection('# Title\n', 'demo', 'old');
  expect(once).toBe('# Title\n\n<!-- demo -->\nold\n<!-- end of demo -->\n');
  const other = withSection(once, 'recordings', 'kept');
  expect(withSection(other, 'demo', 'new')).toBe(other.replace('old', 'new'));
});
