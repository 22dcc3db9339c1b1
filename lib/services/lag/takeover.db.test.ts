/** A process that takes over judges as the one before it would have. */
import { expect, test } from 'vitest';
import type { ConsumerGroupDetail } from '#lib/contracts/lag.ts';
import { classicGroup } from '#lib/services/commits/testing/described.ts';
import { at, watcher, type Look } from '#lib/services/lag/testing/watcher.ts';
import { packSamples } from '#lib/store/commit-packing.ts';
import type { FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const INTERVAL = 10;

const judged = ({ status, reason, lag, drain, timeLagMs, timeLagEvidence, rateIn, rateOut, partitions }: ConsumerGroupDetail) => ({
  status, reason, lag, drain, timeLagEvidence, rateIn: rateIn?.toFixed(6), rateOut: rateOut?.toFixed(6), partitions: partitions.map((partition) => partition.status),
  // Of the log it knows less far back: a lower bound may be lower, and is true.
  timeLagMs: timeLagEvidence === 'more-than' ? null : timeLagMs,
});

const pack = (store: FreshStore) => inTransaction(store.pool, (client) => packSamples(client, { turn: 0, turns: 1 }, at(-86_400)));

/** `kill` seconds: what was seen until then was seen by another process. `packed`: seconds at which samples are packed. */
test.each<{ what: string; kill: number; end: number; packed?: number; status: string; see(second: number): Look }>([
  { what: 'a group that had stopped, and is back and falls behind', kill: 300, end: 310, status: 'falling-behind', see: (s) => (s <= 300 ? { committed: [Math.min(s, 90)], committedAt: Math.min(s, 90), ends: [s + 50] } : { committed: [250], committedAt: s - 1, ends: [s + 50] }) },
  { what: 'a group that has just stopped', kill: 180, end: 200, status: 'stopped', see: (s) => ({ committed: [Math.min(s, 90)], committedAt: Math.min(s, 90), ends: [s + 50] }) },
  { what: 'a group that commits seldom', kill: 1200, end: 1240, status: 'ok', see: (s) => ({ committed: [s - (s % 300) + 7 * (s % 2)], committedAt: s - (s % 300), ends: [s < 600 ? 600 : 1250] }) },
  { what: 'the same, packed', kill: 1200, end: 1240, packed: 1190, status: 'ok', see: (s) => ({ committed: [s - (s % 300)], committedAt: s - (s % 300), ends: [s < 600 ? 600 : 1250] }) },
  { what: 'a group without members, to which messages come', kill: 160, end: 180, status: 'empty', see: (s) => ({ committed: [40], committedAt: Math.min(s, 40), ends: [s < 120 ? 40 : s], described: classicGroup(0) }) },
  { what: 'a group that falls behind', kill: 150, end: 160, packed: 150, status: 'falling-behind', see: (s) => ({ committed: [s, 2 * s], committedAt: s, ends: [3 * s + 9, 2 * s] }) },
  { what: 'commits that move nothing', kill: 150, end: 160, status: 'stalled', see: (s) => ({ committed: [7], committedAt: s, ends: [99] }) },
  { what: 'offsets that were set back', kill: 150, end: 160, status: 'rewound', see: (s) => ({ committed: [s < 120 ? 100 + s : s - 100], committedAt: s, ends: [400] }) },
  { what: 'no times of commits', kill: 150, end: 160, status: 'not-moving', see: (s) => ({ committed: [7], ends: [99 + s] }) },
])('$what', { timeout: 120_000 }, async ({ kill, end, packed, status, see }) => {
  const [same, other] = [await watcher(), await watcher()];
  for (let second = 0; second <= kill; second += INTERVAL) {
    await same.look(second, see(second));
    await other.look(second, see(second));
    if (second === packed) await pack(other.store);
  }
  other.restart();
  for (let second = kill + INTERVAL; second <= end; second += INTERVAL) {
    const before = await same.look(second, see(second));
    expect(judged(await other.look(second, see(second)))).toEqual(judged(before));
    if (second === end) expect(before.status).toBe(status);
  }
});
