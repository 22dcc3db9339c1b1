import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { curlCommand, groupCommand, kcatCommand, shellWord } from '#components/record/commands.ts';

const throughBash = (texts: readonly string[]): string[] =>
  execFileSync('bash', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`], { encoding: 'utf8' }).split('\0').slice(0, -1);

test.each([
  ['orders', 'orders'],
  ['orders.payments-v1', 'orders.payments-v1'],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's", `'it'\\''s'`],
  ['$(reboot)`id`', "'$(reboot)`id`'"],
  ['-rf', "'-rf'"],
  ['a\nb', "$'a\\x0ab'"],
  ['\u202egnp', "$'\\xe2\\x80\\xaegnp'"],
  ["\u001b'\\", "$'\\x1b\\x27\\x5c'"],
])('%j is written %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

test('a shell reads back what was meant', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', '').toWellFormed()), { minLength: 20, maxLength: 60 }), (texts) => {
      expect(throughBash(texts)).toEqual(texts);
    }),
    { numRuns: 5 },
  );
});

test('the commands', () => {
  expect(kcatCommand({ topic: 'orders; rm -rf /', partition: 2, offset: '9007199254740993' })).toBe(`kcat -C -b "$KAFKA_BROKERS" -t 'orders; rm -rf /' -p 2 -o 9007199254740993 -c 1 -e -X auto.offset.reset=error`);
  expect(groupCommand("o'group")).toBe(`kafka-consumer-groups --bootstrap-server "$KAFKA_BROKERS" --describe --group 'o'\\''group'`);
  expect(curlCommand('http://127.0.0.1:3000/api/v1/events/kafka/a%20b/0/1?incarnation=0', false)).toBe("curl -sS 'http://127.0.0.1:3000/api/v1/events/kafka/a%20b/0/1?incarnation=0'");
  expect(curlCommand('http://127.0.0.1:3000/x', true)).toBe('curl -sS -H "Authorization: Bearer $THROUGHLINE_TOKEN" http://127.0.0.1:3000/x');
});
