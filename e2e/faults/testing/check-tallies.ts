/** Part of the checker: what is counted beside the facts: messages of topics, by type; flows by kind, service and topic; edges of the topology. */
import { TopologyQuery } from '#lib/contracts/topology.ts';
import { readTopology } from '#lib/services/topology/read.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';
import { keysOf, type Ledger } from './ledger.ts';

export async function tallyDifferences(store: Pick<QueryStore, 'pool' | 'prisma'>, ledger: Ledger): Promise<string[]> {
  return [...(await ofMessages(store, ledger)), ...(await ofFlows(store, ledger)), ...(await ofEdges(store, ledger))];
}

async function ofMessages({ pool }: Pick<Store, 'pool'>, { source, messages }: Ledger): Promise<string[]> {
  const names = [source, [...new Set(messages.map(({ topic }) => topic))]];
  const of = 'JOIN topic t ON t.id = y.topic_id WHERE t.source = $1 AND t.name = ANY ($2::text[]) GROUP BY 1 ORDER BY 1';
  const partitions = await pool.query<{ line: string }>(`SELECT l.line FROM (SELECT t.name || '/' || y.partition AS at, t.name || '/' || y.partition || ': ' || sum(y.count) || ' of ' || sum(y.bytes) || ' bytes, ' || min(y.first_offset) || ' to ' || max(y.last_offset) AS line FROM partition_tally y JOIN topic t ON t.id = y.topic_id WHERE t.source = $1 AND t.name = ANY ($2::text[]) GROUP BY t.name, y.partition) l ORDER BY 1`, names);
  const types = await pool.query<{ type: string; count: string }>(`SELECT t.name || ' ' || y.type AS type, sum(y.count) AS count FROM event_tally y ${of}`, names);
  const byPartition = Map.groupBy(messages, ({ topic, partition }) => `${topic}/${partition}`);
  const wanted = [...byPartition].map(([at, of]) => `${at}: ${of.length} of ${of.reduce((sum, { value }) => sum + value.length, 0)} bytes, ${least(of.map(({ offset }) => offset))} to ${most(of.map(({ offset }) => offset))}`);
  return [
    ...differ('what is counted of partitions', partitions.rows.map(({ line }) => line), wanted),
    ...differ('what is counted of types', types.rows.map(({ type, count }) => `${type}: ${count}`), [...Map.groupBy(messages, ({ topic, type }) => `${topic} ${type}`)].map(([type, of]) => `${type}: ${of.length}`)),
  ];
}

/** What a collector stored whose clock is ahead is counted there. */
const CLOCKS_AHEAD_MS = 3 * 3_600_000;

const SUM = 'failed + stalled + compensated + completed + in_flight';

/** By kind, service and topic as the flows' own rows have them, which are compared key by key elsewhere; in all, as many as there are keys. */
async function ofFlows({ pool }: Pick<Store, 'pool'>, ledger: Ledger): Promise<string[]> {
  // What triggers have noted since the last pass is brought in by the next.
  const { rows } = await pool.query<{ width: number; facet: number; value: string; counted: string; there: string }>(
    `WITH there AS (
       SELECT p.facet, p.value, count(*) AS n
         FROM flow f CROSS JOIN LATERAL (SELECT 0 AS facet, '' AS value UNION ALL SELECT 1, f.kind UNION ALL SELECT 2, unnest(f.services) UNION ALL SELECT 3, unnest(f.topics)) p GROUP BY 1, 2),
     counted AS (SELECT width, facet, value, sum(${SUM}) AS n FROM flow_tally GROUP BY 1, 2, 3)
     SELECT w.width, h.facet, h.value, coalesce(c.n, 0) AS counted, coalesce(h.n, 0) AS there
       FROM there h CROSS JOIN (VALUES (1), (10), (60), (1440)) AS w (width) LEFT JOIN counted c ON c.width = w.width AND c.facet = h.facet AND c.value = h.value
      WHERE (w.width >= 60 OR h.facet = 0)
     UNION ALL
     SELECT c.width, c.facet, c.value, c.n, 0 FROM counted c WHERE c.n <> 0 AND NOT EXISTS (SELECT FROM there h WHERE h.facet = c.facet AND h.value = c.value)`,
  );
  const all = rows.find(({ width, facet }) => width === 1 && facet === 0);
  return [
    ...(Number(all?.counted ?? 0) === keysOf(ledger).size ? [] : [`${all?.counted ?? 0} flows are counted of ${keysOf(ledger).size} keys`]),
    ...rows.flatMap(({ width, facet, value, counted, there }) => (counted === there ? [] : [`${['flows', 'flows of the kind', 'flows of the service', 'flows of the topic'][facet]} ${value}, by ${width} minutes: ${counted} are counted of ${there}`])),
  ];
}

async function ofEdges(store: Pick<Store, 'pool'>, { source, messages, spans }: Ledger): Promise<string[]> {
  const { nodes, edges } = await readTopology(store, TopologyQuery.parse({ from: 'now-2d' }), Date.now() + CLOCKS_AHEAD_MS);
  const topics = Map.groupBy(messages, ({ topic }) => topic);
  const between = Map.groupBy(spans.filter(({ topic }) => topics.has(topic)), ({ kind, service, topic }) => (kind === 'producer' ? `service:${service} to topic:${source}/${topic}` : `topic:${source}/${topic} to service:${service}`));
  return [
    ...differ('what is counted of topics', nodes.flatMap(({ kind, name, messages: n }) => (kind === 'topic' && topics.has(name) ? [`${name}: ${n}`] : [])), [...topics].map(([topic, of]) => `${topic}: ${of.length}`)),
    ...differ('what is counted of edges', edges.flatMap(({ from, to, kind, count }) => (count !== null && (kind === 'produces' || kind === 'consumes') ? [`${from} to ${to}: ${count}`] : [])), [...between].map(([edge, of]) => `${edge}: ${of.length}`)),
  ];
}

const least = (all: readonly bigint[]): bigint => all.reduce((a, b) => (b < a ? b : a));
const most = (all: readonly bigint[]): bigint => all.reduce((a, b) => (b > a ? b : a));

function differ(what: string, found: readonly string[], wanted: readonly string[]): string[] {
  const [has, wants] = [new Set(found), new Set(wanted)];
  const [tooMuch, lacking] = [[...has.difference(wants)], [...wants.difference(has)]];
  return tooMuch.length + lacking.length === 0 ? [] : [`${what}: ${tooMuch.join('; ') || 'nothing'} instead of ${lacking.join('; ') || 'nothing'}`];
}
