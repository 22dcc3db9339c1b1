import { expect, test } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { AuditList, AuditQuery } from '#lib/contracts/audit.ts';
import { FailureGroupListQuery } from '#lib/contracts/dead-letters.ts';
import { discardDeadLetters, restoreDeadLetters } from '#lib/services/dead-letters/decide-letters.ts';
import { listAudit } from '#lib/services/dead-letters/list-audit.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { readFailureGroup } from '#lib/services/dead-letters/read-failure-group.ts';
import { insertLetters, NOW } from '#lib/services/dead-letters/testing/letters.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const actor = { name: 'ada', address: '127.0.0.1' };
const nowMs = NOW / 1000;
const groupIn = async (store: FreshStore) => (await listFailureGroups(store, FailureGroupListQuery.parse({}), nowMs)).failureGroups[0]!;

async function three(): Promise<{ readonly store: FreshStore; readonly ids: readonly string[] }> {
  const store = await freshStore();
  await insertLetters(store, [{ offset: 1n }, { offset: 2n }, { offset: 3n }]);
  return { store, ids: (await store.pool.query<{ id: string }>('SELECT id FROM dead_letter ORDER BY id')).rows.map(({ id }) => id) };
}

test('single dead letters are discarded with a reason, and opened again by taking that back', async () => {
  const { store, ids } = await three();
  const one = await discardDeadLetters(store, { actor, nowMs }, { deadLetterIds: [ids[0]!, ids[1]!, ids[1]!.toUpperCase()], reason: 'test data' });
  expect(one).toMatchObject({ changed: 2 });
  expect(await groupIn(store)).toMatchObject({ state: 'open', open: 1, counts: { discarded: 2 } });
  expect((await readFailureGroup(store, (await groupIn(store)).id, DEFAULT_CONVENTIONS, nowMs)).history[0]).toMatchObject({ actor: 'ada', text: 'discarded 2 messages: test data' });
  await expect(discardDeadLetters(store, { actor, nowMs }, { deadLetterIds: [ids[0]!], reason: 'again' })).rejects.toMatchObject({ code: 'conflict' });
  expect(await restoreDeadLetters(store, { actor, nowMs }, { decisionId: one.decisionId })).toMatchObject({ changed: 2 });
  await expect(restoreDeadLetters(store, { actor, nowMs }, { decisionId: one.decisionId })).rejects.toMatchObject({ code: 'conflict' });
  expect(await groupIn(store)).toMatchObject({ open: 3 });
  const { entries } = AuditList.parse(await listAudit(store, AuditQuery.parse({}), nowMs));
  expect(entries.map(({ action, count, reason }) => [action, count, reason])).toEqual([['restore', 2, null], ['discard', 2, 'test data']]);
});

test('one of several that were discarded together is opened alone', async () => {
  const { store, ids } = await three();
  const { decisionId } = await discardDeadLetters(store, { actor, nowMs }, { deadLetterIds: [...ids], reason: 'test data' });
  expect(await restoreDeadLetters(store, { actor, nowMs }, { deadLetterIds: [ids[2]!] })).toMatchObject({ changed: 1 });
  expect(await groupIn(store)).toMatchObject({ open: 1, counts: { discarded: 2 } });
  // What was decided since stays as it is.
  expect(await restoreDeadLetters(store, { actor, nowMs }, { decisionId })).toMatchObject({ changed: 2 });
});

test('what is no dead letter, or no decision, is refused', async () => {
  const { store, ids } = await three();
  const none = '00000000-0000-0000-0000-000000000000';
  await expect(discardDeadLetters(store, { actor, nowMs }, { deadLetterIds: [ids[0]!, none], reason: 'x' })).rejects.toMatchObject({ code: 'invalid', faults: [{ path: 'body.deadLetterIds' }] });
  await expect(restoreDeadLetters(store, { actor, nowMs }, { deadLetterIds: [ids[0]!] })).rejects.toMatchObject({ code: 'conflict' });
  await expect(restoreDeadLetters(store, { actor, nowMs }, { decisionId: '999' })).rejects.toMatchObject({ code: 'not-found' });
  expect(await groupIn(store)).toMatchObject({ open: 3 });
});
