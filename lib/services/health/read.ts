import { MOST_COUNTED, type CollectorStatus, type Health } from '#lib/contracts/health.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { judgeReports, withAnswer, type Report, type Verdict } from '#lib/services/health/judge.ts';
import { databaseNow as nowByDatabase } from '#lib/store/clock.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { countUnderivable } from '#lib/store/underivable.ts';

/** Whoever asks for health waits for an answer: a database that takes longer is down for them too. */
const PATIENCE_MS = 1500;
const MOST_REPORTS = 100;

/** Asks the collector itself, which knows what it cannot write into a database that takes nothing; null where it does not answer. */
export type AskCollector = () => Promise<CollectorStatus | null>;

/** Of this process, and of the database. */
interface HealthClocks {
  readonly nowMs?: number;
  readonly databaseNow?: typeof nowByDatabase;
}

/** When each database was last seen to answer, in milliseconds of the epoch. */
const answered = new WeakMap<object, number>();

/** Always answers, within three seconds. Reports are as old as the database says: the clocks of the processes may differ. */
export async function readHealth(store: Pick<QueryStore, 'prisma' | 'pool'>, ask: AskCollector = async () => null, { nowMs = Date.now(), databaseNow = nowByDatabase }: HealthClocks = {}): Promise<Health> {
  try {
    const { reports, now, quarantined, underivable } = await withinPatience(read(store, databaseNow));
    answered.set(store.prisma, nowMs);
    const { status, collector, sources } = await judged(reports, now, ask);
    return { status: status === 'ok' && underivable > 0 ? 'degraded' : status, checks: { database: { status: 'ok', detail: 'the database answers', since: null }, collector, sources }, quarantined, underivable };
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    const seen = answered.get(store.prisma);
    const answer = await ask();
    const now = microsFromMillis(nowMs);
    const verdict = answer === null ? null : judgeReports(withAnswer([], answer, now), now);
    return {
      status: 'down',
      checks: {
        database: { status: 'down', detail: `the database does not answer: ${why}`, since: seen === undefined ? null : rfc3339(microsFromMillis(seen)) },
        collector: verdict?.collector ?? { status: 'down', detail: 'not known without the database', collectors: [] },
        sources: verdict?.sources ?? [],
      },
      quarantined: 0,
      underivable: 0,
    };
  }
}

/** A collector that has fallen silent may have something to say that it could not write. */
async function judged(reports: readonly Report[], now: Micros, ask: AskCollector): Promise<Verdict> {
  const verdict = judgeReports(reports, now);
  if (verdict.live) return verdict;
  const answer = await ask();
  return answer === null ? verdict : judgeReports(withAnswer(reports, answer, now), now);
}

async function read(store: Pick<QueryStore, 'prisma' | 'pool'>, databaseNow: typeof nowByDatabase): Promise<{ reports: Report[]; now: Micros; quarantined: number; underivable: number }> {
  const [rows, now, [counted], underivable] = await Promise.all([
    store.prisma.processStatus.findMany({ where: { role: 'collector' }, orderBy: { at: 'desc' }, take: MOST_REPORTS }),
    databaseNow(store.pool),
    store.prisma.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (SELECT 1 FROM quarantine WHERE read_at IS NULL LIMIT ${MOST_COUNTED}) q`,
    countUnderivable(store.pool, MOST_COUNTED),
  ]);
  return {
    reports: rows.map(({ id, at, status }) => ({ id, at: brand<Micros>(Number(at)), status })),
    now,
    quarantined: counted?.count ?? 0,
    underivable,
  };
}

async function withinPatience<T>(work: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
