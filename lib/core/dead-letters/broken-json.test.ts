import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from '#lib/core/dead-letters/fingerprint.ts';
import { normalise } from '#lib/core/dead-letters/normalise.ts';

const PAYLOAD = JSON.stringify({ order: 'o-17', lines: [{ sku: 'a "b"', count: 2, price: 1.5e3, gift: true, note: null }], paid: false });

const fault = (text: string): string => {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${text} is JSON`);
};

test('a payload is broken in one way, wherever it is cut off', () => {
  const ids = new Set(Array.from({ length: PAYLOAD.length }, (_, length) => fingerprint({ originTopic: 'orders', consumerGroup: 'billing', type: 'SyntaxError', message: fault(PAYLOAD.slice(0, length)), stacktrace: null }).id));
  expect(ids.size).toBe(1);
});

test('and by whatever a byte of it is replaced', () => {
  fc.assert(
    fc.property(fc.nat(PAYLOAD.length - 1), fc.constantFrom('\u0001', '}', ']', '{', 'x', '\\', '#'), (at, char) => {
      const text = PAYLOAD.slice(0, at) + char + PAYLOAD.slice(at + 1);
      fc.pre(isBroken(text));
      expect(normalise(fault(text))).toBe('<broken JSON>');
    }),
  );
});

function isBroken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

test.each([
  ['Go', 'unexpected end of JSON input'],
  ['Go', "invalid character '}' looking for beginning of object key string"],
  ['Go', "invalid character '\\n' in string literal"],
  ['Go', "invalid character 'x' after object key:value pair"],
  ['Jackson', 'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"order":"o-17""; line: 1, column: 1])\n at [Source: (String)"{"order":"o-17""; line: 1, column: 16]'],
  ['Jackson', "Unexpected end-of-input in VALUE_STRING\n at [Source: (byte[])\"{\"order\"; line: 1, column: 12]"],
  ['Jackson', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name\n at [Source: (String)\"{,}\"; line: 1, column: 3]"],
  ['Jackson', "Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"],
  ['Gson', 'End of input at line 1 column 17 path $.order'],
  ['Gson', 'Unterminated string at line 1 column 12 path $.lines[0].sku'],
  ['Python', 'Expecting value: line 1 column 18 (char 17)'],
  ['Python', "Expecting ',' delimiter: line 1 column 13 (char 12)"],
  ['Python', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ['Python', 'Unterminated string starting at: line 1 column 10 (char 9)'],
  ['.NET', "'x' is an invalid start of a value. Path: $.lines[0] | LineNumber: 0 | BytePositionInLine: 17."],
  ['.NET', 'Expected end of string, but instead reached end of data. LineNumber: 0 | BytePositionInLine: 12.'],
  ['.NET', 'Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed. Path: $ | LineNumber: 0 | BytePositionInLine: 17.'],
  ['serde', 'EOF while parsing a string at line 1 column 17'],
  ['serde', 'expected `,` or `}` at line 1 column 12'],
])('what %s says of it is the same: %s', (_parser, message) => {
  expect(normalise(message)).toBe('<broken JSON>');
  expect(normalise(`order 4711 cannot be read: ${message}`)).toBe('order <n> cannot be read: <broken JSON>');
});

test.each(['Expected a card, found none', 'Unexpected status 503', 'invalid character set', 'expected value of order', 'The input of step 3 is missing', "field 'JSON' is missing"])('what is said of something else stays: %s', (message) => {
  expect(normalise(message)).not.toContain('broken');
});

test('it says so in plain words', () => {
  expect(fingerprint({ originTopic: 'orders', consumerGroup: null, type: null, message: fault('{"a":'), stacktrace: null }).title).toBe('The payload is not valid JSON');
});
