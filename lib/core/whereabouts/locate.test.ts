import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { locate, type GroupSeen, type Message, type Whereabouts } from '#lib/core/whereabouts/locate.ts';
import type { Sample } from '#lib/core/whereabouts/samples.ts';

const SECOND = 1_000_000;
/** Seconds after a fixed moment. */
const at = (seconds: number): Micros => brand<Micros>(1_770_000_000 * SECOND + seconds * SECOND);
/** What partition 0 was at when it was looked at, every ten seconds. */
const sample = (seconds: number, offset: number | null, since: number | null = seconds - 10): Sample => ({ at: at(seconds), since: since === null ? null : at(since), changes: new Map([[0, offset === null ? null : BigInt(offset)]]) });
const message = (changes: Partial<Message> = {}): Message => ({ partition: 0, offset: 100n, writtenAt: at(0), recreated: false, expired: false, ...changes });
const seen = (committed: number | null, samples: readonly Sample[] = [], changes: Partial<GroupSeen> = {}): GroupSeen => ({ committed: committed === null ? null : BigInt(committed), samples, handledAt: null, sampledAt: at(100), ...changes });
const consumed = (after: number | null, by: number): Whereabouts => ({ state: 'consumed', evidence: 'sample', passage: { after: after === null ? null : at(after), by: at(by) } });
const waiting = (ahead: bigint, etaSeconds: number | null, passage: { after: Micros; by: Micros } | null = null): Whereabouts => ({ state: 'waiting', evidence: 'sample', ahead, etaMicros: etaSeconds === null ? null : etaSeconds * SECOND, passage });

test.each<[string, Message, GroupSeen, Whereabouts]>([
  ['read between two samples', message(), seen(120, [sample(10, 90), sample(20, 105), sample(30, 120)]), consumed(10, 20)],
  ['the committed offset is the next to be read, so the message itself still waits', message(), seen(100), waiting(0n, null)],
  ['one further, and it has been read', message(), seen(101, [sample(10, 101)]), consumed(0, 10)],
  ['not before it was written, though the sample before is older', message({ writtenAt: at(14) }), seen(120, [sample(20, 120)]), consumed(14, 20)],
  ['a producer whose clock is ahead', message({ writtenAt: at(90) }), seen(120, [sample(20, 120)]), consumed(20, 20)],
  ['the first sample of all had passed it already', message(), seen(120, [sample(20, 120, null)]), consumed(0, 20)],
  ['nothing says when it was not yet read', message({ writtenAt: null }), seen(120, [sample(20, 120, null)]), consumed(null, 20)],
  ['the sample that passed it is kept no longer', message(), seen(120), { state: 'consumed', evidence: 'sample', passage: null }],
  ['waits behind others that are read at a pace', message(), seen(40, [sample(60, 0), sample(80, 20), sample(100, 40)]), waiting(60n, 60)],
  ['waits, and the group stands still', message(), seen(40, [sample(20, 40)]), waiting(60n, null)],
  ['waits, and the group has not moved for longer than a pace is told from', message(), seen(40, [sample(-400, 10), sample(-390, 40)]), waiting(60n, null)],
  ['waits again since the group was set back', message(), seen(50, [sample(10, 120), sample(40, 50)]), waiting(50n, null, { after: at(0), by: at(10) })],
  ['the pace is that of its partition alone', message(), seen(40, [{ at: at(60), since: at(50), changes: new Map([[1, 7n]]) }, sample(80, 20), sample(100, 40)]), waiting(60n, 60)],
  ['the group never committed on the partition', message(), seen(null), { state: 'unknown', evidence: 'none', reason: 'no-commit' }],
  ['the commits have expired since they passed it', message(), seen(null, [sample(10, 120), sample(90, null)]), consumed(0, 10)],
  ['the topic was recreated since', message({ recreated: true }), seen(3), { state: 'unknown', evidence: 'none', reason: 'recreated' }],
  ['the topic was recreated after the group had read it', message({ recreated: true }), seen(3, [sample(10, 120)]), consumed(0, 10)],
  ['the broker removed it before the group had read it', message({ expired: true }), seen(40), { state: 'unknown', evidence: 'none', reason: 'expired' }],
  ['the broker removed it after the group had read it', message({ expired: true }), seen(120, [sample(20, 120)]), consumed(10, 20)],
  ['the group had read it, was set back, and cannot read it again', message({ expired: true }), seen(50, [sample(10, 120), sample(40, 50)]), consumed(0, 10)],
  ['a span says so, whatever was committed', message(), seen(40, [], { handledAt: at(3) }), { state: 'consumed', evidence: 'span', at: at(3) }],
])('%s', (_what, where, group, expected) => {
  expect(locate(where, group)).toEqual(expected);
});
