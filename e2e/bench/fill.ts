/**
 * Millions of records, as the product would have stored them: two flows that went through it are written again and again with other ids.
 * Nineteen of twenty are traces of ten spans, one is ten messages. Spans and messages are packed here, all else is written by the database itself.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { CommandError } from '#lib/cli/command.ts';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import { BODY_PLACE, readBodies, type StoredBody } from '#lib/store/event-bodies.ts';
import { chunkSize, encodeEvents, type EventBody } from '#lib/store/event-chunk.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
import { CHUNK_PLACE, encodeBlocks, readChunks } from '#lib/store/span-blocks.ts';
import { copyRows } from '#lib/store/sql/copy.ts';
import { takeIds } from '#lib/store/sql/take-ids.ts';
import { withDatabase } from '../harness/database.ts';

/** What went through the product. */
interface Templates {
  readonly trace: string;
  readonly correlation: string;
}

const FLOWS_PER_ROUND = 20_000;
const MESSAGE_FLOW_EVERY = 20;
export const RECORDS_PER_FLOW = 10;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const asUuid = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
export const isOfMessages = (flow: number): boolean => flow % MESSAGE_FLOW_EVERY === 0;
export const filledTrace = (flow: number): string => md5(`t${flow}`);
export const filledCorrelation = (flow: number): string => asUuid(md5(`c${flow}`));
export const filledMessageId = (flow: number, message: number): string => asUuid(md5(`m${flow}/${message}`));

/**
 * Writes flows up to `to`; of those that are there none is written again. Everything is indexed, and looked at by the planner, when it returns.
 * Ended in the midst of it, it goes on from where it was when it is called again: what is written and which indexes are missing stands in the database.
 * @param templates has two flows go through the product, where any is to be written
 */
export async function fill(url: string, templates: () => Promise<Templates>, to: number): Promise<void> {
  await withDatabase(url, async (client) => {
    await client.query(BOOKS);
    const { rows: [filled] } = await client.query<{ flows: number; foreign: boolean }>('SELECT flows, flows = 0 AND EXISTS (SELECT FROM flow OFFSET 100) AS foreign FROM bench.filled');
    if (filled === undefined || filled.foreign) throw new CommandError('This folder holds flows of which it is not known how they were filled. Delete it, or name another.');
    if (filled.flows < to) await writeRounds(client, await templates(), filled.flows, to);
    const { rows: dropped } = await client.query<{ definition: string }>('SELECT definition FROM bench.dropped');
    for (const { definition } of dropped) await atOnce(client, [definition, { text: 'DELETE FROM bench.dropped WHERE definition = $1', values: [definition] }]);
    if (filled.flows < to || dropped.length > 0) for (const table of ['flow', 'flow_key', 'event', 'event_chunk', 'span_chunk', 'span_block', 'key_posting']) await client.query(`VACUUM (ANALYZE) ${table}`);
  });
}

/** How far it came, and which indexes were dropped meanwhile. */
const BOOKS = `
  CREATE SCHEMA IF NOT EXISTS bench;
  CREATE TABLE IF NOT EXISTS bench.filled (flows int NOT NULL);
  INSERT INTO bench.filled SELECT 0 WHERE NOT EXISTS (SELECT FROM bench.filled);
  CREATE TABLE IF NOT EXISTS bench.dropped (definition text PRIMARY KEY)`;

async function writeRounds(client: pg.Client, { trace, correlation }: Templates, from: number, to: number): Promise<void> {
  // Row by row, indexes take most of the time. Tallies, and what is searched by text, are not what is asked for here.
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid IN ('flow'::regclass, 'flow_key'::regclass) AND NOT i.indisunique`);
  await client.query(`SET session_replication_role = replica; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB'; SET synchronous_commit = off`);
  for (const { name, definition } of indexes) await atOnce(client, [{ text: 'INSERT INTO bench.dropped VALUES ($1) ON CONFLICT DO NOTHING', values: [definition] }, `DROP INDEX "${name}"`]);
  await client.query(FUNCTIONS);
  await client.query(TEMPLATE_ROWS(trace, correlation));
  const messages = await messagesOf(client);
  const { rows: [chunk] } = await client.query<PackedPlace & { days: number; observed_at: string; spans: number }>(`SELECT observed_day - '1970-01-01'::date AS days, observed_at, spans, ${CHUNK_PLACE} FROM span_chunk WHERE trace_id = $1::uuid`, [trace]);
  if (chunk === undefined) throw new Error('The flow that is to be written again is not there');
  const json = Buffer.from((await readChunks(client, [chunk]))[0]!).toString('utf8');
  for (let done = from; done < to; ) {
    const until = Math.min(to, done + FLOWS_PER_ROUND);
    const flows = Array.from({ length: until - done }, (_, index) => done + 1 + index);
    await client.query('BEGIN');
    const traces = flows.filter((flow) => !isOfMessages(flow)).map((flow) => ({ flow, own: Buffer.from(json.replaceAll(trace, filledTrace(flow)), 'utf8') }));
    const { blocks, places } = encodeBlocks(traces.map(({ own }) => own));
    const ids = await takeIds(client, 'span_block_id', blocks.length);
    await copyRows(client, 'span_block', ['id', 'observed_day', 'data'], blocks.entries(), (row, [index, block]) => {
      row.int8(ids[index]!);
      row.date(chunk.days);
      row.bytes(block);
    });
    await copyRows(client, 'span_chunk', ['trace_id', 'content_hash', 'observed_day', 'observed_at', 'spans', 'block', 'place'], traces.entries(), (row, [index, { flow, own }]) => {
      row.uuid(asUuid(filledTrace(flow)));
      row.uuid(asUuid(createHash('sha256').update(own).digest('hex').slice(0, 32)));
      row.date(chunk.days);
      row.int8(BigInt(chunk.observed_at));
      row.int4(chunk.spans);
      row.int8(ids[places[index]!.block]!);
      row.int2(places[index]!.place);
    });
    await client.query(CLONES(done + 1, until));
    await writeMessages(client, messages, correlation, flows.filter(isOfMessages));
    for (const statement of [POSTINGS, FLOWS(trace, correlation), KEYS]) await client.query(statement);
    await client.query('UPDATE position p SET next_offset = greatest(next_offset, (SELECT max("offset") + 1 FROM event e WHERE e.topic_id = p.topic_id AND e.partition = p.partition))');
    await client.query('UPDATE bench.filled SET flows = $1', [until]);
    await client.query('COMMIT');
    done = until;
  }
}

/** All of them, or none. Who is ended in between leaves the transaction to the server, which undoes it. */
async function atOnce(client: pg.Client, statements: readonly (string | pg.QueryConfig)[]): Promise<void> {
  await client.query('BEGIN');
  for (const statement of statements) await client.query(statement as string);
  await client.query('COMMIT');
}

/** As lib/core/flows/keys.ts hashes, and lib/store/refs.ts refers. */
const FUNCTIONS = `
  CREATE OR REPLACE FUNCTION pg_temp.hash_of(t text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT ('x' || encode(substring(sha256(convert_to(t, 'UTF8')) FOR 8), 'hex'))::bit(64)::bigint $$;
  CREATE OR REPLACE FUNCTION pg_temp.ref_of(topic int, part int, o bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT (lpad(to_hex(topic), 8, '0') || lpad(to_hex(part), 8, '0') || lpad(to_hex(o), 16, '0'))::uuid $$`;

/** The two flows and what belongs to them. */
const TEMPLATE_ROWS = (trace: string, correlation: string): string => `
  CREATE TEMP TABLE t_flow AS
  SELECT f.*, k.hash = pg_temp.hash_of('c:${correlation}') AS of_messages FROM flow f JOIN flow_key k ON k.flow_id = f.id
   WHERE k.hash IN (pg_temp.hash_of('t:${trace}'), pg_temp.hash_of('c:${correlation}'));
  CREATE TEMP TABLE t_key AS SELECT k.*, f.of_messages FROM flow_key k JOIN t_flow f ON f.id = k.flow_id;
  CREATE TEMP TABLE t_event AS
  SELECT e.*, (row_number() OVER (ORDER BY e."offset"))::int - 1 AS step, min(e."offset") OVER () AS first
    FROM t_flow f CROSS JOIN unnest(f.events) ref JOIN event e ON pg_temp.ref_of(e.topic_id, e.partition, e."offset") = ref
   WHERE f.of_messages;
  CREATE TEMP TABLE t_clone AS SELECT * FROM (SELECT 0 AS n, false AS of_messages, '' AS id, '' AS trace, '' AS correlation) x WHERE false`;

const CLONES = (first: number, last: number): string => `
  TRUNCATE t_clone;
  INSERT INTO t_clone
  SELECT n, n % ${MESSAGE_FLOW_EVERY} = 0, substr(md5('f' || n), 1, 16), md5('t' || n), md5('c' || n)::uuid::text FROM generate_series(${first}, ${last}) n`;

const message = (n: string, step: string): string => `md5('m' || ${n} || '/' || ${step})::uuid::text`;
/** Offsets follow those of the template. */
const offset = `t.first + c.n::bigint * ${RECORDS_PER_FLOW} + t.step`;

interface Template extends PackedPlace {
  readonly topic_id: number;
  readonly partition: number;
  readonly first: string;
  readonly observed_at: string;
  readonly timestamp: string;
  readonly timestamp_type: number;
  readonly value_size: number;
  readonly days: number;
  readonly body: StoredBody;
}

/** The messages of the flow of messages, in their order. */
async function messagesOf(client: pg.Client): Promise<Template[]> {
  const { rows } = await client.query<Omit<Template, 'body'>>(`SELECT *, ${BODY_PLACE}, observed_day - '1970-01-01'::date AS days FROM t_event ORDER BY step`);
  return (await readBodies(client, rows, Infinity)).map((body, index) => ({ ...rows[index]!, body: body! }));
}

/** Those of these flows, with other ids, as many in a chunk as the product would pack. */
async function writeMessages(client: pg.Client, templates: readonly Template[], correlation: string, flows: readonly number[]): Promise<void> {
  const messages = flows.flatMap((flow) => templates.map(({ body, ...template }, step) => {
    const ids: readonly [string, string][] = [[correlation, filledCorrelation(flow)], [decodeReading(body.meta).messageId ?? '', filledMessageId(flow, step)]];
    const other = (bytes: Uint8Array): Uint8Array => Buffer.from(ids.reduce((text, [from, to]) => text.replaceAll(from, to), Buffer.from(bytes).toString('latin1')), 'latin1');
    const own: EventBody = { key: body.key && other(body.key), headers: other(body.headers), meta: other(body.meta), sha256: body.sha256, value: body.value && other(body.value) };
    return { template, own, offset: BigInt(template.first) + BigInt(flow * RECORDS_PER_FLOW + step) };
  }));
  const bodies = messages.map(({ own }) => own);
  const chunks: EventBody[][] = [];
  for (let from = 0; from < bodies.length; from += chunks.at(-1)?.length ?? 1) chunks.push(bodies.slice(from, from + chunkSize(bodies, from)));
  const ids = await takeIds(client, 'event_chunk_id', chunks.length);
  await copyRows(client, 'event_chunk', ['id', 'observed_day', 'heads', 'values'], chunks.entries(), (row, [index, chunk]) => {
    const { heads, values } = encodeEvents(chunk);
    row.int8(ids[index]!);
    row.date(templates[0]!.days);
    row.bytes(heads);
    row.bytes(values);
  });
  const places = chunks.flatMap((chunk, index) => chunk.map((_body, place) => ({ chunk: ids[index]!, place })));
  await copyRows(client, 'event', ['offset', 'observed_at', 'timestamp', 'chunk', 'topic_id', 'partition', 'observed_day', 'value_size', 'place', 'timestamp_type'], messages.entries(), (row, [index, { template, offset }]) => {
    row.int8(offset);
    row.int8(BigInt(template.observed_at));
    row.int8(BigInt(template.timestamp));
    row.int8(places[index]!.chunk);
    row.int4(template.topic_id);
    row.int4(template.partition);
    row.date(template.days);
    row.int4(template.value_size);
    row.int2(places[index]!.place);
    row.int2(template.timestamp_type);
  });
}

const POSTINGS = `
  INSERT INTO key_posting (hash, role, ref, observed_day)
  SELECT pg_temp.hash_of(k.text), 1, pg_temp.ref_of(t.topic_id, t.partition, ${offset}), t.observed_day
    FROM t_clone c CROSS JOIN t_event t CROSS JOIN LATERAL (VALUES ('c:' || c.correlation), ('m:' || ${message('c.n', 't.step')})) k (text) WHERE c.of_messages`;

/** Searched text and segments name the ids too. */
const FLOWS = (trace: string, correlation: string): string => `
  INSERT INTO flow (id, kind, status, started_at, last_activity_at, duration_micros, observed_at, settles_at, entry, services, topics, event_count, span_count, error_count, retry_count, duplicate_count, dead_letter_count, search, events, segments, version, outline, baseline)
  SELECT c.id, f.kind, f.status, f.started_at - c.n::bigint * 1000, f.last_activity_at - c.n::bigint * 1000, f.duration_micros, f.observed_at, NULL, f.entry, f.services, f.topics, f.event_count, f.span_count, f.error_count, f.retry_count, f.duplicate_count, f.dead_letter_count,
         replace(replace(f.search, '${trace}', c.trace), '${correlation}', c.correlation),
         CASE WHEN c.of_messages THEN (SELECT array_agg(pg_temp.ref_of(t.topic_id, t.partition, ${offset}) ORDER BY t.step) FROM t_event t) ELSE f.events END,
         replace(f.segments::text, '${trace}', c.trace)::jsonb, f.version, f.outline, f.baseline
    FROM t_clone c JOIN t_flow f USING (of_messages)`;

const KEYS = `
  INSERT INTO flow_key (flow_id, kind, name, value, hash)
  SELECT c.id, 'trace', '', c.trace, pg_temp.hash_of('t:' || c.trace) FROM t_clone c WHERE NOT c.of_messages
   UNION ALL SELECT c.id, k.kind, k.name, k.value || '-' || c.n, pg_temp.hash_of('b:' || k.name || '=' || k.value || '-' || c.n) FROM t_clone c JOIN t_key k USING (of_messages) WHERE k.kind NOT IN ('trace', 'correlation', 'record')
   UNION ALL SELECT c.id, 'correlation', '', c.correlation, pg_temp.hash_of('c:' || c.correlation) FROM t_clone c WHERE c.of_messages
   UNION ALL SELECT c.id, 'record', '', '', pg_temp.hash_of('m:' || ${message('c.n', 'p')}) FROM t_clone c CROSS JOIN generate_series(0, ${RECORDS_PER_FLOW - 1}) p WHERE c.of_messages`;
