import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { CausalOrder } from '#lib/core/flows/causal-order.ts';
import { isReceive } from '#lib/core/flows/span-roles.ts';
import { knownOf, type FlowRecord, type Hop } from '#lib/core/flows/records.ts';
import type { Evidence } from '#lib/core/flows/vocabulary.ts';

/**
 * Weak hops: a record that nothing led to comes after the one before it with which it shares a name, and the name is the evidence.
 * A record that shares none with what was before it began something of its own, and gets no hop.
 */
export function findFollows({ order, timeOf }: CausalOrder, strong: readonly Hop[]): Hop[] {
  const reached = new Set(strong.map(({ to }) => knownOf(to)));
  // A poll is tied to the flow by what it was handed, not by coming after something.
  const isLoose = (record: FlowRecord): boolean => !reached.has(knownOf(record)) && !('span' in record && isReceive(record.span));
  const holders = new Map<string, FlowRecord[]>();
  const follows: Hop[] = [];
  // By causal time: a consumer whose clock is behind must not seem to come before what led to it.
  const byTime = order.map((record, at) => ({ record, at })).toSorted((a, b) => timeOf(a.record) - timeOf(b.record) || a.at - b.at);
  // Nobody asks for the names of what comes later; most flows have one beginning, and then none has to be read.
  const last = byTime.findLastIndex(({ record }) => isLoose(record));
  if (last <= 0) return follows;
  const below = descendants(strong);
  const place = new Map(byTime.map(({ record }, at) => [knownOf(record), at]));
  for (const { record } of byTime.slice(0, last + 1)) {
    const names = namesOf(record);
    if (isLoose(record)) {
      let best: { from: FlowRecord; evidence: Evidence; at: number } | null = null;
      for (const { text, evidence } of names) {
        const from = holders.get(text)?.slice(-LOOK_BACK).findLast((other) => !below(record, other));
        const at = from === undefined ? -1 : (place.get(knownOf(from)) ?? -1);
        if (from !== undefined && at > (best?.at ?? -1)) best = { from, evidence, at };
      }
      if (best !== null) follows.push({ from: best.from, to: record, kind: 'follows', evidence: best.evidence, waitMicros: null });
    }
    for (const { text } of names) {
      const list = holders.get(text);
      if (list === undefined) holders.set(text, [record]);
      else list.push(record);
    }
  }
  return follows;
}

/** A record that led to this many others by the same moment is rare, and a weak hop is not worth looking further. */
const LOOK_BACK = 50;

/** What the record can share with others of its flow, strongest first. */
function namesOf(record: FlowRecord): { readonly text: string; readonly evidence: Evidence }[] {
  const { keys } = 'event' in record ? record.event.reading : record.span.reading;
  const byKind = (kind: 'correlation' | 'message' | 'business', evidence: Evidence): { text: string; evidence: Evidence }[] => keys.flatMap((key) => (key.kind === kind && key.join !== null ? [{ text: key.join, evidence }] : []));
  const traces = 'event' in record ? tracesOf(record.event.reading) : [record.span.span.traceId];
  return [
    ...byKind('message', 'message-id'),
    ...('event' in record ? record.event.reading.causes.map((text) => ({ text: `caused by ${text}`, evidence: 'causation-id' as const })) : []),
    ...byKind('correlation', 'correlation-id'),
    ...byKind('business', 'business-key'),
    ...traces.map((trace) => ({ text: `trace ${trace}`, evidence: 'trace-id' as const })),
  ];
}

/** A message that was passed on names the traces of the hops before too. */
const tracesOf = ({ trace, earlierTraces = [] }: EventReading): string[] => [...(trace === null ? [] : [trace.traceId]), ...earlierTraces.map(({ traceId }) => traceId)];

/** Whether the second hangs below the first. Only what was found for the last record is kept: what many records lead to together would be kept for each of them. */
function descendants(hops: readonly Hop[]): (above: FlowRecord, record: FlowRecord) => boolean {
  const next = Map.groupBy(hops, ({ from }) => knownOf(from));
  let last: { readonly above: Known; readonly below: ReadonlySet<Known> } | null = null;
  return (record, other) => {
    const above = knownOf(record);
    if (last?.above !== above) last = { above, below: reachable(above, next) };
    return last.below.has(knownOf(other));
  };
}

type Known = ReturnType<typeof knownOf>;

function reachable(from: Known, next: ReadonlyMap<Known, readonly Hop[]>): Set<Known> {
  const reached = new Set([from]);
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const { to } of next.get(at) ?? []) {
      const child = knownOf(to);
      if (reached.has(child)) continue;
      reached.add(child);
      queue.push(child);
    }
  }
  return reached;
}
