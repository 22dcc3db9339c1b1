import { expect, test } from 'vitest';
import { LastCommits } from '#lib/sources/kafka/groups/last-commits.ts';

const TOPIC = 'orders';
const text = (name: string): Buffer => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)]);
const int = (value: number): Buffer => Buffer.from([0, 0, 0, value]);
const key = (group: string, partition = 0): Buffer => Buffer.concat([Buffer.from([0, 1]), text(group), text(TOPIC), int(partition)]);

function value(offset: number, at: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeInt16BE(2, 0);
  bytes.writeBigInt64BE(BigInt(offset), 2);
  bytes.writeBigInt64BE(BigInt(at), 12);
  return bytes;
}

const asked = (offset: number) => new Map([[TOPIC, new Map([[0, BigInt(offset)]])]]);

/** Offset, time in milliseconds, and whether it was the only commit. */
const told = (commits: LastCommits, group: string, offset: number) => {
  const { committed, committedAt, committedOnce } = commits.merge(group, asked(offset));
  const at = committedAt.get(TOPIC)?.get(0);
  return [Number(committed.get(TOPIC)?.get(0)), at === undefined ? null : at / 1000, committedOnce.get(TOPIC)?.has(0) ?? false];
};

const looked = (commits: LastCommits, ...groups: string[]): void => commits.looked({ listed: new Set(groups), seen: new Set(groups) });

test('where the log was read to its end it tells, else only what agrees with the broker', () => {
  const commits = new LastCommits();
  commits.take(3, key('g'), value(5, 1000));
  expect(told(commits, 'g', 5)).toEqual([5, 1000, false]);
  expect(told(commits, 'g', 4)).toEqual([4, null, false]);
  commits.settled.add(3);
  expect(told(commits, 'g', 4)).toEqual([5, 1000, false]);
  expect(told(commits, 'another', 4)).toEqual([4, null, false]);
});

test('one commit since the last look is told to be the only one, but not at the first look', () => {
  const commits = new LastCommits();
  commits.settled.add(3);
  commits.take(3, key('g'), value(5, 1000));
  expect(told(commits, 'g', 5)).toEqual([5, 1000, false]);
  looked(commits, 'g');
  commits.take(3, key('g'), value(6, 2000));
  expect(told(commits, 'g', 6)).toEqual([6, 2000, true]);
  // It could not be seen: what it commits is counted on.
  commits.looked({ listed: new Set(['g']), seen: new Set() });
  commits.take(3, key('g'), value(7, 3000));
  expect(told(commits, 'g', 7)).toEqual([7, 3000, false]);
  looked(commits, 'g');
  expect(told(commits, 'g', 7)).toEqual([7, 3000, false]);
});

test('what was removed, and groups that are gone, are forgotten; what cannot be read is counted', () => {
  const commits = new LastCommits();
  commits.settled.add(3);
  for (const group of ['g', 'h']) commits.take(3, key(group), value(5, 1000));
  commits.take(3, key('g'), null);
  commits.take(3, Buffer.from([0, 99]), null);
  commits.take(3, Buffer.from([0, 2, 0]), null);
  expect(told(commits, 'g', 5)).toEqual([5, null, false]);
  looked(commits, 'g');
  expect(told(commits, 'h', 5)).toEqual([5, null, false]);
  expect(commits.skipped).toBe(1);
});
