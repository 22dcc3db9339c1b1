import { expect, test } from 'vitest';
import { LoginAttempts } from '#lib/web/login-attempts.ts';

test('ten wrong tokens, then one in six seconds', () => {
  const attempts = new LoginAttempts();
  const start = 1_700_000_000_000;
  for (let n = 0; n < 10; n++) {
    expect(attempts.wait(start)).toBeNull();
    attempts.failed(start);
  }
  expect(attempts.wait(start)).toBe(6);
  expect(attempts.wait(start + 3000)).toBe(3);
  expect(attempts.wait(start + 6000)).toBeNull();
  attempts.failed(start + 6000);
  expect(attempts.wait(start + 6000)).toBe(6);
  for (let n = 0; n < 100; n++) attempts.failed(start + 6000);
  expect(attempts.wait(start + 66_000)).toBeNull();
});

test('a clock that is set back locks nobody out', () => {
  const attempts = new LoginAttempts();
  attempts.failed(2_000_000);
  expect(attempts.wait(1_000_000)).toBeNull();
});
