import type { Health } from '#lib/contracts/health.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { judgeReports, type Report } from '#lib/services/health/judge.ts';
import type { Store } from '#lib/store/store.ts';

/** Whoever asks for health waits for an answer: a database that takes longer is down for them too. */
const PATIENCE_MS = 1500;
/** More are not counted one by one. */
const MOST_QUARANTINED = 10_000;
const MOST_REPORTS = 100;

/** Always answers, within two seconds. */
export async function readHealth(store: Pick<Store, 'prisma'>, nowMs: number): Promise<Health> {
  try {
    const { reports, quarantined } = await withinPatience(read(store));
    const { status, collector, sources } = judgeReports(reports, microsFromMillis(nowMs));
    return { status, checks: { database: { status: 'ok', detail: 'the database answers' }, collector, sources }, quarantined };
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return {
      status: 'down',
      checks: {
        database: { status: 'down', detail: `the database does not answer: ${why}` },
        collector: { status: 'down', detail: 'not known without the database', collectors: [] },
        sources: [],
      },
      quarantined: 0,
    };
  }
}

async function read(store: Pick<Store, 'prisma'>): Promise<{ reports: Report[]; quarantined: number }> {
  const [rows, [counted]] = await Promise.all([
    store.prisma.processStatus.findMany({ where: { role: 'collector' }, orderBy: { at: 'desc' }, take: MOST_REPORTS }),
    store.prisma.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (SELECT 1 FROM quarantine WHERE read_at IS NULL LIMIT ${MOST_QUARANTINED}) q`,
  ]);
  return {
    reports: rows.map(({ id, at, status }) => ({ id, at: brand<Micros>(Number(at)), status })),
    quarantined: counted?.count ?? 0,
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
