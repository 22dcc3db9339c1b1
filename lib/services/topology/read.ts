import type { Topology, TopologyEdge, TopologyNode, TopologyQuery } from '#lib/contracts/topology.ts';
import { brand } from '#lib/core/brand.ts';
import { MINUTE_MICROS, microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { buildGraph, type GraphEdge, type GraphNode } from '#lib/core/topology/graph.ts';
import { limitGraph } from '#lib/core/topology/limit-graph.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';
import { groupsOnTopics } from '#lib/services/topology/groups.ts';
import { readEdgeSums, readFirstHour } from '#lib/store/edge-tallies.ts';
import type { Store } from '#lib/store/store.ts';

/** More cannot be told apart on one picture. */
const MOST_NODES = 200;
const MOST_EDGES = 600;
/** Names of what is left out, so that it can be searched for. */
const MOST_HIDDEN = 2000;
/** Tallies of an hour's minutes and a week's hours of some two thousand edges. */
const MOST_TALLIES = 300_000;

/** Services, topics and groups as they were seen in a range of time, and what ran between them. */
export async function readTopology(store: Pick<Store, 'pool'>, query: TopologyQuery, nowMs: number = Date.now()): Promise<Topology> {
  const now = microsFromMillis(nowMs);
  const [from, to] = [minuteOf(resolveTimeBound(query.from, now)), Math.max(minuteOf(resolveTimeBound(query.from, now)), minuteOf(brand<Micros>(resolveTimeBound(query.to, now) - 1)))];
  const [{ sums, countedSince }, { groups, sampledAt }, firstHour] = await Promise.all([readEdgeSums(store.pool, { from, to, limit: MOST_TALLIES }), groupsOnTopics(store, timeOf(from)), readFirstHour(store.pool)]);
  const graph = limitGraph(buildGraph(sums, groups), { nodes: MOST_NODES, edges: MOST_EDGES, ...(query.focus === undefined ? {} : { focus: query.focus }) });
  const seconds = secondsOf(Math.max(from, firstHour ?? from, countedSince ?? from), to, now);
  const isCut = graph.total.nodes > graph.nodes.length || graph.total.edges > graph.edges.length || countedSince !== null;
  return {
    from: rfc3339(timeOf(from)),
    to: rfc3339(timeOf(to + 1)),
    nodes: graph.nodes.map((node) => nodeWire(node, seconds)),
    edges: graph.edges.map((edge) => edgeWire(edge, seconds)),
    truncated: isCut ? { ...graph.total, hidden: graph.hidden.slice(0, MOST_HIDDEN).map(({ id, place: { kind, name } }) => ({ id, kind, name })), countedSince: countedSince === null ? null : rfc3339(timeOf(countedSince)) } : null,
    lagSampledAt: sampledAt === null ? null : rfc3339(sampledAt),
  };
}

/** Of the minutes that can have counted anything: not of years in which nothing was collected, nor of what has not begun. */
const secondsOf = (from: number, to: number, now: Micros): number => Math.max(1, (Math.min(timeOf(to + 1), Math.max(now, timeOf(from) + 1)) - timeOf(from)) / 1e6);

/** PostgreSQL's integers end, and so do years. */
const LAST_MINUTE = 2_000_000_000;
const minuteOf = (at: Micros): number => Math.min(LAST_MINUTE, Math.max(0, Math.floor(at / MINUTE_MICROS)));
const timeOf = (minute: number): Micros => brand<Micros>(minute * MINUTE_MICROS);

const nodeWire = ({ id, place, messages, writtenByUnknown, role }: GraphNode, seconds: number): TopologyNode => ({
  id,
  kind: place.kind,
  name: place.name,
  source: place.kind === 'service' ? null : place.source,
  role,
  messages,
  ratePerSecond: messages === null ? null : messages / seconds,
  writtenByUnknown,
});

const millis = (micros: number | null): number | null => (micros === null ? null : millisFromMicros(Math.round(micros)));

function edgeWire({ from, to, kind, evidence, group, counted, lag }: GraphEdge, seconds: number): TopologyEdge {
  const latency = counted?.latency;
  const work = counted?.work;
  return {
    from,
    to,
    kind,
    count: counted?.count ?? null,
    errors: counted?.errors ?? null,
    ratePerSecond: counted === null ? null : counted.count / seconds,
    p50Ms: millis(latency?.p50Micros ?? null),
    p95Ms: millis(latency?.p95Micros ?? null),
    workP50Ms: millis(work?.p50Micros ?? null),
    workP95Ms: millis(work?.p95Micros ?? null),
    lastSeenAt: counted === null ? null : rfc3339(timeOf(counted.lastMinute)),
    group,
    ...(lag == null ? {} : { lag: lag.toString() }),
    evidence,
  };
}
