import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { countChanges, type CountedLetter } from '#lib/core/dead-letters/group-counts.ts';
import { groupState, letterState, type LastDecision, type LastItem, type StateCounts } from '#lib/core/dead-letters/letter-state.ts';
import { DEAD_LETTER_STATES, type DeadLetterState, type ItemState } from '#lib/core/dead-letters/states.ts';
import type { Micros } from '#lib/core/time.ts';

const decided = (kind: LastDecision['kind'], at: number): LastDecision => ({ kind, at: brand<Micros>(at) });
const item = (state: ItemState, at: number): LastItem => ({ state, at: brand<Micros>(at) });

test.each<[string, LastDecision | null, LastItem | null, DeadLetterState]>([
  ['nothing was done', null, null, 'open'],
  ['it is planned', null, item('planned', 5), 'open'],
  ['it was refused', null, item('refused', 5), 'open'],
  ['it was cancelled', null, item('cancelled', 5), 'open'],
  ['it is being sent', null, item('sending', 5), 'replaying'],
  ['its outcome is awaited', null, item('sent', 5), 'replaying'],
  ['nobody knows', null, item('unsure', 5), 'replaying'],
  ['it succeeded', null, item('succeeded', 5), 'resolved'],
  ['it failed again', null, item('failed-again', 5), 'failed-again'],
  ['it was discarded', decided('discard', 5), null, 'discarded'],
  ['it was restored', decided('restore', 5), null, 'open'],
  ['it was discarded while it was on its way', decided('discard', 9), item('sent', 5), 'replaying'],
  ['it was discarded, and cancelled before', decided('discard', 9), item('cancelled', 5), 'discarded'],
  ['it was opened again after it succeeded', decided('restore', 9), item('succeeded', 5), 'open'],
  ['it succeeded after it was restored', decided('restore', 5), item('succeeded', 9), 'resolved'],
])('where %s', (_what, decision, last, state) => expect(letterState(decision, last)).toBe(state));

const counts = (some: Partial<StateCounts>): StateCounts => ({ open: 0, replaying: 0, resolved: 0, 'failed-again': 0, discarded: 0, ...some });
test.each<[StateCounts, number, DeadLetterState]>([
  [counts({ open: 3, resolved: 9 }), 0, 'open'],
  [counts({ open: 3, 'failed-again': 1 }), 1, 'failed-again'],
  [counts({ open: 3, replaying: 1 }), 1, 'replaying'],
  [counts({ discarded: 3 }), 0, 'discarded'],
  [counts({ discarded: 3, open: 1 }), 0, 'open'],
  [counts({ discarded: 3, resolved: 1 }), 0, 'resolved'],
  [counts({ 'failed-again': 1, resolved: 1 }), 0, 'resolved'],
])('a group of %j, of which %i came of a replay, is %s', (given, reFailed, state) => expect(groupState(given, reFailed)).toBe(state));

const letters = fc.record({ groupId: fc.constantFrom('a', 'b'), state: fc.constantFrom(...DEAD_LETTER_STATES), isReFailed: fc.boolean(), bucket: fc.constantFrom(1, 2) });

test('differences add up to what counting anew finds', () => {
  const step = fc.array(fc.record({ id: fc.constantFrom('1', '2', '3', '4'), after: fc.option(letters) }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const now = new Map<string, CountedLetter>();
      const states = new Map<string, number>();
      const tallies = new Map<string, number>();
      const add = (map: Map<string, number>, key: string, by: number) => map.set(key, (map.get(key) ?? 0) + by);
      for (const changes of steps) {
        const made = countChanges(changes.map(({ id, after }) => {
          const before = now.get(id) ?? null;
          if (after === null) now.delete(id);
          else now.set(id, after);
          return { before, after };
        }));
        for (const { groupId, states: each, reFailed } of made.groups) {
          for (const state of DEAD_LETTER_STATES) add(states, `${groupId} ${state}`, each[state]);
          add(states, `${groupId} re-failed`, reFailed);
        }
        for (const { groupId, bucket, change } of made.tallies) add(tallies, `${groupId} ${bucket}`, change);
        expect(made.groups.map(({ groupId }) => groupId)).toEqual(made.groups.map(({ groupId }) => groupId).toSorted());
      }
      const expected = new Map<string, number>();
      const buckets = new Map<string, number>();
      for (const { groupId, state, isReFailed, bucket } of now.values()) {
        add(expected, `${groupId} ${state}`, 1);
        if (isReFailed && state === 'open') add(expected, `${groupId} re-failed`, 1);
        add(buckets, `${groupId} ${bucket}`, 1);
      }
      const some = (map: Map<string, number>) => new Map([...map].filter(([, count]) => count !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
      expect(some(states)).toEqual(some(expected));
      expect(some(tallies)).toEqual(some(buckets));
    }),
  );
});
