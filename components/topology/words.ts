import { formatDuration, formatRate } from '#components/ui/format.ts';
import type { TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';

export const kindWords: Record<TopologyNode['kind'], string> = { service: 'service', topic: 'topic', group: 'consumer group' };
export const edgeWords: Record<TopologyEdge['kind'], string> = { produces: 'writes to', consumes: 'read by', calls: 'calls', 'dead-letters': 'gives up to' };

export const evidenceWords: Record<TopologyEdge['evidence'], string> = {
  message: 'messages seen in the broker, with the spans that sent or handled them',
  headers: 'what retries and dead letters say of themselves in their headers',
  span: 'spans alone: the messages themselves were not seen',
  poll: 'spans that fetched messages: what came of them was not seen',
  commit: 'committed offsets alone: no span tells of it',
};

/** `role` as a word to stand beside the name; undefined where it is an ordinary topic. */
export const roleWord = ({ role }: Pick<TopologyNode, 'role'>): string | undefined => (role === 'retry' ? 'retries' : role === 'dead-letter' ? 'dead letters' : undefined);

export const errorShare = ({ count, errors }: Pick<TopologyEdge, 'count' | 'errors'>): number => (count === null || errors === null || count === 0 ? 0 : errors / count);

/** `12%`, `0.4%`, `< 0.1%`. */
export function percent(share: number): string {
  const of = share * 100;
  if (of === 0) return '0%';
  if (of < 0.1) return '< 0.1%';
  return of < 9.95 ? `${of.toFixed(1).replace(/\.0$/, '')}%` : `${Math.round(of)}%`;
}

/** A few messages on their way are no news: the lag is told where it is more than some seconds of what is read. */
const NEWS_SECONDS = 5;
const NEWS_MESSAGES = 10;
export const isBehind = ({ lag, ratePerSecond }: Pick<TopologyEdge, 'lag' | 'ratePerSecond'>): boolean => Number(lag ?? 0) >= Math.max(NEWS_MESSAGES, (ratePerSecond ?? 0) * NEWS_SECONDS);

export const rateWords = ({ ratePerSecond }: Pick<TopologyEdge, 'ratePerSecond'>): string => (ratePerSecond === null ? 'rate not known' : formatRate(ratePerSecond));

/** What its time along the edge is called. */
export const latencyWord: Record<TopologyEdge['kind'], string> = { produces: 'send', consumes: 'wait', calls: 'call', 'dead-letters': 'send' };

/** `4.1/s · wait 12 ms, p95 80 ms`. */
export function figures(edge: TopologyEdge): string {
  const time = edge.p50Ms === null ? '' : ` · ${latencyWord[edge.kind]} ${formatDuration(edge.p50Ms)}, p95 ${formatDuration(edge.p95Ms)}`;
  return rateWords(edge) + time;
}
