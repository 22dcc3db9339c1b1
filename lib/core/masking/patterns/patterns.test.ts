import fc from 'fast-check';
import { expect, test } from 'vitest';
import { card } from '#lib/core/masking/patterns/card.ts';
import { email } from '#lib/core/masking/patterns/email.ts';
import type { Pattern } from '#lib/core/masking/patterns/pattern.ts';
import { token } from '#lib/core/masking/patterns/token.ts';
import { userPattern } from '#lib/core/masking/patterns/user-pattern.ts';

const found = (pattern: Pattern, text: string, bytes = false) => pattern.find(text, bytes).map(({ start, end }) => text.slice(start, end));
const values = (pattern: Pattern, text: string) => pattern.find(text, false).map(({ value }) => value);

test.each<[string, string[]]>([
  ['4111111111111111', ['4111111111111111']],
  ['pay 4111 1111 1111 1111 now', ['4111 1111 1111 1111']],
  ['5555-5555-5555-4444', ['5555-5555-5555-4444']],
  ['amex 3782 822463 10005.', ['3782 822463 10005']],
  ['378282246310005,6011111111111117', ['378282246310005', '6011111111111117']],
  ['diners 30569309025904', ['30569309025904']],
  ['jcb 3530111333300000', ['3530111333300000']],
  ['unionpay 6240008631401148', ['6240008631401148']],
  ['4222222222222', ['4222222222222']],
  ['card4111111111111111', ['4111111111111111']],
  ['order 17, 4111 1111 1111 1111 12/28', ['4111 1111 1111 1111']],
  ['4111111111111112', []], // no check digit
  ['1763735680123456', []], // microseconds: nobody's range
  ['1763735680123456789', []],
  ['00-a4111111111111111b-1', []], // within an id in hex
  ['41111111111111111', []], // 17 digits
  ['4111 1111 1111', []],
  ['2026-01-31 10:00:00', []],
])('card: %s', (text, expected) => {
  expect(found(card, text)).toEqual(expected);
});

test('spellings of one card have one value', () => {
  expect(values(card, '4111 1111 1111 1111 and 4111-1111-1111-1111 and 4111111111111111')).toEqual(Array(3).fill('4111111111111111'));
});

test('between the lengths and tags of something binary a card has no word boundary', () => {
  expect(found(card, '\x0004111111111111111\x01', true)).toEqual(['04111111111111111']);
  expect(found(card, '\x00A41111111111111112', true)).toEqual(['41111111111111112']);
});

test.each<[string, string[]]>([
  ['jane@example.com', ['jane@example.com']],
  ['<jane.doe+tag@mail.example.co.uk>', ['jane.doe+tag@mail.example.co.uk']],
  ['to=jane%40example.com&x=1', ['jane%40example.com']],
  ["user='jane@example.com'/x", ['jane@example.com']],
  ['a@b.co,c@d.org', ['a@b.co', 'c@d.org']],
  ['jürgen@müller.de', ['jürgen@müller.de']],
  ['x@xn--mller-kva.xn--p1ai', ['x@xn--mller-kva.xn--p1ai']],
  ['mail jane@example.com.', ['jane@example.com']],
  ['jane@localhost', []],
  ['@example.com', []],
  ['npm i pkg@1.2.3', []],
  ['jane@@example.com', []],
])('email: %s', (text, expected) => {
  expect(found(email, text)).toEqual(expected);
});

test('an address is one whatever its case', () => {
  expect(values(email, 'Jane@Example.com')).toEqual(['jane@example.com']);
});

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P';
test.each<[string, string[]]>([
  [`token=${JWT}&x`, [JWT]],
  ['Authorization: Bearer abcdef0123456789', ['abcdef0123456789']],
  ['authorization: basic dXNlcjpwYXNzd29yZA==', ['dXNlcjpwYXNzd29yZA==']],
  ['AKIAIOSFODNN7EXAMPLE', ['AKIAIOSFODNN7EXAMPLE']],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY']],
  [`ghp_${'a1'.repeat(18)}`, [`ghp_${'a1'.repeat(18)}`]],
  ['xoxb-123456789012-abcdefGHIJKL', ['xoxb-123456789012-abcdefGHIJKL']],
  ['https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXXXXXXXXXX', ['hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXXXXXXXXXX']],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----', ['-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----']],
  ['postgres://x?password=hunter22&y', ['hunter22']],
  ['a basic subscription for the bearer instruments', []],
  ['eyJ is how they begin', []],
])('token: %s', (text, expected) => {
  expect(found(token, text)).toEqual(expected);
});

test('a pattern of a user masks its group, or all of it', () => {
  expect(found(userPattern('customer', 'CUST-(\\d{6})'), 'CUST-123456, CUST-654321')).toEqual(['123456', '654321']);
  expect(found(userPattern('iban', 'DE\\d{20}'), 'DE89370400440532013000')).toEqual(['DE89370400440532013000']);
});

/** What takes the square of its length would be at this for minutes. */
test.each([
  ['x', 400_000], ['a@', 100_000], ['@', 300_000], ['a.', 150_000], ['4', 300_000], ['4111 ', 50_000], ['eyJ', 100_000], ['eyJ.', 60_000],
  ['bearer ', 40_000], ['bearer+', 40_000], ['xoxb-a', 30_000], ['-----BEGIN PRIVATE KEY-----', 10_000], ['password=', 30_000], ['%40', 100_000], ['ghp_', 60_000],
])('hostile text of %j is read to its end', (unit, times) => {
  const text = unit.repeat(times);
  for (const bytes of [false, true]) {
    for (const pattern of [card, email, token, userPattern('own', '(a+)+x|[a-z]*@[a-z]*y')]) {
      const matches = pattern.find(`${text} jane@example.com 4111111111111111 AKIAIOSFODNN7EXAMPLE aax`, bytes);
      expect(matches.reduce((last, { end }) => Math.max(last, end), 0)).toBeGreaterThan(text.length);
    }
  }
});

test('matches lie within the text, in order and apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'4111 @.-eyJabBearer=%0'.split('')), maxLength: 200 }), fc.boolean(), (text, bytes) => {
      for (const pattern of [card, email]) {
        let before = 0;
        for (const { start, end } of pattern.find(text, bytes)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = end;
        }
      }
    }),
  );
});
