import { expect, test } from 'vitest';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { ConventionsConfig, noConventions } from '#lib/env/conventions.ts';
import { parseConfigFile } from '#lib/env/config-file.ts';
import { parseWebSettings } from '#lib/env/web.ts';

const faults = (json: unknown): { name: string; problem: string; example: string | null }[] => {
  const checked = parseConfigFile('c.json', JSON.stringify(json));
  return checked.ok ? [] : [...checked.faults];
};

/** Each list of the file, and the list of the conventions that it extends. */
const LISTS: [keyof typeof ConventionsConfig.shape, (conventions: typeof DEFAULT_CONVENTIONS) => readonly string[]][] = [
  ['correlationHeaders', ({ correlation }) => correlation.headers],
  ['correlationPointers', ({ correlation }) => correlation.pointers],
  ['correlationAttributes', ({ correlation }) => correlation.attributes],
  ['correlationBaggage', ({ correlation }) => correlation.baggage],
  ['causationHeaders', ({ causation }) => causation.headers],
  ['causationPointers', ({ causation }) => causation.pointers],
  ['messageIdHeaders', ({ messageId }) => messageId.headers],
  ['messageIdPointers', ({ messageId }) => messageId.pointers],
  ['messageIdAttributes', ({ messageId }) => messageId.attributes],
  ['joiningMessageIdPointers', ({ messageId }) => messageId.joiningPointers],
  ['typeHeaders', ({ eventType }) => eventType.headers],
  ['typePointers', ({ eventType }) => eventType.pointers],
  ['typeAttributes', ({ eventType }) => eventType.attributes],
  ['timeHeaders', ({ eventTime }) => eventTime.headers],
  ['timePointers', ({ eventTime }) => eventTime.pointers],
  ['sequenceHeaders', ({ sequence }) => sequence.headers],
  ['sequencePointers', ({ sequence }) => sequence.pointers],
];

test.each(LISTS)('%s stand before the defaults', (name, listOf) => {
  const added = name.endsWith('Pointers') ? '/acme/ref' : 'acme-ref';
  const checked = parseConfigFile('c.json', JSON.stringify({ conventions: { [name]: [added] } }));
  if (!checked.ok) throw new Error(checked.faults[0]?.problem);
  const conventions = configuredConventions({ ...checked.value.conventions, deadLetterTopics: [], retryTopics: [] });
  expect(listOf(conventions)).toEqual([added, ...listOf(DEFAULT_CONVENTIONS)]);
});

test('every list of the schema is tested above, or below', () => {
  expect(Object.keys(ConventionsConfig.shape).toSorted()).toEqual([...LISTS.map(([name]) => name), 'businessKeys', 'deadLetterHeaders'].toSorted());
});

test('dead-letter headers and topic names are extended', () => {
  const names = { topic: ['t'], partition: ['p'], offset: ['o'], group: ['g'], type: ['y'], message: ['m'], failedAt: ['f'], attempts: ['a'] };
  const conventions = configuredConventions({ ...ConventionsConfig.parse({ deadLetterHeaders: names }), deadLetterTopics: ['grave.yard', /^lost/g], retryTopics: ['again'] });
  for (const [name, [added]] of Object.entries(names)) expect(conventions.deadLetterHeaders[name as keyof typeof names][0]).toBe(added);
  const [exact, pattern] = conventions.deadLetterTopics;
  expect([exact?.test('grave.yard'), exact?.test('graveXyard'), pattern?.test('lost'), pattern?.test('lost')]).toEqual([true, false, true, true]);
  expect(conventions.retryTopics[0]?.test('again')).toBe(true);
});

test('business keys are added, or extended where they are known', () => {
  const businessKeys = [
    { name: 'orderId', joins: true },
    { name: 'saga', pointer: '/acme/saga', pointers: ['/saga'], headers: ['x-saga'], attributes: ['acme.saga'] },
  ];
  const keys = configuredConventions({ ...noConventions(), ...ConventionsConfig.parse({ businessKeys }) }).businessKeys;
  expect(keys.find(({ name }) => name === 'orderId')).toEqual({ ...DEFAULT_CONVENTIONS.businessKeys[0], joins: true });
  expect(keys.at(-1)).toEqual({ name: 'saga', pointers: ['/acme/saga', '/saga'], headers: ['x-saga'], attributes: ['acme.saga'], joins: false });
});

test.each<[string, object, RegExp]>([
  ['conventions.correlationHeaders[0]', { correlationHeaders: [''] }, /is empty/],
  ['conventions.correlationHeaders[0]', { correlationHeaders: [' x'] }, /begins or ends with a space/],
  ['conventions.correlationHeaders[1]', { correlationHeaders: ['x-ref', 'X-Ref'] }, /"X-Ref" is there twice/],
  ['conventions.causationHeaders[0]', { causationHeaders: ['x\ny'] }, /control characters/],
  ['conventions.typeHeaders[0]', { typeHeaders: ['x'.repeat(256)] }, /longer than 255/],
  ['conventions.timeHeaders', { timeHeaders: 'x-time' }, /expected array/],
  ['conventions.sequencePointers[0]', { sequencePointers: ['sequence'] }, /is not a JSON pointer/],
  ['conventions.messageIdPointers[1]', { messageIdPointers: ['/a', '/a'] }, /there twice/],
  ['conventions.correlationBaggage[0]', { correlationBaggage: [17] }, /expected string/],
  ['conventions', { correlationHeader: ['x'] }, /correlationHeader/],
  ['conventions.businessKeys[0]', { businessKeys: [{ name: 'a' }] }, /names no place/],
  ['conventions.businessKeys[0].name', { businessKeys: [{ name: '1 2', pointer: '/a' }] }, /short name/],
  ['conventions.businessKeys[0].pointer', { businessKeys: [{ name: 'a', pointer: 'a' }] }, /JSON pointer/],
  ['conventions.businessKeys[0].joins', { businessKeys: [{ name: 'a', pointer: '/a', joins: 'yes' }] }, /neither true nor false/],
  ['conventions.businessKeys[1].name', { businessKeys: [{ name: 'a', pointer: '/a' }, { name: 'a', pointer: '/b' }] }, /there twice/],
  ['conventions.deadLetterHeaders', { deadLetterHeaders: { origin: ['x'] } }, /origin/],
  ['conventions.deadLetterHeaders.topic[0]', { deadLetterHeaders: { topic: [''] } }, /is empty/],
])('a fault of %s is told with its place and an example', (at, conventions, problem) => {
  expect(faults({ conventions })).toEqual([{ name: `c.json: ${at}`, problem: expect.stringMatching(problem), example: expect.stringContaining('"') }]);
});

test('all faults are told at once', () => {
  const conventions = { correlationHeaders: [''], typePointers: ['x'], businessKeys: [{ name: 'a', pointer: 'b' }], deadLetterHeaders: { topic: [''] } };
  expect(faults({ conventions, deadLetterTopics: ['/(/'] })).toHaveLength(5);
});

test('the web reads the same file, and says which', () => {
  const read = (path: string): string => {
    if (path.endsWith('acme.json')) return '{"conventions": {"typeHeaders": ["x-kind"]}, "retryTopics": ["again"]}';
    throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
  };
  const env = { DATABASE_URL: 'postgresql://u@127.0.0.1/t' };
  expect(parseWebSettings({ ...env, THROUGHLINE_CONFIG: 'acme.json' }, read)).toMatchObject({ configFile: 'acme.json', conventions: { typeHeaders: ['x-kind'], retryTopics: ['again'] } });
  expect(parseWebSettings(env, read)).toMatchObject({ configFile: null, conventions: noConventions() });
});
