import type { Comparison, ComparedStep as WireStep, PairedStep as WirePair } from '#lib/contracts/comparison.ts';
import { compareWithUsual, pairSteps, type ComparedStep, type PairedStep } from '#lib/core/baseline/compare.ts';
import { ENOUGH_CASES } from '#lib/core/baseline/expect.ts';
import type { Outline, OutlineStep } from '#lib/core/flows/outline.ts';
import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';
import type { Ref } from '#lib/contracts/wire.ts';
import { microsFromMillis, millisFromMicros, rfc3339 } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { resolveKey } from '#lib/services/flows/resolve.ts';
import { summarise, type SummaryRow } from '#lib/services/flows/summary.ts';
import { readBaselineAt } from '#lib/store/baselines.ts';
import { int8AsBigInt } from '#lib/store/int8.ts';
import { unpackOutline, type PackedOutline } from '#lib/store/packed-flow.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

interface OutlinedRow extends SummaryRow {
  readonly outline: Outline | null;
}

/** A flow beside the usual path of its kind as it is learned now, or beside another flow. Throws `not-found` and `ambiguous` of either key. */
export async function compareFlow(store: Pick<QueryStore, 'pool' | 'prisma'>, key: string, other?: string, nowMs = Date.now()): Promise<Comparison> {
  const flow = await outlined(store, key);
  const outline = flow.outline ?? NOTHING;
  const base = { flowId: flow.id, kind: flow.kind, cut: outline.cut, usual: null, learning: null, other: null };
  if (other !== undefined) {
    const compared = await outlined(store, other);
    const steps = pairSteps(outline, compared.outline ?? NOTHING);
    const refs = await refsOf(store, steps.flatMap(({ here, there }) => [here, there]));
    const [summary] = await summarise(store, [compared]);
    return { ...base, cut: outline.cut || (compared.outline?.cut ?? false), other: summary === undefined ? null : { flow: summary, steps: steps.map((step) => wirePair(step, refs)) } };
  }
  const baseline = await readBaselineAt(store.pool, flow.kind, microsFromMillis(nowMs));
  const steps = compareWithUsual(outline, baseline?.learned ?? null);
  if (baseline === null || steps === null) return { ...base, learning: { has: await atRest(store, flow.kind), needs: ENOUGH_CASES } };
  const refs = await refsOf(store, steps.map(({ step }) => step));
  return { ...base, usual: { flows: baseline.learned.flows, madeAt: rfc3339(baseline.madeAt), steps: steps.map((step) => wireStep(step, refs, flow.status)) } };
}

const NOTHING: Pick<Outline, 'steps' | 'cut'> = { steps: [], cut: false };

async function outlined(store: Pick<Store, 'pool'>, key: string): Promise<OutlinedRow> {
  const matches = await resolveKey(store, key);
  if (matches.length > 1) throw new ServiceError('ambiguous', `${matches.length} flows have this key.`, { members: { matches } });
  const { rows } = await store.pool.query<Omit<OutlinedRow, 'outline'> & { outline: PackedOutline | null }>({
    name: 'read-outline',
    text: `SELECT id, kind, status, started_at, last_activity_at, duration_micros, entry, services, topics, event_count, span_count, error_count, retry_count, duplicate_count, dead_letter_count, outline FROM flow WHERE id = $1`,
    values: [matches[0]?.flowId ?? ''],
    types: int8AsBigInt,
  });
  if (rows[0] === undefined) throw new ServiceError('not-found', 'No flow has this key.');
  const { outline, ...row } = rows[0];
  return { ...row, outline: outline === null ? null : unpackOutline(outline) };
}

/** Flows of the kind that it could be learned from, counted up to what it takes. */
async function atRest({ pool }: Pick<Store, 'pool'>, kind: string): Promise<number> {
  const { rows } = await pool.query<{ flows: number }>(`SELECT count(*)::int AS flows FROM (SELECT FROM flow WHERE kind = $1 AND status <> 'in-flight' LIMIT ${ENOUGH_CASES}) f`, [kind]);
  return rows[0]?.flows ?? 0;
}

type Refs = ReadonlyMap<string, Ref>;

async function refsOf({ pool }: Pick<Store, 'pool'>, steps: readonly (OutlineStep | null)[]): Promise<Refs> {
  const events = steps.flatMap((step) => (step === null ? [] : [step.event]));
  const { rows } = await pool.query<{ id: number; source: string; name: string; incarnation: number }>('SELECT id, source, name, incarnation FROM topic WHERE id = ANY($1::int[])', [events.map((event) => parseEventRef(event).topicId)]);
  const topics = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    events.flatMap((event): [string, Ref][] => {
      const { topicId, partition, offset } = parseEventRef(event);
      const topic = topics.get(topicId);
      return topic === undefined ? [] : [[event, { event: { source: topic.source, topic: topic.name, incarnation: topic.incarnation, partition, offset: offset.toString() } }]];
    }),
  );
}

const refOf = (refs: Refs, step: OutlineStep | null): Ref | null => (step === null ? null : (refs.get(step.event) ?? null));

const wireStep = ({ topic, type, service, step, verdict, share, since, micros, usual }: ComparedStep, refs: Refs, status: FlowStatus): WireStep => ({
  topic,
  type,
  service,
  ref: refOf(refs, step),
  verdict: verdict === 'absent' && status === 'in-flight' ? 'not-yet' : verdict,
  share,
  since: since === null ? null : (since.type ?? since.topic),
  tookMs: micros === null ? null : millisFromMicros(micros),
  usual: usual === null ? null : { p50Ms: millisFromMicros(usual.p50), p95Ms: usual.p95 === null ? null : millisFromMicros(usual.p95), p99Ms: millisFromMicros(usual.p99), cases: usual.cases },
});

const wirePair = ({ topic, type, here, there }: PairedStep, refs: Refs): WirePair => ({
  topic,
  type,
  service: here?.service ?? there?.service ?? null,
  ref: refOf(refs, here),
  otherRef: refOf(refs, there),
  verdict: here === null ? 'only-there' : there === null ? 'only-here' : 'both',
  afterMs: here === null ? null : millisFromMicros(here.afterMicros),
  otherAfterMs: there === null ? null : millisFromMicros(there.afterMicros),
});
