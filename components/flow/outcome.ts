/** What became of a flow, in one sentence for a tired person. Only what the detail says; nothing is guessed. */
import { formatAgo, formatDuration, formatPlural } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import type { FlowDetail, FlowEvent, FlowSpan } from '#lib/contracts/flows.ts';
import type { Coordinates, Ref } from '#lib/contracts/wire.ts';
import { isUndoing } from '#lib/core/flows/undoing.ts';
import { waitsForMessages } from '#lib/core/timeline/records.ts';
import { durationOf, eventId, spanId, timeOf } from '#lib/core/timeline/input.ts';

const LONGEST_NAME = 80;
const LONGEST_REASON = 120;

/** `now` in milliseconds since the epoch, for flows that are not over. */
export function outcomeOf(detail: FlowDetail, now: number): string {
  const { flow } = detail;
  switch (flow.status) {
    case 'failed':
      return `${failure(detail)}${consequences(detail)}`;
    case 'compensated': {
      const undone = [...new Set(detail.events.filter(({ type }) => type !== null && isUndoing(type)).map(({ type }) => name(type ?? '')))];
      return `${failed(detail)}, and compensated${undone.length > 0 ? `: ${undone.slice(0, 3).join(', ')}` : ''}`;
    }
    case 'stalled':
      return `${waitingGroup(detail) ?? `Stalled: nothing came after ${lastSeen(detail)}, ${formatAgo(now - Date.parse(flow.lastActivityAt))}`}${absence(detail)}`;
    case 'in-flight':
      return `In flight: last seen ${lastSeen(detail)}, ${formatAgo(now - Date.parse(flow.lastActivityAt))}`;
    case 'completed':
      return completion(detail);
  }
}

const FEW_STEPS = 3;

/** What came all the same, and what did not: by the messages that were seen, and by what usually follows them. */
function consequences(detail: FlowDetail): string {
  const { flow, events, truncated } = detail;
  const came = [...new Set(events.filter(({ role, type }) => role === 'normal' && type !== null && type !== flow.kind).map(({ type }) => type ?? ''))];
  const words = came.length === 0 ? '' : `${list(came.slice(-FEW_STEPS).map(name))}${came.length > FEW_STEPS ? ` and ${came.length - FEW_STEPS} before` : ''} came`;
  // What is not shown may have come.
  const missing = truncated === null ? lateSteps(detail) : [];
  const without = missing.length === 0 ? '' : `${list(missing)} ${words === '' ? 'did not come' : 'did not'}`;
  return words === '' && without === '' ? '' : `; ${[words, without].filter((part) => part !== '').join(', ')}`;
}

const absence = (detail: FlowDetail): string => {
  const missing = lateSteps(detail);
  return missing.length === 0 ? '' : `; ${list(missing)} ${missing.length === 1 ? 'has' : 'have'} not come`;
};

/** Steps that usually follow and are late. */
const lateSteps = ({ expected }: FlowDetail): string[] => [...new Set(expected.filter(({ overdueMs }) => overdueMs > 0).map(({ step }) => name(step.type ?? step.topic)))].slice(0, FEW_STEPS);

const list = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/** Whose turn it is, where that is known: then it is not that nothing followed. */
function waitingGroup({ expected, events, findings }: FlowDetail): string | null {
  const next = expected.find(({ why, group }) => why === 'not-consumed' && group !== undefined);
  if (next?.group !== undefined && 'event' in next.after) {
    const at = eventId(next.after.event);
    const event = events.find(({ coordinates }) => eventId(coordinates) === at);
    if (event !== undefined) return `Stalled: ${name(event.type ?? event.coordinates.topic)} waits for ${name(next.group)}${next.ahead === undefined || next.ahead === '0' ? '' : `, up to ${formatPlural(Number(next.ahead), 'message')} ahead`}`;
  }
  // Where nothing was learned of the kind, the finding tells of the wait alone.
  const wait = expected.length > 0 ? undefined : findings.find(({ kind }) => kind === 'stalled');
  return wait === undefined ? null : `Stalled: ${visibleText(wait.message.replace(/\.$/, ''))}`;
}

const name = (text: string): string => visibleText(text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text);

function reason(message: string): string {
  const line = (message.split('\n', 1)[0] ?? '').trim();
  return line === '' ? '' : `: ${visibleText(line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line)}`;
}

function failure(detail: FlowDetail): string {
  const dead = deadLetters(detail);
  const last = dead.at(-1);
  if (last === undefined) {
    const span = failedSpan(detail);
    if (span === null) return 'Failed';
    return `${failed(detail)}${attemptsIn(detail, span.service) > 1 ? '' : `, at ${name(span.name)}`}${reason(span.statusMessage)}`;
  }
  const more = dead.length > 1 ? `, and ${formatPlural(dead.length - 1, 'more dead letter')}` : '';
  const where = `dead-lettered in ${name(last.coordinates.topic)}${more}`;
  if (whoGaveUp(detail, last) !== null) return `${failed(detail)}, ${where}`;
  return `Failed: ${last.type === null || last.type === last.coordinates.topic ? 'a message was' : name(last.type)} ${where}`;
}

/** Who failed, and how often it tried. */
function failed(detail: FlowDetail): string {
  const last = deadLetters(detail).at(-1);
  const service = (last === undefined ? null : whoGaveUp(detail, last)) ?? failedSpan(detail)?.service ?? null;
  if (service === null) return 'Failed';
  const attempts = Math.max(last?.attempt ?? 0, attemptsIn(detail, service));
  return `Failed${attempts > 1 ? ` after ${attempts} attempts` : ''} in ${name(service)}`;
}

const deadLetters = ({ events }: FlowDetail): FlowEvent[] => events.filter(({ role }) => role === 'dead-letter').toSorted((a, b) => (seenAt(a) < seenAt(b) ? -1 : 1));

const idOf = (ref: Ref): string => ('event' in ref ? eventId(ref.event) : spanId(ref.span));
const seenAt = (event: FlowEvent): string => event.timestamp ?? event.observedAt;

/** The service whose work ended in this dead letter: by the hop to it, by who failed on its origin, or by who wrote it. */
function whoGaveUp(detail: FlowDetail, dead: FlowEvent): string | null {
  const id = eventId(dead.coordinates);
  for (const hop of detail.hops) {
    if (hop.kind !== 'dead-letter' || idOf(hop.to) !== id) continue;
    const from = hop.from;
    if ('span' in from) {
      const span = detail.spans.find((each) => each.traceId === from.span.traceId && each.spanId === from.span.spanId);
      if (span !== undefined) return span.service;
    } else {
      const failed = originOf(detail, from.event)?.deliveries.filter(({ outcome, service }) => outcome === 'error' && service !== null).at(-1);
      if (failed?.service != null) return failed.service;
    }
  }
  return dead.producer?.service ?? null;
}

const originOf = ({ events }: FlowDetail, at: Coordinates): FlowEvent | undefined => events.find(({ coordinates }) => eventId(coordinates) === eventId(at));

function attemptsIn({ events }: FlowDetail, service: string): number {
  let most = 0;
  for (const event of events) {
    for (const delivery of event.deliveries) if (delivery.service === service && delivery.outcome === 'error') most = Math.max(most, delivery.attempt, event.attempt);
  }
  return most;
}

/** The last failure, and of nested ones the outermost: the step as a person knows it. */
function failedSpan({ spans }: FlowDetail): FlowSpan | null {
  const failed = spans.filter(({ status }) => status === 'error');
  const ids = new Set(failed.map(spanId));
  const outer = failed.filter(({ traceId, parentSpanId }) => parentSpanId === null || !ids.has(spanId({ traceId, spanId: parentSpanId })));
  return outer.reduce<FlowSpan | null>((last, span) => (last === null || span.startedAt > last.startedAt ? span : last), null);
}

function completion(detail: FlowDetail): string {
  const { flow } = detail;
  const took = formatDuration(flow.durationMs);
  const retried = flow.counts.retries > 0 ? ` after ${formatPlural(flow.counts.retries, 'retry', 'retries')}` : '';
  const end = lastService(detail);
  if (end === null) return `Completed${retried}: ${name(flow.kind)} in ${took}`;
  return flow.services.length > 1 ? `Completed${retried}: ${name(flow.kind)} reached ${name(end)} in ${took}` : `Completed${retried}: ${name(flow.kind)} took ${took} in ${name(end)}`;
}

/** Where the work began last, with clocks put right: what ends last may only have waited. */
function lastService({ spans, events, clocks }: FlowDetail): string | null {
  const ahead = new Map(clocks.map(({ service, offsetMs }) => [service, durationOf(Math.abs(offsetMs)) * Math.sign(offsetMs)]));
  const works = [...spans.filter((span) => !waitsForMessages(span)), ...events.flatMap(({ deliveries }) => deliveries)];
  const begun = works.flatMap(({ service, startedAt }) => {
    const at = timeOf(startedAt);
    return service === null || at === null ? [] : [{ service, at: at - (ahead.get(service) ?? 0) }];
  });
  return begun.reduce<(typeof begun)[number] | null>((last, each) => (last === null || each.at > last.at ? each : last), null)?.service ?? null;
}

function lastSeen({ events, spans, flow }: FlowDetail): string {
  const event = events.reduce<FlowEvent | null>((last, each) => (last === null || seenAt(each) >= seenAt(last) ? each : last), null);
  if (event !== null) return name(event.type ?? event.coordinates.topic);
  const span = spans.reduce<FlowSpan | null>((last, each) => (last === null || each.startedAt >= last.startedAt ? each : last), null);
  return span === null ? name(flow.kind) : `${name(span.name)} in ${name(span.service)}`;
}
