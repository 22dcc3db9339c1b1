import { expect, test } from 'vitest';
import { Ended } from './exit-codes.ts';
import { parseCommand } from './options.ts';
import { seen, table } from './say.ts';

const common = { url: undefined, json: false };

test.each<[string, object]>([
  ['', { verb: 'help' }],
  ['list -h', { verb: 'help' }],
  ['list', { ...common, verb: 'list', what: 'failure-groups', filter: {}, most: 50 }],
  ['list --letters --failure-group g --state open,replaying --limit all --json', { ...common, json: true, verb: 'list', what: 'dead-letters', filter: { failureGroup: 'g', state: 'open,replaying' }, most: Infinity }],
  ['list --exception E --url http://x --limit 7', { ...common, url: 'http://x', verb: 'list', what: 'failure-groups', filter: { exceptionType: 'E' }, most: 7 }],
  ['plan --failure-group g --reason r', { ...common, verb: 'plan', request: { failureGroup: 'g', reason: 'r' } }],
  ['plan --letter a --letter b --reason r --rate 5 --no-canary --stop-at 0.2', { ...common, verb: 'plan', request: { deadLetterIds: ['a', 'b'], reason: 'r', ratePerSecond: 5, canary: false, stopAtFailedShare: 0.2 } }],
  ['plan --failure-group g --type t --reason r --target x --partition 3', { ...common, verb: 'plan', request: { filter: { failureGroup: 'g', type: 't' }, reason: 'r', target: { topic: 'x', partition: 3 } } }],
  ['plan --all-open --reason r --target x --partition by-key', { ...common, verb: 'plan', request: { filter: {}, reason: 'r', target: { topic: 'x', partition: 'by-key' } } }],
  ['replay 17 --confirm 3 --wait', { ...common, verb: 'replay', replay: '17', confirm: 3, wait: true }],
  ['replay --topic t --reason r --confirm 0', { ...common, verb: 'replay', replay: { filter: { topic: 't' }, reason: 'r' }, confirm: 0, wait: false }],
])('%s', (line, expected) => expect(parseCommand(line.split(' ').filter((word) => word !== ''))).toEqual(expected));

test.each([
  ['lst', 'There is no "lst"'],
  ['list all', 'list takes no "all"'],
  ['list --type t', '--letters too'],
  ['list --limit many', '--limit must be a number'],
  ['list --colour red', '--colour'],
  ['plan --reason r', 'Select by'],
  ['plan --failure-group g', '--reason'],
  ['plan --failure-group g --letter a --reason r', 'Select by'],
  ['plan --failure-group g --reason r --partition 1', '--target'],
  ['replay 17', '--confirm COUNT'],
  ['replay 17 --confirm', '--confirm'],
  ['replay 17 18 --confirm 1', 'the id of one plan'],
  ['replay x --confirm 1', 'the id of one plan'],
  ['replay 17 --confirm 1 --reason r', 'not selected again'],
  ['replay --confirm 1', 'Select by'],
])('%s is refused with what is wrong', (line, says) => {
  expect(() => parseCommand(line.split(' '))).toThrow(Ended);
  expect(() => parseCommand(line.split(' '))).toThrow(says);
});

test('what came from a broker does not drive the terminal, and columns line up', () => {
  expect(seen('\u001b[31mred\nnext')).toBe('␛[31mred␊next');
  expect(seen('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(table(['A', 'B'], [['one', 'x'], ['1', 'y']])).toBe('A    B\none  x\n1    y');
});
