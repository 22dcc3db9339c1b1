/** Part of the checker: events by their coordinates and bytes, spans as they are read, positions, quarantine. */
import { brand } from '#lib/core/brand.ts';
import type { TraceId } from '#lib/core/ids.ts';
import { BODY_PLACE, readBodies } from '#lib/store/event-bodies.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
import { readSpans } from '#lib/store/read-spans.ts';
import type { Store } from '#lib/store/store.ts';
import type { Ledger } from './ledger.ts';
import { storedPositions } from './stored-positions.ts';

export async function factDifferences(store: Pick<Store, 'pool'>, ledger: Ledger): Promise<string[]> {
  return [...(await ofEvents(store, ledger)), ...(await ofSpans(store, ledger)), ...(await ofPositions(store, ledger)), ...(await ofQuarantine(store))];
}

async function ofEvents({ pool }: Pick<Store, 'pool'>, { source, messages }: Ledger): Promise<string[]> {
  const { rows } = await pool.query<PackedPlace & { at: string }>(
    `SELECT t.name || '/' || e.partition || '/' || e."offset" AS at, ${BODY_PLACE} FROM event e JOIN topic t ON t.id = e.topic_id WHERE t.source = $1 AND t.name = ANY ($2::text[])`,
    [source, [...new Set(messages.map(({ topic }) => topic))]],
  );
  const bodies = await readBodies(pool, rows, Infinity);
  const stored = Map.groupBy(rows.map(({ at }, index) => ({ at, value: bodies[index]?.value ?? null })), ({ at }) => at);
  const produced = new Set<string>();
  const wrong: string[] = [];
  for (const { topic, partition, offset, value, key } of messages) {
    const at = `${topic}/${partition}/${offset}`;
    produced.add(at);
    const found = stored.get(at);
    if (found === undefined) wrong.push(`${at} of ${key} is not stored`);
    else if (found.length !== 1) wrong.push(`${at} of ${key} is stored ${found.length} times`);
    else if (!found[0]?.value || !value.equals(found[0].value)) wrong.push(`${at} of ${key} is stored with other bytes`);
  }
  for (const at of stored.keys()) if (!produced.has(at)) wrong.push(`${at} is stored and was not produced`);
  return wrong;
}

/** A chunk may be stored with what another holds; as they are read, each span is there once, and none that was not sent. */
async function ofSpans({ pool }: Pick<Store, 'pool'>, { spans }: Ledger): Promise<string[]> {
  const sent = new Set(spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  const { traces } = await readSpans(pool, [...new Set(spans.map(({ traceId }) => brand<TraceId>(traceId)))], () => true, { keep: 10_000_000, scan: 10_000_000 });
  const stored = new Set(traces.flatMap((trace) => trace.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`)));
  return [
    ...[...sent.difference(stored)].map((span) => `the span ${span} was answered with 200 and is not stored`),
    ...[...stored.difference(sent)].map((span) => `the span ${span} is stored and was not answered with 200`),
  ];
}

async function ofPositions(store: Pick<Store, 'pool'>, { ends }: Ledger): Promise<string[]> {
  const stored = await storedPositions(store);
  return [...ends].flatMap(([at, end]) => ((stored.get(at) ?? 0n) === end ? [] : [`the position of ${at} is ${stored.get(at) ?? 'nowhere'} and its end ${end}`]));
}

async function ofQuarantine({ pool }: Pick<Store, 'pool'>): Promise<string[]> {
  const { rows } = await pool.query<{ origin: string; reason: string }>('SELECT origin, reason FROM quarantine ORDER BY id');
  return rows.map(({ origin, reason }) => `${origin} is in quarantine and well-formed: ${reason}`);
}
