/** Dead letters with their messages, as many as one likes, without a broker. */
import { FINGERPRINT_VERSION } from '#lib/core/dead-letters/fingerprint.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { ReplayRequest, type ReplayPlan } from '#lib/contracts/replays.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import type { PlanSummary } from '#lib/core/dead-letters/plan-summary.ts';
import type { AskTopics, AskedTopic } from '#lib/services/replays/ask-topics.ts';
import { makePlan, type PlanningOptions } from '#lib/services/replays/make-plan.ts';
import { planReplay } from '#lib/services/replays/plan-replay.ts';
import { takeLease } from '#lib/store/replay-lease.ts';
import type { Store } from '#lib/store/store.ts';

export const ANNA: Actor = { name: 'anna', address: null };
export const GROUP = '00000000-0000-0000-0000-00000000000f';

/** Of `payments`, with 3 partitions: the offset of each is its number, from 1. Their messages are those that are kept beyond retention. */
export async function fillLetters({ pool }: Pick<Store, 'pool'>, count: number): Promise<void> {
  await pool.query(`INSERT INTO topic (id, source, name, incarnation, first_seen_at) VALUES (7, 'kafka', 'payments.dlq', 0, 0), (8, 'kafka', 'payments', 0, 0)`);
  await pool.query(
    `INSERT INTO failure_group (id, fingerprint_version, title, origin_topic, consumer_group, sources, first_seen_at, last_seen_at, open, replaying, resolved, failed_again, discarded, re_failed, search)
     VALUES ($1, ${FINGERPRINT_VERSION}, 'Out of stock', 'payments', 'payment', '{kafka}', 1, $2::int, $2::int, 0, 0, 0, 0, 0, '')`,
    [GROUP, count],
  );
  const ref = `(lpad(to_hex(7), 8, '0') || '00000000' || lpad(to_hex(n), 16, '0'))::uuid`;
  await pool.query(
    `INSERT INTO dead_letter (id, topic_id, observed_day, seen_at, group_id, state, state_at, origin_topic, origin_partition, origin_offset, origin_incarnation, origin_evidence, consumer_group, attempts, search, version)
     SELECT ${ref}, 7, '2026-11-21', n, $1, 0, n, 'payments', n % 3, n, 0, 'headers', 'payment', 1, '', 1 FROM generate_series(1, $2::int) n`,
    [GROUP, count],
  );
  await pool.query(
    `INSERT INTO kept_message (id, observed_at, timestamp_type, key, headers, value, value_size, meta) SELECT ${ref}, n, 0, convert_to('k' || n, 'UTF8'), '\\x01', convert_to(repeat('x', 200), 'UTF8'), 200, '{}' FROM generate_series(1, $1::int) n`,
    [count],
  );
  await pool.query('ANALYZE dead_letter, kept_message, topic');
}

const PAYMENTS: AskedTopic = { exists: true, kafkaId: null, partitions: 3, starts: new Map(), maxMessageBytes: 1_000_000, compacted: false, writable: true };

/** As if brokers had said that the topic is there. */
export const askPayments: AskTopics = (_source, topics) => Promise.resolve({ topics: new Map(topics.map((topic) => [topic, PAYMENTS])), deniesTransactions: false });

const OPTIONS = { conventions: DEFAULT_CONVENTIONS, allowed: null, ask: askPayments };

/** As the API answers to it. */
export const askPlan = (store: Store, request: Partial<ReplayRequest> = {}, nowMs = Date.now()): Promise<ReplayPlan> =>
  planReplay(store, ReplayRequest.parse({ ...(request.deadLetterIds === undefined ? { failureGroup: GROUP.replaceAll('-', '') } : {}), reason: 'the stock is back', canary: false, ...request }), ANNA, { ...OPTIONS, nowMs });

/** As a collector does it. Null where it cannot have it, or lost it. */
export async function planAsCollector({ pool }: Pick<Store, 'pool'>, id: string, more: Pick<PlanningOptions, 'stepped' | 'ended'> = {}): Promise<PlanSummary | null> {
  const term = await takeLease(pool, BigInt(id), 'test', 60_000);
  return term === null ? null : makePlan(pool, { replayId: BigInt(id), term }, { ...OPTIONS, ...more });
}

/** Until the plan is whole. */
export async function plan(store: Store, request: Partial<ReplayRequest> = {}, nowMs = Date.now()): Promise<Pick<ReplayPlan, 'id' | 'total' | 'refusedByReason'>> {
  const asked = await askPlan(store, request, nowMs);
  if (asked.state === 'planned') return asked;
  const summary = await planAsCollector(store, asked.id);
  if (summary === null) throw new Error(`Replay ${asked.id} could not be planned.`);
  return { id: asked.id, ...summary };
}
