/** Looks at real groups of a real broker: of both protocols, with and without the rights, and with the log of commits. */
import { readFile } from 'node:fs/promises';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { CommitObservation, CommitObserver } from '#lib/sources/commit-observer.ts';
import { kafkaCommitObserver } from '#lib/sources/kafka/commit-observer.ts';
import type { KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { admin, createTopic, producer, quiet, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { committer, type Committer } from '#lib/sources/kafka/testing/commit-offsets.ts';
import { classicReader, consumerReader } from '#lib/sources/kafka/testing/readers.ts';

function observer(choices: Partial<KafkaSourceOptions> = {}): CommitObserver {
  const made = kafkaCommitObserver({ name: 'kafka', brokers: [inject('kafka').brokers], ssl: false, sasl: null, clientId: 'throughline', groupId: 'own', start: 'earliest', topics: null, topicsExclude: [], ...choices }, quiet);
  onTestFinished(() => made.close());
  return made;
}

const seen = ({ groups }: CommitObservation, name: string) => groups.find(({ group }) => group === name);

async function committing(): Promise<Committer> {
  const made = await committer(inject('kafka').brokers);
  onTestFinished(() => made.close());
  return made;
}

/** Looks until the group has committed so much on the first partition of the topic. */
async function committedOf(looking: CommitObserver, group: string, topic: string, offset: bigint): Promise<CommitObservation> {
  let last: CommitObservation | undefined;
  await until(`${group} has committed ${offset}`, async () => {
    last = await looking.observe();
    return seen(last, group)?.committed.get(topic)?.get(0) === offset;
  });
  return last!;
}

test('groups of both protocols are told with members, assignments and the times of their commits', async () => {
  const topic = unique('observed');
  const [classic, consumer] = [unique('classic'), unique('consumer')];
  await createTopic(topic, 2);
  const send = await producer();
  await send.send({ topic, messages: [{ partition: 0, value: 'a' }, { partition: 1, value: 'b' }] });
  await Promise.all([classicReader(classic, [topic], 'billing-1'), consumerReader(consumer, [topic], 'shipping-1')]);
  const looking = observer();
  await committedOf(looking, classic, topic, 1n);
  const look = await committedOf(looking, consumer, topic, 1n);
  expect(look).toMatchObject({ evidence: 'commits', why: null, leftOut: 0 });
  for (const [group, protocol, clientId] of [[classic, 'classic', 'billing-1'], [consumer, 'consumer', 'shipping-1']] as const) {
    const one = seen(look, group)!;
    expect(one.described).toMatchObject({ protocol, state: 'Stable', why: null });
    expect(one.described?.members).toHaveLength(1);
    const [member] = one.described!.members!;
    expect(member).toMatchObject({ instanceId: null, clientId, host: expect.stringContaining('127.0.0.1') });
    expect([...member!.partitions!.get(topic)!].toSorted((a, b) => a - b)).toEqual([0, 1]);
    const at = one.committedAt.get(topic)?.get(0) ?? 0;
    expect(Math.abs(Date.now() - at / 1000)).toBeLessThan(60_000);
  }
  const [log] = look.logs.filter((bounds) => bounds.topic === topic);
  expect([...log!.partitions]).toEqual([[0, { start: 0n, end: 1n }], [1, { start: 0n, end: 1n }]]);
  expect(log!.kafkaId).not.toBeNull();
});

test('one commit since the last look is told to be the only one', async () => {
  const topic = unique('once');
  const group = unique('once');
  await createTopic(topic, 1);
  const asked = await admin();
  const by = await committing();
  const commit = (offset: bigint) => by.commit(group, topic, { 0: offset });
  const send = await producer();
  await send.send({ topic, messages: Array.from({ length: 9 }, (_, n) => ({ partition: 0, value: `${n}` })) });
  const looking = observer();
  await commit(1n);
  expect(seen(await committedOf(looking, group, topic, 1n), group)?.committedOnce.get(topic)).toBeUndefined();
  await commit(2n);
  expect(seen(await looking.observe(), group)?.committedOnce.get(topic)).toEqual(new Set([0]));
  await commit(3n);
  await commit(4n);
  const last = seen(await looking.observe(), group);
  expect([last?.committed.get(topic)?.get(0), last?.committedOnce.get(topic)]).toEqual([4n, undefined]);
  // A group that was deleted is no longer there; a topic that was created again has another id.
  await asked.deleteGroups([group]);
  expect(seen(await looking.observe(), group)).toBeUndefined();
});

test('commits of an aborted transaction never happened', async () => {
  const topic = unique('aborted');
  const group = unique('exactly-once');
  await createTopic(topic, 1);
  const [send, aborting] = [await producer({ transactionalId: unique('tx') }), await producer({ transactionalId: unique('tx') })];
  const offsets = (offset: string) => ({ consumerGroupId: group, topics: [{ topic, partitions: [{ partition: 0, offset }] }] });
  await send.send({ topic, messages: Array.from({ length: 9 }, () => ({ partition: 0, value: 'a' })) });
  const first = await send.transaction();
  await first.sendOffsets(offsets('2'));
  await first.commit();
  const second = await aborting.transaction();
  await second.sendOffsets(offsets('7'));
  await second.abort();
  const look = await committedOf(observer(), group, topic, 2n);
  expect(seen(look, group)?.committedAt.get(topic)?.get(0)).toBeDefined();
});

test('with a password, with certificates, and where some of it is forbidden', async () => {
  const { sasl, ssl, caFile, username, password } = inject('kafka');
  const topic = unique('guarded');
  const [open, secret] = [unique('open'), unique('secret')];
  await createTopic(topic, 1);
  const asked = await admin();
  const by = await committing();
  for (const group of [open, secret]) await by.commit(group, topic, { 0: 0n });
  const deny = (resourceType: AclResourceTypes, resourceName: string, operation: AclOperationTypes) =>
    ({ resourceType, resourceName, resourcePatternType: ResourcePatternTypes.LITERAL, principal: `User:${username}`, host: '*', operation, permissionType: AclPermissionTypes.DENY });
  const secured = { brokers: [sasl], sasl: { mechanism: 'scram-sha-512' as const, username, password } };
  const before = await committedOf(observer(secured), secret, topic, 0n);
  expect(before.evidence).toBe('commits');
  const rules = [deny(AclResourceTypes.GROUP, secret, AclOperationTypes.DESCRIBE), deny(AclResourceTypes.TOPIC, '__consumer_offsets', AclOperationTypes.READ)];
  const deleteRules = async (): Promise<void> => {
    await asked.deleteAcls({ filters: rules });
  };
  await asked.createAcls({ acl: rules });
  try {
    // Who looks before the broker goes by them has seen the commits once, and remembers their times.
    await until('the broker goes by the rules', async () => (await Promise.all(rules.map((rule) => asked.describeAcls(rule)))).every(({ resources }) => resources.length === 1));
    const looking = observer(secured);
    await until('the group is forbidden', async () => seen(await looking.observe(), secret)?.state === 'forbidden');
    const look = await committedOf(looking, open, topic, 0n);
    expect(seen(look, secret)).toMatchObject({ state: 'forbidden', described: null });
    expect(look).toMatchObject({ evidence: 'polls', why: expect.stringContaining('does not allow Throughline to read __consumer_offsets') });
    expect(seen(look, open)?.described).toMatchObject({ protocol: 'classic', state: 'Empty', members: [] });
    expect(seen(look, open)?.committedAt.size).toBe(0);
  } finally {
    await deleteRules();
  }
  const trusting = observer({ brokers: [ssl], ssl: { ca: await readFile(caFile, 'utf8') } });
  await committedOf(trusting, open, topic, 0n);
  const wrong = observer({ ...secured, sasl: { ...secured.sasl, password: 'wrong' } });
  await until('the login is refused', () => wrong.observe().then(() => false, (error: unknown) => /^The broker refused the login/.test(wrong.explain(error))));
});
