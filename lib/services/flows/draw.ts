import type { FlowDetail, FlowSummary } from '#lib/contracts/flows.ts';
import { assembleFlow, type AssembledFlow } from '#lib/core/flows/assemble.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import { segmentKey } from '#lib/core/flows/keys.ts';
import { cutsOf } from '#lib/core/flows/left-out.ts';
import { recordId } from '#lib/core/flows/records.ts';
import { shownPart } from '#lib/core/flows/shown-part.ts';
import { millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import type { ReadRecords } from '#lib/services/flows/read-records.ts';
import type { Surroundings } from '#lib/services/flows/surroundings.ts';
import { flowEvents, flowSpans, wireFinding, wireHop, wireRefs, wireTime, wireTruncated } from '#lib/services/flows/wire.ts';

/** The moment for which a flow is drawn, and how many of its records are shown. */
export interface Drawing {
  readonly now: Micros;
  readonly displayLimit: number;
}

/** A flow as the API gives it: the same from the same records, surroundings and moment. */
export function drawFlow(records: ReadRecords, around: Surroundings, { now, displayLimit }: Drawing): FlowDetail {
  const { events, spans, notRead } = records;
  const own = spans.map(({ traced }) => traced);
  const shared = new Set(spans.flatMap(({ traced, segment }) => (segment.shared ? [traced] : [])));
  const assembled = assembleFlow({ events, spans: own, shared }, contextOf(records, around, { now, displayLimit }));
  const shown = shownPart(assembled, displayLimit);
  const order = shown.size === assembled.order.length ? assembled.order : assembled.order.filter((record) => shown.has(recordId(record)));
  const sharers = new Map(spans.map(({ traced, segment }) => [traced, segment.shared ? (around.sharedWith.get(segmentKey(segment.trace, segment.segment)) ?? 0) : 0]));
  const refOf = wireRefs();
  const cuts = cutsOf(assembled.hops, shown);
  return {
    flow: notRead > 0 ? around.summary : { ...around.summary, ...extentNow(assembled) },
    events: flowEvents(order, cuts, around.letters, assembled),
    spans: flowSpans(order, cuts, sharers),
    hops: assembled.hops.filter((hop) => shown.has(recordId(hop.from)) && shown.has(recordId(hop.to))).map((hop) => wireHop(hop, refOf)),
    criticalPath: assembled.criticalPath.filter((record) => shown.has(recordId(record))).map(refOf),
    time: wireTime(assembled.time, assembled.records.spans.length > 0),
    clocks: assembled.skews.map(({ service, offsetMicros }) => ({ service, offsetMs: millisFromMicros(offsetMicros) })),
    findings: assembled.findings.map((finding) => wireFinding(finding, shown, refOf)),
    expected: around.missing.expected,
    hubs: around.hubs,
    truncated: wireTruncated(assembled, shown, notRead),
    ...(around.behindSince === null ? {} : { behindSince: rfc3339(around.behindSince) }),
    ...(around.lacks ? { lacks: true } : {}),
  };
}

function contextOf({ events, traces, hasSpan }: ReadRecords, { elsewhere, commits, missing }: Surroundings, { now, displayLimit }: Drawing): FlowContext {
  const observedAt = new Map(traces.map((trace) => [trace.traceId, trace.observedAt]));
  const cut = new Set(events.flatMap((event) => (event.cut ? [event.ref] : [])));
  return {
    now,
    displayLimit,
    observedAt: (trace) => observedAt.get(trace) ?? null,
    // Of a trace that other flows hold it is not looked up which of its spans are there: nothing is called missing that may not be.
    hasSpan: (span) => hasSpan(span) || elsewhere.has(span.traceId),
    isCut: (event) => cut.has(event.ref),
    commits,
    stalls: missing.stalls,
  };
}

/** A span that came since the flow was last derived counts already. */
const extentNow = ({ extent, time }: AssembledFlow): Pick<FlowSummary, 'startedAt' | 'lastActivityAt' | 'durationMs'> => ({
  startedAt: rfc3339(extent.from),
  lastActivityAt: rfc3339(extent.to),
  durationMs: millisFromMicros(time.total),
});
