import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import { reasonOf, type ReasonInput } from '#lib/core/lag/reason.ts';
import type { Micros } from '#lib/core/time.ts';

const MINUTE = 60_000_000;
const now = brand<Micros>(1_770_000_000_000_000);
const partition = (index: number, lag: number | null, changes: Partial<JudgedPartition> = {}): JudgedPartition => ({
  topic: 'plays.started', partition: index, committed: 100n, committedAt: null, end: lag === null ? null : 100n + BigInt(lag), start: 0n, drained: false,
  behind: { evidence: 'unknown', since: null }, member: null, lag: lag === null ? null : BigInt(lag), status: 'ok', rates: { in: null, out: null }, drain: { kind: 'unknown' }, wasCaughtUp: false, ...changes,
});
const group = (status: ReasonInput['status'], partitions: readonly JudgedPartition[], changes: Partial<ReasonInput> = {}): ReasonInput => ({
  status, partitions, state: 'ok', protocol: 'classic', members: 2, clientIds: new Map([['m1', 'analytics-1'], ['m2', 'analytics-2']]), now, drain: { kind: 'unknown' },
  lag: partitions.reduce<bigint | null>((sum, { lag }) => (sum === null || lag === null ? null : sum + lag), 0n), ...changes,
});
const fine = (count: number, lag = 0): JudgedPartition[] => Array.from({ length: count }, (_, index) => partition(index + 10, lag));
const ago = (minutes: number): Micros => brand<Micros>(now - minutes * MINUTE);

test.each<[string, ReasonInput]>([
  ['Partition 3 holds 94% of the lag; its member analytics-2 has not committed for 4 min; the other seven partitions are fine.',
    group('stopped', [partition(3, 987, { status: 'stopped', member: 'm2', committedAt: ago(4.5) }), ...fine(7, 9)])],
  ['Nothing was committed for 41 min, and the group has no members.', group('stopped', [partition(0, 12_408, { status: 'stopped', committedAt: ago(41) })], { members: 0 })],
  ['In all three partitions nothing was committed for 5 min.', group('stopped', [5, 9, 7].map((minutes, index) => partition(index, 10, { status: 'stopped', committedAt: ago(minutes) })))],
  ['In two of five partitions nothing was committed for 1 h; the other three partitions are fine.', group('stopped', [...[60, 70].map((minutes, index) => partition(index, 10, { status: 'stopped', committedAt: ago(minutes) })), ...fine(3, 5)])],
  ['In partition 0 its member analytics-1 commits, and moves nothing on; the other partition is fine.', group('stalled', [partition(0, 5, { status: 'stalled', member: 'm1' }), partition(1, 5)])],
  ['Commits come, and none of them moves on.', group('stalled', [partition(0, 5, { status: 'stalled' })])],
  ['The committed offset was set back and is not yet where it was.', group('rewound', [partition(0, 5, { status: 'rewound' })])],
  ['The committed offset stands still; whether anybody still commits is not known.', group('not-moving', [partition(0, 5, { status: 'not-moving' })])],
  ['The committed offset stands still, and the group has no members.', group('not-moving', [partition(0, 5, { status: 'not-moving' })], { members: 0 })],
  ['1,204 messages a second are written and 988 are read.', group('falling-behind', [partition(0, 5, { status: 'falling-behind', rates: { in: 1204, out: 988 } })])],
  ['The lag grows from sample to sample.', group('falling-behind', [partition(0, 5, { status: 'falling-behind' })])],
  ['Partition 0 of plays.started holds all of the lag; 5.0 messages a second are written and none are read; one more partition is in the same state; the other partition is not fine either.',
    group('falling-behind', [partition(0, 5, { status: 'falling-behind', rates: { in: 5, out: 0 } }), partition(1, 0, { status: 'falling-behind', topic: 'b' }), partition(2, 0, { status: 'empty' })])],
  ['Up to 1,500 messages were deleted before the group read them.', group('expired', [partition(0, 5, { status: 'expired', start: 1600n })])],
  ['The broker does not tell where the log ends.', group('unknown', [partition(0, null, { status: 'unknown' })])],
  ['What is committed lies beyond the end of the log: that was deleted and created again, or cut, or somebody set the offset there.', group('unknown', [partition(0, null, { status: 'unknown', end: 4n })])],
  ['The broker could not be asked about this group at the last looks.', group('unknown', [], { state: 'failing' })],
  ['The broker does not list this group any more.', group('unknown', [], { state: 'gone' })],
  ['The broker does not let Throughline see what this group has committed: that takes the right to describe the group.', group('forbidden', [], { state: 'forbidden' })],
  ['The group has committed nothing that is known: nobody can say where it reads.', group('unknown', [], { members: null })],
  ['The group has committed nothing that is known, although it has one member: nobody can say where it reads.', group('unknown', [], { members: 1 })],
  ['This streams group has committed nothing that is known, and it has no members: nobody can say where it reads.', group('unknown', [], { members: 0, protocol: 'streams' })],
  ['It is a share group: the broker keeps what its members have taken by itself, and no offsets are committed.', group('unknown', [], { protocol: 'share' })],
  ['The group has no members, and 12 messages wait.', group('empty', [partition(0, 12)], { members: 0 })],
  ['The group has no members, and one message waits.', group('empty', [partition(0, 1)], { members: 0 })],
  ['It has read everything.', group('ok', fine(2))],
  ['It has read everything: the one offset that is left holds no message.', group('ok', [partition(0, 1, { drained: true }), ...fine(2)])],
  ['It keeps up: 38 messages are left, and that takes 5 s at this rate.', group('ok', [partition(0, 38)], { drain: { kind: 'in', millis: 5400 } })],
  ['It keeps up: one message is left, and that takes less than a second at this rate.', group('ok', [partition(0, 1)], { drain: { kind: 'in', millis: 12 } })],
  ['Nothing bad is known of it yet: 38 messages are left, and at the rates of the last samples they become no fewer.', group('ok', [partition(0, 38)], { drain: { kind: 'never' } })],
  ['Nothing bad is known of it: 38 messages are left.', group('ok', [partition(0, 38)])],
  ['Partition 0 holds all of the lag; its member a␀[U+202E]b has not committed for 2 days; the other partition is fine.',
    group('stopped', [partition(0, 5, { status: 'stopped', member: 'x', committedAt: ago(2 * 1440) }), partition(1, 0)], { clientIds: new Map([['x', 'a\0\u202Eb']]) })],
])('%s', (expected, input) => {
  expect(reasonOf(input)).toBe(expected);
});
