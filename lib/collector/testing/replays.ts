/** Dead letters on a real broker, and what people do with them, for the tests of replays. */
import { inject } from 'vitest';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { ReplayRequest, type ReplayPlan } from '#lib/contracts/replays.ts';
import { noConventions } from '#lib/env/conventions.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { planReplay } from '#lib/services/replays/plan-replay.ts';
import { until } from '#lib/sources/kafka/testing/fixture.ts';
import { writeRaw, type RawRecord } from '#lib/sources/kafka/testing/raw.ts';
import { readReplay, type ReplayRow } from '#lib/store/replays.ts';
import type { Store } from '#lib/store/store.ts';
import { collectorTopics } from '#lib/web/collector-topics.ts';

export const ANNA: Actor = { name: 'anna', address: null };
export const conventions = configuredConventions(noConventions());

export interface Failed extends RawRecord {
  /** Of the message that it was. */
  readonly offset: number;
  readonly group?: string;
  readonly text?: string;
}

/** Writes to `<topic>.dlq` what was given up of `topic`. */
export async function writeFailed(topic: string, failed: readonly Failed[], brokers = inject('kafka').brokers): Promise<void> {
  await writeRaw(`${topic}.dlq`, failed.map(({ offset, partition = 0, group = `${topic}-group`, text = 'no stock', headers = [], ...record }) => ({
    ...record,
    headers: [
      ...headers, ['x-original-topic', topic], ['x-original-partition', String(partition)], ['x-original-offset', String(offset)], ['x-original-consumer-group', group],
      ['x-error-type', 'shop.OutOfStock'], ['x-error-message', text], ['x-attempt', '3'],
    ],
  })), brokers);
}

export interface StoredLetter {
  readonly id: string;
  readonly groupId: string;
  readonly state: number;
  readonly attempts: number;
  readonly replayOf: string | null;
}

/** Resolves when so many dead letters of this origin are recognised, in the order of their offsets. */
export async function letters({ pool }: Pick<Store, 'pool'>, topic: string, count: number): Promise<StoredLetter[]> {
  const read = async (): Promise<StoredLetter[]> =>
    (await pool.query<StoredLetter>('SELECT id, group_id AS "groupId", state, attempts, replay_of AS "replayOf" FROM dead_letter WHERE origin_topic = $1 ORDER BY id', [topic])).rows;
  await until(`${count} dead letters of ${topic}`, async () => (await read()).length >= count, 60_000);
  return read();
}

export interface PlanFor {
  readonly store: Store;
  readonly apiPort: number;
  readonly actor?: Actor;
}

export const plan = ({ store, apiPort, actor = ANNA }: PlanFor, request: Partial<ReplayRequest> & Pick<ReplayRequest, never>): Promise<ReplayPlan> =>
  planReplay(store, ReplayRequest.parse({ reason: 'the stock is back', canary: false, ratePerSecond: 10_000, ...request }), actor, { conventions, allowed: null, ask: collectorTopics({ collectorUrl: `http://127.0.0.1:${apiPort}`, token: null }) });

export async function replayOf({ pool }: Pick<Store, 'pool'>, id: string): Promise<ReplayRow> {
  const replay = await readReplay(pool, BigInt(id));
  if (replay === null) throw new Error(`There is no replay ${id}.`);
  return replay;
}

export async function itemsOf({ pool }: Pick<Store, 'pool'>, id: string): Promise<{ readonly seq: number; readonly deadLetter: string; readonly state: string; readonly refused: string | null; readonly says: string; readonly partition: number | null; readonly offset: string | null }[]> {
  const { rows } = await pool.query('SELECT seq, dead_letter AS "deadLetter", state, refused, says, target_partition AS partition, sent_offset AS "offset" FROM replay_item WHERE replay_id = $1 ORDER BY seq', [id]);
  return rows as never;
}
