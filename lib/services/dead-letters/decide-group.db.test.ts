import { expect, test } from 'vitest';
import { AuditList, AuditQuery } from '#lib/contracts/audit.ts';
import { FailureGroupListQuery } from '#lib/contracts/dead-letters.ts';
import { changeFailureGroup, discardFailureGroup, restoreFailureGroup } from '#lib/services/dead-letters/decide-group.ts';
import { listAudit } from '#lib/services/dead-letters/list-audit.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { insertLetters, NOW } from '#lib/services/dead-letters/testing/letters.ts';
import { readAudit, type AuditFilter } from '#lib/store/audit.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const actor = { name: 'ada', address: '127.0.0.1' };
const nowMs = NOW / 1000;
const first = async (store: FreshStore) => (await listFailureGroups(store, FailureGroupListQuery.parse({}), nowMs)).failureGroups[0];
const everything: AuditFilter = { actor: null, actions: [], subject: null, pattern: null, from: null, to: null, after: null, limit: 50 };

async function group(): Promise<{ readonly store: FreshStore; readonly id: string }> {
  const store = await freshStore();
  const [id = ''] = await insertLetters(store, [{ offset: 1n }, { offset: 2n }, { offset: 3n }]);
  return { store, id };
}

test('what is discarded is all that is open then, and what comes later opens the group', async () => {
  const { store, id } = await group();
  expect(await discardFailureGroup(store, { id, actor, nowMs }, 'test data')).toMatchObject({ changed: 3 });
  expect(await first(store)).toMatchObject({ state: 'discarded', open: 0, counts: { discarded: 3 } });
  await insertLetters(store, [{ offset: 4n }]);
  expect(await first(store)).toMatchObject({ state: 'open', open: 1, counts: { discarded: 3 } });
});

test('a discard is taken back as a whole, once, and without what was decided since', async () => {
  const { store, id } = await group();
  const one = await discardFailureGroup(store, { id, actor, nowMs }, 'test data');
  expect(await restoreFailureGroup(store, { id, actor, nowMs }, {})).toMatchObject({ changed: 3 });
  await insertLetters(store, [{ offset: 4n }]);
  const two = await discardFailureGroup(store, { id, actor, nowMs }, 'really');
  expect(two.changed).toBe(4);
  expect(await restoreFailureGroup(store, { id, actor, nowMs }, { decisionId: BigInt(one.decisionId) })).toMatchObject({ changed: 0 });
  expect(await restoreFailureGroup(store, { id, actor, nowMs }, { decisionId: BigInt(two.decisionId) })).toMatchObject({ changed: 4 });
  await expect(restoreFailureGroup(store, { id, actor, nowMs }, { decisionId: BigInt(two.decisionId) })).rejects.toMatchObject({ code: 'conflict' });
  await expect(restoreFailureGroup(store, { id, actor, nowMs }, { decisionId: 999n })).rejects.toMatchObject({ code: 'not-found' });
  expect(await first(store)).toMatchObject({ state: 'open', open: 4 });
});

test('two people who discard at once discard each dead letter once', async () => {
  const { store, id } = await group();
  const both = await Promise.all([discardFailureGroup(store, { id, actor, nowMs }, 'a'), discardFailureGroup(store, { id, actor: { ...actor, name: 'bob' }, nowMs }, 'b')]);
  expect(both.map(({ changed }) => changed).toSorted((a, b) => a - b)).toEqual([0, 3]);
  expect(await first(store)).toMatchObject({ counts: { discarded: 3, open: 0 } });
});

test('owner and notes stay on a group', async () => {
  const { store, id } = await group();
  await changeFailureGroup(store, { id, actor, nowMs }, { owner: 'payments team', note: 'since 4.12.0' });
  await changeFailureGroup(store, { id, actor, nowMs: nowMs + 1 }, { note: 'a release is on its way' });
  expect(await first(store)).toMatchObject({ owner: 'payments team', notes: [{ text: 'a release is on its way', actor: 'ada' }, { text: 'since 4.12.0' }] });
  const owned = (owner: string) => listFailureGroups(store, FailureGroupListQuery.parse({ owner }), nowMs);
  expect([(await owned('payments team')).total, (await owned('nobody')).total]).toEqual([1, 0]);
  await changeFailureGroup(store, { id, actor, nowMs }, { owner: null });
  expect((await first(store))?.owner).toBeNull();
});

test('every act stands in the audit log, with actor, address, selection, reason and outcome', async () => {
  const { store, id } = await group();
  await discardFailureGroup(store, { id, actor, nowMs }, 'test\0data');
  await restoreFailureGroup(store, { id, actor, nowMs: nowMs + 1 }, { reason: 'a mistake' });
  await changeFailureGroup(store, { id, actor: { name: 'bob', address: null }, nowMs: nowMs + 2 }, { owner: 'bob', note: 'mine' });
  const all = await readAudit(store.pool, everything);
  expect(all.map(({ action, actor: who, count, reason, outcome }) => [action, who, count, reason, outcome])).toEqual([
    ['note', 'bob', null, 'mine', 'noted'],
    ['assign', 'bob', null, null, 'bob owns it'],
    ['restore', 'ada', 3, 'a mistake', '3 open again'],
    ['discard', 'ada', 3, 'test\ufffddata', '3 discarded'],
  ]);
  expect(all[3]).toMatchObject({ address: '127.0.0.1', selection: 'failure group “Card declined”', subjects: [id], at: NOW });
  const count = async (filter: Partial<AuditFilter>) => (await readAudit(store.pool, { ...everything, ...filter })).length;
  expect(await count({ actor: 'bob' })).toBe(2);
  expect(await count({ actions: ['discard', 'restore'] })).toBe(2);
  expect(await count({ subject: id })).toBe(4);
  expect(await count({ subject: 'another' })).toBe(0);
  expect(await count({ pattern: '%mistake%' })).toBe(1);
  expect(await count({ to: NOW })).toBe(0);
  expect(await count({ after: { at: all[1]!.at, id: all[1]!.id } })).toBe(2);
});

test('the audit log is told in pages, as the contract says', async () => {
  const { store, id } = await group();
  for (const step of [0, 1, 2]) await changeFailureGroup(store, { id, actor, nowMs }, { note: `note ${step}` });
  const list = (query: Record<string, unknown>) => listAudit(store, AuditQuery.parse(query), nowMs);
  const first2 = await list({ limit: 2 });
  expect(AuditList.parse(first2)).toEqual(first2);
  const rest = await list({ limit: 2, cursor: first2.nextCursor });
  expect([...first2.entries, ...rest.entries].map(({ reason }) => reason)).toEqual(['note 2', 'note 1', 'note 0']);
  expect(rest.nextCursor).toBeNull();
  expect((await list({ action: 'note,discard', q: 'NOTE 1', actor: 'ada', subject: id })).entries).toHaveLength(1);
  expect((await list({ q: '%' })).entries).toHaveLength(0);
  for (const query of [{ action: 'nonsense' }, { cursor: 'x' }, { cursor: Buffer.from('["newest",1,"x"]').toString('base64url') }]) await expect(list(query)).rejects.toMatchObject({ code: 'invalid' });
});

test('a group that there is not is not found', async () => {
  const { store } = await group();
  const asked = { id: '0'.repeat(32), actor, nowMs };
  await expect(discardFailureGroup(store, asked, 'x')).rejects.toMatchObject({ code: 'not-found' });
  await expect(restoreFailureGroup(store, asked, {})).rejects.toMatchObject({ code: 'not-found' });
  await expect(changeFailureGroup(store, asked, { note: 'x' })).rejects.toMatchObject({ code: 'not-found' });
});
