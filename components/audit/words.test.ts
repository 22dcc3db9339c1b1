import { expect, it } from 'vitest';
import { subjectHref } from '#components/audit/words.ts';

it.each([
  ['0123456789abcdef0123456789abcdef', '/dead-letters/groups/0123456789abcdef0123456789abcdef'],
  ['01234567-89ab-cdef-0123-456789abcdef', '/dead-letters/01234567-89ab-cdef-0123-456789abcdef'],
  ['18', '/replays/18'],
  ['../settings', null],
  ['', null],
])('%s leads to %s', (subject, href) => {
  expect(subjectHref(subject)).toBe(href);
});
