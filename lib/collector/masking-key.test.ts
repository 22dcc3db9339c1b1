import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { maskingKeyIn } from '#lib/collector/masking-key.ts';
import { maskedLine, maskingOf } from '#lib/collector/masking.ts';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'throughline-key-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}
const NOTHING = { payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [] };

test('the key is made once, for its owner only, and stays the same', () => {
  const dir = join(folder(), 'new');
  const key = maskingKeyIn(dir);
  expect(key).toHaveLength(32);
  expect(maskingKeyIn(dir)).toEqual(key);
  expect(statSync(join(dir, 'masking.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['masking.key']);
  expect(maskingKeyIn(folder())).not.toEqual(key);
});

test('a file that others may read, or that holds something else, stops the start with what to do', () => {
  const dir = folder();
  maskingKeyIn(dir);
  chmodSync(join(dir, 'masking.key'), 0o640);
  expect(() => maskingKeyIn(dir)).toThrow(/chmod 600/);
  chmodSync(join(dir, 'masking.key'), 0o600);
  writeFileSync(join(dir, 'masking.key'), '');
  expect(() => maskingKeyIn(dir)).toThrow(/64 hex digits/);
});

test('without a rule no key is looked for, and with a setting no file is made', () => {
  const dir = folder();
  expect(maskingOf({ masking: NOTHING, maskingKey: null, dataDir: dir })).toBeNull();
  expect(maskingOf({ masking: { ...NOTHING, headers: ['x'] }, maskingKey: 'k'.repeat(32), dataDir: dir })).not.toBeNull();
  expect(readdirSync(dir)).toEqual([]);
  expect(maskingOf({ masking: { ...NOTHING, headers: ['x'] }, maskingKey: null, dataDir: dir })).not.toBeNull();
  expect(readdirSync(dir)).toEqual(['masking.key']);
});

test('a line of the log is masked and stays JSON', () => {
  const masking = maskingOf({ masking: { ...NOTHING, patterns: ['email', 'card'] }, maskingKey: 'k'.repeat(32), dataDir: '' })!;
  const line = `${JSON.stringify({ msg: 'said\njane@example.com', card: 4111111111111111, n: 17 })}\n`;
  expect(JSON.parse(maskedLine(line, masking))).toEqual({ msg: expect.stringMatching(/^said\nmasked:email:[0-9a-f]{20}$/), card: expect.stringMatching(/^masked:card:/), n: 17 });
  expect(maskedLine('{"msg":"plain"}\n', masking)).toBe('{"msg":"plain"}\n');
});
