import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { judge, type Aim, type PlanContext, type Selected, type TargetTopic } from '#lib/core/dead-letters/plan-replay.ts';
import { planSummary } from '#lib/core/dead-letters/plan-summary.ts';
import { countsOf } from '#lib/core/dead-letters/testing/plan-counts.ts';
import { DEAD_LETTER_STATES, type Refusal } from '#lib/core/dead-letters/states.ts';

const orders: TargetTopic = { exists: true, allowed: true, role: 'normal', partitions: 6, maxMessageBytes: 1_048_588, compacted: false, groups: ['payment', 'fraud-audit'] };
const own: Aim = { topic: null, partition: 'same' };
const context = (topic: Partial<TargetTopic> = {}, aim: Partial<Aim> = {}): PlanContext => ({ replayId: 'r1', aim: { ...own, ...aim }, failureHeaders: DEFAULT_CONVENTIONS.deadLetterHeaders, target: () => ({ ...orders, ...topic }) });
const letter = (changes: Partial<Selected> = {}): Selected => ({
  id: 'd1', at: { source: 'kafka', topic: 'orders.dlq', incarnation: 0, partition: 0, offset: 7n }, state: 'open', supersededBy: null, liveIn: null, sameAs: null,
  origin: { topic: 'orders', partition: 3, offset: 41n, incarnation: 0, group: 'payment', evidence: 'headers' },
  key: Buffer.from('4711'), headers: [{ name: 'message-id', value: Buffer.from('m1') }], size: 100, bytes: 'store', edit: null, ...changes,
});
const header = (name: string, value: string | null = 'v') => ({ name, value: value === null ? null : Buffer.from(value) });
const unknown = { ...letter().origin!, partition: null, offset: null };

test.each<[string, Selected, PlanContext, Refusal | null]>([
  ['an ordinary one', letter(), context(), null],
  ['a tombstone', letter({ size: null, key: null }), context(), null],
  ['its whole value is on the broker', letter({ bytes: 'broker' }), context(), null],
  ['it was resolved', letter({ state: 'resolved' }), context(), 'not-open'],
  ['it was discarded', letter({ state: 'discarded' }), context(), 'not-open'],
  ['it is in another replay', letter({ state: 'replaying', liveIn: 'r0' }), context(), 'already-live'],
  ['it failed again as another', letter({ state: 'failed-again', supersededBy: 'd2' }), context(), 'superseded'],
  ['its origin is not known', letter({ origin: null }), context(), 'origin-unknown'],
  ['its origin is not known, and a target is chosen', letter({ origin: null }), context({}, { topic: 'orders', partition: 'by-key' }), null],
  ['its origin is not known, and the partition neither', letter({ origin: null }), context({}, { topic: 'orders' }), 'no-partition'],
  ['only the topic of its origin is known', letter({ origin: unknown }), context(), 'no-partition'],
  ['only the topic of its origin is known, and the key chooses', letter({ origin: unknown }), context({}, { partition: 'by-key' }), null],
  ['the target is not allowed', letter(), context({ allowed: false }), 'target-not-allowed'],
  ['the broker does not let us write there', letter(), context({ writable: false }), 'target-not-allowed'],
  ['the origin topic was deleted', letter(), context({ exists: false }), 'target-missing'],
  ['the origin is a dead-letter topic: a dead letter of a dead letter', letter(), context({ role: 'dead-letter' }), 'target-is-dead-letter-topic'],
  ['the target is where it stands', letter(), context({}, { topic: 'orders.dlq' }), 'target-is-dead-letter-topic'],
  ['a retry topic', letter(), context({ role: 'retry' }), null],
  ['the topic has fewer partitions now', letter(), context({ partitions: 3 }), 'partition-missing'],
  ['a partition is chosen that is not there', letter(), context({}, { partition: 6 }), 'partition-missing'],
  ['it is sent for another already', letter({ sameAs: 'd0' }), context(), 'same-message'],
  ['its payload is gone', letter({ bytes: 'gone' }), context(), 'payload-gone'],
  ['its payload is gone, and another is given', letter({ bytes: 'gone', edit: { value: Buffer.from('{}') } }), context(), null],
  ['its payload is gone, and another key is given', letter({ bytes: 'gone', edit: { key: null } }), context(), 'payload-gone'],
  ['it is masked', letter({ bytes: 'masked' }), context(), 'masked'],
  ['it is masked, and another payload is given', letter({ bytes: 'masked', edit: { value: null } }), context(), 'masked'],
  ['it is masked, and all of it is given', letter({ bytes: 'masked', edit: { key: null, headers: [], value: null } }), context(), null],
  ['a header cannot be written', letter({ headers: [header('a', null)] }), context(), 'headers-not-writable'],
  ['a header cannot be written, and is stripped anyway', letter({ headers: [header('kafka_dlt-exception-message', null)] }), context(), null],
  ['a header cannot be written, and others are given', letter({ headers: [header('a', null)], edit: { headers: [header('a')] } }), context(), null],
  ['headers are given that cannot be written', letter({ edit: { headers: [header('a', '1'), header('b'), header('a', '2')] } }), context(), 'headers-not-writable'],
  ['it is larger than the target takes', letter({ size: 1_048_588 }), context(), 'too-large'],
  ['it is larger than one knows that the target takes', letter({ size: 1_048_588 }), context({ maxMessageBytes: null }), null],
  ['it was too large, and less is given', letter({ size: 2_000_000, edit: { value: Buffer.from('{}') } }), context(), null],
  ['more is given than the target takes', letter({ edit: { value: Buffer.alloc(100) } }), context({ maxMessageBytes: 250 }), 'too-large'],
])('%s', (_what, given, plan, reason) => {
  const judged = judge(given, plan);
  expect(judged.refused?.reason ?? null).toBe(reason);
  if (judged.refused !== null) expect(judged.refused.says.length).toBeGreaterThan(10);
});

test('it goes back to where it came from, on its own partition, for the group that failed', () => {
  expect(judge(letter(), context()).target).toEqual({ source: 'kafka', topic: 'orders', partition: 3, group: 'payment' });
  expect(judge(letter(), context({}, { topic: 'orders-again', partition: 'by-key' })).target).toEqual({ source: 'kafka', topic: 'orders-again', partition: null, group: 'payment' });
});

test('a plan says how many go where, who else will see them, and what is refused', () => {
  const plan = context();
  const judged = Array.from({ length: 398 }, (_, index) => judge(letter({ id: `d${index}`, liveIn: index < 2 ? 'r-18' : null, origin: { ...letter().origin!, partition: index % 2 } }), plan));
  expect(planSummary(countsOf(judged), { ...plan, edited: 0, deniesTransactions: [] })).toEqual({
    total: 396,
    targets: [{ source: 'kafka', topic: 'orders', count: 396, partitions: [{ partition: 0, count: 198 }, { partition: 1, count: 198 }], ownGroups: ['payment'], otherGroups: ['fraud-audit'], otherGroupsKnown: true }],
    refusedByReason: { 'already-live': 2 },
    refused: [{ deadLetterId: 'd0', reason: 'already-live', says: 'it is in replay r-18' }, { deadLetterId: 'd1', reason: 'already-live', says: 'it is in replay r-18' }],
    warnings: [],
  });
});

test.each<[string, Partial<TargetTopic>, Partial<Selected>, number, RegExp[], string[]?]>([
  ['groups that cannot be looked at', { groups: null }, {}, 0, [/cannot be looked at/]],
  ['a group that went away', { groups: ['fraud-audit'] }, {}, 0, [/payment does not read orders now/]],
  ['a group that is not known', {}, { origin: { ...letter().origin!, group: null } }, 0, [/nothing tells which group/]],
  ['a compacted target', { compacted: true }, {}, 0, [/compacted/]],
  ['edits', {}, {}, 1, [/message id/]],
  ['a broker that denies transactions', {}, {}, 0, [/kafka does not let Throughline use transactions/], ['kafka', 'other']],
])('a plan warns of %s', (_what, topic, changes, edited, warnings, denied = []) => {
  const summary = planSummary(countsOf([judge(letter(changes), context(topic))]), { ...context(topic), edited, deniesTransactions: denied });
  expect(summary.warnings).toHaveLength(warnings.length);
  for (const [index, pattern] of warnings.entries()) expect(summary.warnings[index]).toMatch(pattern);
});

test('every one of a selection is either sent or refused, and nothing that is not open is sent', () => {
  const any = fc.record({
    state: fc.constantFrom(...DEAD_LETTER_STATES), liveIn: fc.option(fc.constant('r0')), bytes: fc.constantFrom<Selected['bytes'][]>('store', 'broker', 'gone', 'masked'),
    sameAs: fc.option(fc.constant('d0')), origin: fc.constantFrom(letter().origin, unknown, null), size: fc.option(fc.nat(2_000_000)),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 20 }), (selection) => {
      const judged = selection.map((changes) => judge(letter(changes), context()));
      const { total, targets, refusedByReason } = planSummary(countsOf(judged), { ...context(), edited: 0, deniesTransactions: [] });
      expect(total + Object.values(refusedByReason).reduce((sum, count) => sum + count, 0)).toBe(selection.length);
      expect(targets.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      for (const [index, { refused }] of judged.entries()) if (refused === null) expect(selection[index]).toMatchObject({ state: 'open', liveIn: null, sameAs: null });
    }),
  );
});
