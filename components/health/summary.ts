import { formatCount, formatDuration, formatPlural, formatRate } from '#components/ui/format.ts';
import { MOST_COUNTED, type Health } from '#lib/contracts/health.ts';

/** Work that waits longer than this is worth a word. */
const BEHIND_MS = 2000;

/** Health in a sentence: what is wrong, or what is going on. */
export function healthSummary({ checks, underivable }: Health): string {
  const { database, collector, sources } = checks;
  if (database.status === 'down') return `Nothing can be read or stored: ${database.detail}.`;
  if (collector.status === 'down') return `Nothing is being collected: ${collector.detail}. What is stored can still be read.`;
  if (collector.status === 'degraded') return `Collecting may have stopped: ${collector.detail}.`;
  const troubled = sources.filter(({ status, staleSince }) => status === 'down' || status === 'degraded' || staleSince !== null);
  if (troubled.length > 0) return `${troubled.map(({ name }) => name).join(', ')} ${troubled.length === 1 ? 'needs' : 'need'} a look; the rest is being collected.`;
  const sum = (of: 'eventsPerSecond' | 'spansPerSecond') => collector.collectors.reduce((all, each) => all + each[of], 0);
  const behind = Math.max(0, ...collector.collectors.map(({ rollupBehindMs }) => rollupBehindMs));
  const lag = sources.reduce((all, { lagMessages }) => all + BigInt(lagMessages ?? '0'), 0n);
  return [
    ...(underivable > 0 ? [`Deriving fails for ${underivable < MOST_COUNTED ? formatPlural(underivable, 'message or trace', 'messages or traces') : `${formatCount(underivable)} or more messages or traces`}`] : []),
    `${formatRate(sum('eventsPerSecond')).replace('/s', '')} events and ${formatRate(sum('spansPerSecond')).replace('/s', '')} spans a second from ${formatPlural(sources.filter(({ status }) => status !== 'off').length, 'source')}`,
    lag === 0n ? 'all that the brokers hold is read' : `${formatPlural(lag, 'message')} still to read`,
    behind < BEHIND_MS ? 'flows are up to date' : `flows are ${formatDuration(behind)} behind`,
  ].join('; ') + '.';
}
