import { expect, test } from 'vitest';
import { groupAttributes } from '#components/record/group-attributes.ts';

const attributes = { 'url.path': '/a', 'http.route': '/a', 'order.id': 4711, plain: true, 'messaging.system': 'kafka', 'exception.type': 'X', 'server.port': 80, 'net.peer': ['a'], '.odd': 1, '__proto__.x': 1 };
const names = (wanted: string, most = 100) => groupAttributes(attributes, wanted, most).groups.map(({ name, entries }) => [name, ...entries.map((entry) => entry.name)]);

test('attributes stand together by what they are about, failures and messages first', () => {
  expect(names('')).toEqual([
    ['exception', 'exception.type'], ['messaging', 'messaging.system'], ['HTTP', 'http.route', 'url.path'], ['__proto__', '__proto__.x'], ['network', 'net.peer', 'server.port'], ['order', 'order.id'], ['other', '.odd', 'plain'],
  ]);
});

test('names and values are searched, whatever their case', () => {
  expect(names('KAFKA')).toEqual([['messaging', 'messaging.system']]);
  expect(names('order.')).toEqual([['order', 'order.id']]);
  expect(groupAttributes(attributes, 'nothing', 100)).toEqual({ groups: [], all: 10, found: 0 });
});

test('they are bounded, and counted', () => {
  expect(groupAttributes(attributes, '', 2)).toMatchObject({ all: 10, found: 10 });
  expect(names('', 2).flat()).toHaveLength(4);
});
