import { CollectorStatus } from '#lib/contracts/health.ts';

/** What is read within so many seconds is on its way, and no backlog. */
const SECONDS = 5;
const A_FEW = 10;

/** The names of sources that are not read up to now: what seems to be missing in a flow may be there. */
export function behindSources(statuses: readonly unknown[]): Set<string> {
  const behind = new Set<string>();
  for (const status of statuses) {
    const parsed = CollectorStatus.safeParse(status);
    if (!parsed.success) continue;
    const { sources, eventsPerSecond } = parsed.data;
    for (const { name, status: state, lagMessages } of sources) {
      const backlog = lagMessages !== null && Number(lagMessages) > eventsPerSecond * SECONDS + A_FEW;
      if (state === 'starting' || state === 'down' || state === 'degraded' || backlog) behind.add(name);
    }
  }
  return behind;
}
