import type { FlowSummary } from '#lib/contracts/flows.ts';
import type { Comparison, ComparedStep as WireStep, PairedStep as WirePair } from '#lib/contracts/comparison.ts';
import { compareWithUsual, pairSteps, type ComparedStep, type PairedStep } from '#lib/core/baseline/compare.ts';
import { ENOUGH_CASES } from '#lib/core/baseline/expect.ts';
import type { Outline, OutlineStep } from '#lib/core/flows/outline.ts';
import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';
import type { Ref } from '#lib/contracts/wire.ts';
import { microsFromMillis, millisFromMicros, rfc3339 } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { readFlowRow, type FlowRow } from '#lib/services/flows/flow-row.ts';
import type { LocateOptions } from '#lib/services/flows/locate.ts';
import { nameFlow } from '#lib/services/flows/name-flow.ts';
import { summariseNow, readSummary } from '#lib/services/flows/summary.ts';
import { readBaselineAt } from '#lib/store/baselines.ts';
import { parseEventRef } from '#lib/store/refs.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

/** A flow beside the usual path of its kind as it is learned now, or beside another flow. Throws as `nameFlow` does, of either key. */
export async function compareFlow(store: Pick<QueryStore, 'pool' | 'prisma'>, key: string, other?: string, options: LocateOptions = {}): Promise<Comparison> {
  const { now = microsFromMillis(Date.now()) } = options;
  const { row: flow } = await outlined(store, key, options);
  const outline = flow.outline ?? NOTHING;
  const base = { flowId: flow.id, kind: flow.kind, cut: outline.cut, usual: null, learning: null, other: null };
  if (other !== undefined) {
    const { row: compared, summary } = await outlined(store, other, options);
    const steps = pairSteps(outline, compared.outline ?? NOTHING);
    const refs = await refsOf(store, steps.flatMap(({ here, there }) => [here, there]));
    return { ...base, cut: outline.cut || (compared.outline?.cut ?? false), other: { flow: await summary(), steps: steps.map((step) => wirePair(step, refs)) } };
  }
  const baseline = await readBaselineAt(store.pool, flow.kind, now);
  const steps = compareWithUsual(outline, baseline?.learned ?? null);
  if (baseline === null || steps === null) return { ...base, learning: { has: await atRest(store, flow.kind), needs: ENOUGH_CASES } };
  const refs = await refsOf(store, steps.map(({ step }) => step));
  return { ...base, usual: { flows: baseline.learned.flows, madeAt: rfc3339(baseline.madeAt), steps: steps.map((step) => wireStep(step, refs, flow.status)) } };
}

const NOTHING: Pick<Outline, 'steps' | 'cut'> = { steps: [], cut: false };

/** By its row, or as it was derived just now. */
async function outlined(store: Pick<QueryStore, 'pool' | 'prisma'>, key: string, options: LocateOptions): Promise<{ readonly row: FlowRow; readonly summary: () => Promise<FlowSummary> }> {
  const { id, row: located, derived } = await nameFlow(store, key, options);
  const row = located ?? (await readFlowRow(store, id));
  // A large flow may be gone since it was named.
  if (row === null) throw new ServiceError('not-found', 'No flow has this key.');
  return { row, summary: async () => (derived === null ? (await readSummary(store, row)).summary : summariseNow(row, derived.summary.keys)) };
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
