import { expect, test } from 'vitest';
import { parseConfigFile } from '#lib/env/config-file.ts';
import { parseCollectorSettings } from '#lib/env/collector.ts';

const parse = (masking: object) => parseConfigFile('config.json', JSON.stringify({ masking }));
const problems = (masking: object): string[] => {
  const parsed = parse(masking);
  return parsed.ok ? [] : parsed.faults.map(({ name, problem }) => `${name}: ${problem}`);
};

test('nothing is masked where nothing is said', () => {
  expect(parse({})).toMatchObject({ ok: true, value: { masking: { payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [] } } });
});

test('every kind of rule', () => {
  const masking = { payloadOff: ['hr.salaries', '/^medical\\./'], pointers: ['/a/*/b', '/a~1b'], headers: ['authorization', 'x-*'], attributes: ['user.*'], patterns: ['card', 'email', 'token', { name: 'customer', expression: 'CUST-([0-9]{6})' }] };
  expect(parse(masking)).toMatchObject({ ok: true, value: { masking: { ...masking, payloadOff: ['hr.salaries', /^medical\./] } } });
});

test.each<[object, string]>([
  [{ pointers: ['a/b'] }, 'config.json: masking.pointers[0]: is not a JSON pointer'],
  [{ payloadOff: ['/[/'] }, 'config.json: masking.payloadOff[0]: "/[/" is not a regular expression'],
  [{ headers: ['x-*-id'] }, 'config.json: masking.headers[0]: has a * that is not at its end'],
  [{ patterns: [{ name: 'own', expression: '(?=x)' }] }, 'masking.patterns[0]'],
  [{ patterns: [{ name: 'own', expression: 'x*' }] }, 'masking.patterns[0]'],
  [{ patterns: ['cards'] }, 'masking.patterns[0]'],
  [{ patterns: [{ name: 'Own Name', expression: 'x' }] }, 'masking.patterns[0]'],
  [{ patterns: ['email', { name: 'email', expression: 'x' }] }, 'masking.patterns[1]: "email" is the name of another pattern'],
  [{ patterns: [{ name: 'id', expression: 'x' }] }, 'masking.patterns[0]: "id" is the name of another pattern'],
  [{ pattern: ['email'] }, 'config.json: masking'],
])('%j is a fault with its place', (masking, fault) => {
  expect(problems(masking).join('\n')).toContain(fault);
});

test('why an expression is none is told', () => {
  expect(problems({ patterns: [{ name: 'own', expression: '(?=x)' }] }).join()).toContain("is not an expression in RE2's syntax");
  expect(problems({ patterns: [{ name: 'own', expression: 'x*' }] }).join()).toContain('matches an empty text');
});

test('the key is a secret of some length, and a fault does not repeat it', () => {
  const parseKey = (key: string) => parseCollectorSettings({ DATABASE_URL: 'postgresql://x/y', THROUGHLINE_MASKING_KEY: key }, () => '{}');
  expect(parseKey('k'.repeat(32)).maskingKey).toBe('k'.repeat(32));
  expect(() => parseKey('short secret')).toThrow(/THROUGHLINE_MASKING_KEY: is shorter than 32 characters/);
  expect(() => parseKey('short secret')).not.toThrow(/short secret/);
});
