import type { Tone } from '#components/ui/chip.tsx';
import type { Health } from '#lib/contracts/health.ts';

export interface Collecting {
  readonly tone: Tone;
  readonly words: string;
  /** Since when that is so, where it is known. */
  readonly since: string | null;
  /** Events a second over all collectors; null where none is known to run, and so nothing new can come. */
  readonly eventsPerSecond: number | null;
}

/** The one thing about collecting that is most worth saying; the worst first. `null` is a server that did not answer. */
export function collecting(health: Health | null): Collecting {
  const none = { since: null, eventsPerSecond: null };
  if (!health) return { ...none, tone: 'bad', words: 'server does not answer' };
  const { database, collector, sources } = health.checks;
  if (database.status === 'down') return { ...none, tone: 'bad', words: 'database down', since: database.since };
  if (collector.status === 'down') {
    return { ...none, tone: 'bad', words: 'collector down', since: lastSeen(health) };
  }
  const failing = collector.collectors.some(({ error }) => error !== null);
  if (collector.status === 'degraded' && !failing) {
    return { ...none, tone: 'warn', words: collector.collectors.length === 0 ? 'no collector' : 'collector silent', since: lastSeen(health) };
  }
  if (failing && collector.collectors.every(({ error }) => error !== null)) return { ...none, tone: 'bad', words: 'nothing is stored', since: firstStale(sources) };
  const eventsPerSecond = collector.collectors.reduce((sum, each) => sum + each.eventsPerSecond, 0);
  if (failing) return { tone: 'warn', words: 'collector has an error', since: null, eventsPerSecond };
  const down = sources.find(({ status }) => status === 'down');
  if (down) return { tone: 'bad', words: `${down.name} down`, since: down.staleSince, eventsPerSecond };
  const stale = sources.find(({ staleSince }) => staleSince !== null);
  if (stale) return { tone: 'warn', words: `${stale.name} stale`, since: stale.staleSince, eventsPerSecond };
  const degraded = sources.find(({ status }) => status === 'degraded');
  if (degraded) return { tone: 'warn', words: `${degraded.name} degraded`, since: null, eventsPerSecond };
  if (health.status !== 'ok') return { tone: 'warn', words: 'degraded', since: null, eventsPerSecond };
  if (sources.some(({ status }) => status === 'starting')) return { tone: 'idle', words: 'starting', since: null, eventsPerSecond };
  return { tone: 'ok', words: 'collecting', since: null, eventsPerSecond };
}

const lastSeen = (health: Health): string | null => health.checks.collector.collectors.map(({ seenAt }) => seenAt).sort().at(-1) ?? null;
const firstStale = (sources: Health['checks']['sources']): string | null => sources.flatMap(({ staleSince }) => (staleSince === null ? [] : [staleSince])).sort()[0] ?? null;
