import type { FlowDetail, FlowSummary, KeyMatch } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { assembleFlow, type AssembledFlow } from '#lib/core/flows/assemble.ts';
import { hashKey, segmentKey } from '#lib/core/flows/keys.ts';
import { cutsOf } from '#lib/core/flows/left-out.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import { recordId } from '#lib/core/flows/records.ts';
import { shownPart } from '#lib/core/flows/shown-part.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { hubsOf } from '#lib/services/flows/hubs.ts';
import { readContext } from '#lib/services/flows/read-context.ts';
import { readRecords } from '#lib/services/flows/read-records.ts';
import { resolveKey } from '#lib/services/flows/resolve.ts';
import { summarise, type SummaryRow } from '#lib/services/flows/summary.ts';
import { tellFlows } from '#lib/services/flows/tell-flows.ts';
import { flowEvents, flowSpans, wireFinding, wireHop, wireRefs, wireTime, wireTruncated } from '#lib/services/flows/wire.ts';
import { whatIsMissing } from '#lib/services/status/expected.ts';
import { passingCommits } from '#lib/services/whereabouts/passing.ts';
import { readLetterStates } from '#lib/store/dead-letter-list.ts';
import { int8AsBigInt } from '#lib/store/int8.ts';
import type { Store } from '#lib/store/store.ts';

/** Records that one picture shows. */
const DISPLAY_LIMIT = 10_000;

interface FlowRow extends SummaryRow {
  readonly events: string[];
  readonly segments: FlowSegment[];
  readonly observed_at: bigint;
  readonly outline: Outline | null;
}

interface ReadOptions {
  readonly conventions?: Conventions;
  readonly displayLimit?: number;
  readonly now?: Micros;
}

type FlowRead = { found: FlowDetail } | { matches: KeyMatch[] } | null;

/** A flow with its records, by any key; `matches` where several flows have the key, null where none has. */
export async function readFlow(store: Pick<Store, 'pool' | 'prisma'>, key: string, options: ReadOptions = {}): Promise<FlowRead> {
  return readMatched(store, await resolveKey(store, key), options);
}

/**
 * As `readFlow`, for a key that was looked up already. Of a flow with more records than the display limit a whole part:
 * at most twice the limit is read and assembled, and ten times the limit of spans looked at.
 */
export async function readMatched(store: Pick<Store, 'pool' | 'prisma'>, matches: KeyMatch[], options: ReadOptions = {}): Promise<FlowRead> {
  if (matches.length > 1) return { matches: await tellFlows(store, matches) };
  const row = matches[0] === undefined ? null : await readRow(store, matches[0].flowId);
  if (row === null) return null;
  const limit = options.displayLimit ?? DISPLAY_LIMIT;
  const [[summary], read, sharedWith, hubs] = await Promise.all([
    summarise(store, [row]),
    readRecords(store, row, options.conventions ?? DEFAULT_CONVENTIONS, limit),
    countSharers(store, row.segments),
    hubsOf(store, row.id),
  ]);
  if (summary === undefined) return null;
  const { events, spans, traces, hasSpan, notRead } = read;
  const own = spans.map(({ traced }) => traced);
  const shared = new Set(spans.flatMap(({ traced, segment }) => (segment.shared ? [traced] : [])));
  const now = options.now ?? microsFromMillis(Date.now());
  const [known, commits, missing] = await Promise.all([
    readContext(store, { now, displayLimit: limit, events, spans: own, traces, hasSpan }),
    passingCommits(store, events),
    whatIsMissing(store, { kind: row.kind, status: row.status, observedAt: brand<Micros>(Number(row.observed_at)), outline: row.outline, events }, now),
  ]);
  const context = { ...known, commits, stalls: missing.stalls };
  const assembled = assembleFlow({ events, spans: own, shared }, context);
  const shown = shownPart(assembled, limit);
  const order = shown.size === assembled.order.length ? assembled.order : assembled.order.filter((record) => shown.has(recordId(record)));
  const sharers = new Map(spans.map(({ traced, segment }) => [traced, segment.shared ? (sharedWith.get(segmentKey(segment.trace, segment.segment)) ?? 0) : 0]));
  const letters = await readLetterStates(store.pool, order.flatMap((record) => ('event' in record && record.event.reading.role === 'dead-letter' ? [record.event.ref] : [])));
  const refOf = wireRefs();
  const cuts = cutsOf(assembled.hops, shown);
  return {
    found: {
      flow: notRead > 0 ? summary : { ...summary, ...extentNow(assembled) },
      events: flowEvents(order, cuts, letters, assembled),
      spans: flowSpans(order, cuts, sharers),
      hops: assembled.hops.filter((hop) => shown.has(recordId(hop.from)) && shown.has(recordId(hop.to))).map((hop) => wireHop(hop, refOf)),
      criticalPath: assembled.criticalPath.filter((record) => shown.has(recordId(record))).map(refOf),
      time: wireTime(assembled.time, assembled.records.spans.length > 0),
      clocks: assembled.skews.map(({ service, offsetMicros }) => ({ service, offsetMs: millisFromMicros(offsetMicros) })),
      findings: assembled.findings.map((finding) => wireFinding(finding, shown, refOf)),
      expected: missing.expected,
      hubs,
      truncated: wireTruncated(assembled, shown, notRead),
    },
  };
}

/** A span that came since the flow was last derived counts already. */
const extentNow = ({ extent, time }: AssembledFlow): Pick<FlowSummary, 'startedAt' | 'lastActivityAt' | 'durationMs'> => ({
  startedAt: rfc3339(extent.from),
  lastActivityAt: rfc3339(extent.to),
  durationMs: millisFromMicros(time.total),
});

async function readRow(store: Pick<Store, 'pool'>, id: string): Promise<FlowRow | null> {
  const { rows } = await store.pool.query<FlowRow>({ name: 'read-flow', text: 'SELECT * FROM flow WHERE id = $1', values: [id], types: int8AsBigInt });
  return rows[0] ?? null;
}

/** In how many other flows each shared segment is shown. */
async function countSharers(store: Pick<Store, 'pool'>, segments: readonly FlowSegment[]): Promise<Map<string, number>> {
  const texts = segments.flatMap((segment) => (segment.shared ? [segmentKey(segment.trace, segment.segment)] : []));
  if (texts.length === 0) return new Map();
  const { rows } = await store.pool.query<{ hash: string; flows: number }>({
    name: 'count-sharers',
    text: 'SELECT hash, count(*)::int AS flows FROM flow_key WHERE hash = ANY($1::bigint[]) GROUP BY hash',
    values: [texts.map((text) => hashKey(text).toString())],
  });
  const flows = new Map(rows.map((row) => [row.hash, row.flows]));
  return new Map(texts.map((text) => [text, Math.max(0, (flows.get(hashKey(text).toString()) ?? 1) - 1)]));
}
