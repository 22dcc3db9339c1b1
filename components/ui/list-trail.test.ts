import { expect, it } from 'vitest';
import { trailOf } from '#components/ui/list-trail.ts';

const list = { href: '/flows?status=failed', ids: ['a', 'b', 'c'] };

it.each([
  ['a', { href: list.href, previous: null, next: 'b', place: 1, count: 3 }],
  ['b', { href: list.href, previous: 'a', next: 'c', place: 2, count: 3 }],
  ['c', { href: list.href, previous: 'b', next: null, place: 3, count: 3 }],
  ['d', null],
])('the way from %s through the list', (id, trail) => expect(trailOf(list, id)).toEqual(trail));

it('is none without a list', () => expect(trailOf(null, 'a')).toBeNull());
