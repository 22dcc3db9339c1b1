import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from '#lib/core/dead-letters/normalise.ts';

test.each<[string, string]>([
  ['connect to warehouse-3.shop.internal:8443 timed out after 30000 ms', 'connect to <host> timed out after <n> ms'],
  ['connect to /10.0.3.17:9092 failed', 'connect to <host> failed'],
  ['warehouse/10.0.3.17:9092: Connection refused', '<host>: Connection refused'],
  ['no route to fe80::1ff:fe23:4567:890a', 'no route to <host>'],
  ['Read timed out after 1,500.5ms (limit 2s)', 'Read timed out after <n>ms (limit <n>s)'],
  ['order 4711 was not found', 'order <n> was not found'],
  ['order order-4711 was not found', 'order order-<n> was not found'],
  ['order=550e8400-e29b-41d4-a716-446655440000 is gone', 'order=<id> is gone'],
  ['trace 4bf92f3577b34da6a3ce929d0e0e4736 lost', 'trace <id> lost'],
  ['session 01ARZ3NDEKTSV4RRFFQ69G5FAV expired', 'session <id> expired'],
  ['expired at 2026-11-21T12:31:05.123Z', 'expired at <time>'],
  ['expired on 2026-11-21 12:31:05,123', 'expired on <time>'],
  ['expired on 21.11.2026', 'expired on <time>'],
  ['cannot open /var/data/7/orders.json', 'cannot open <path>'],
  ['cannot open C:\\data\\orders.json', 'cannot open <path>'],
  ['GET https://api.shop.example/orders/4711?x=1 answered with status 503', 'GET <url> answered with status 503'],
  ['HTTP/1.1 404 Not Found', 'HTTP/1.1 404 Not Found'],
  ['retry 3 of 5', 'retry <n> of <n>'],
  ['no mail to ada@example.org', 'no mail to <email>'],
  ['pointer 0x7ffeefbff5c8', 'pointer <hex>'],
  ['shop.Order@1b2c3d4 cannot be cast', 'shop.Order@<hex> cannot be cast'],
  ['unknown channel "kiosk"', 'unknown channel "<value>"'],
  ["unknown channel 'web shop'", "unknown channel '<value>'"],
  ["customer's card was declined", "customer's card was declined"],
  ['"currency" is null', '"currency" is null'],
  ['Cannot invoke "String.length()" because "order.currency" is null', 'Cannot invoke "String.length()" because "order.currency" is null'],
  ["Cannot read properties of null (reading 'currency')", "Cannot read properties of null (reading 'currency')"],
  ['null value in column "currency" of relation "payment" violates not-null constraint', 'null value in column "currency" of relation "payment" violates not-null constraint'],
  ['Unrecognized field "colour" (class shop.Order), not marked as ignorable', 'Unrecognized field "colour" (class shop.Order), not marked as ignorable'],
  ['customer "4711" is missing', 'customer "<value>" is missing'],
  ['ORA-00942: table or view does not exist', 'ORA-00942: table or view does not exist'],
  ['not UTF-8', 'not UTF-8'],
  ['SQLSTATE 23505', 'SQLSTATE 23505'],
  ['ids 1, 2, 3, 4 are unknown', 'ids <n> are unknown'],
  ['  two\n lines\t', 'two lines'],
  ['', ''],
])('%j becomes %j', (text, normal) => expect(normalise(text)).toBe(normal));

test('what differs from message to message makes no difference', () => {
  const same = (of: fc.Arbitrary<string>) => fc.assert(fc.property(of, of, (a, b) => {
    expect(normalise(`failed for ${a} after all`)).toBe(normalise(`failed for ${b} after all`));
  }));
  same(fc.uuid());
  same(fc.ipV4());
  same(fc.ipV6().filter((address) => /^(?=.*\d)[^.]+$/.test(address)));
  same(fc.nat().map(String));
  same(fc.nat().map((id) => `order-${id}`));
  same(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()));
  same(fc.string().map((value) => `"${value.replaceAll(/["\n\\]/g, '')}"`));
});

test('whatever comes, it is short, on one line, and normal already', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
      const normal = normalise(text);
      expect(normal.length).toBeLessThanOrEqual(500);
      expect(normal).not.toMatch(/\n|\s\s/);
      expect(normal.isWellFormed()).toBe(true);
    }),
  );
});

test.each(['"', "'", '<', 'a.', '1', '1.', ':', 'a:', '/', '\\', '@', ' ', '{', '1, ', 'a@a.', 'é', '0x'])('a text of %j alone takes no time', (piece) => {
  expect(normalise(piece.repeat(300_000)).length).toBeLessThanOrEqual(500);
});
