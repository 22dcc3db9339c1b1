import { append } from '#lib/core/append.ts';
import type { EventReading, Key } from '#lib/core/conventions/reading.ts';
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
  const holders = new Map<string, Placed[]>();
  const follows: Hop[] = [];
  // By causal time: a consumer whose clock is behind must not seem to come before what led to it.
  const byTime = order.map((record, at) => ({ record, at })).toSorted((a, b) => timeOf(a.record) - timeOf(b.record) || a.at - b.at);
  // Nobody asks for the names of what comes later; most flows have one beginning, and then none has to be read.
  const last = byTime.findLastIndex(({ record }) => isLoose(record));
  if (last <= 0) return follows;
  const below = descendants(strong);
  for (const [place, { record }] of byTime.slice(0, last + 1).entries()) {
    const names = namesOf(record);
    if (isLoose(record)) {
      let [nearest, by]: [Placed | null, Evidence | null] = [null, null];
      for (const { text, evidence } of names) {
        const from = lastOf(holders.get(text) ?? [], (other) => !below(record, other));
        if (from !== undefined && from.place > (nearest?.place ?? -1)) [nearest, by] = [from, evidence];
      }
      if (nearest !== null && by !== null) follows.push({ from: nearest.record, to: record, kind: 'follows', evidence: by, waitMicros: null });
    }
    for (const { text } of names) append(holders, text, { record, place });
  }
  return follows;
}

interface Placed {
  readonly record: FlowRecord;
  /** By causal time. */
  readonly place: number;
}

/** The last of them, of which not too many are looked at. */
function lastOf(holders: readonly Placed[], is: (record: FlowRecord) => boolean): Placed | undefined {
  for (let at = holders.length - 1; at >= Math.max(0, holders.length - LOOK_BACK); at -= 1) if (is(holders[at]!.record)) return holders[at];
  return undefined;
}

/** A record that led to this many others by the same moment is rare, and a weak hop is not worth looking further. */
const LOOK_BACK = 50;

/** What the record can share with others of its flow, strongest first. */
function namesOf(record: FlowRecord): readonly Name[] {
  const { keys } = 'event' in record ? record.event.reading : record.span.reading;
  const names: Name[] = [];
  const addKeys = (kind: Key['kind'], evidence: Evidence): void => {
    for (const key of keys) if (key.kind === kind && key.join !== null) names.push({ text: key.join, evidence });
  };
  addKeys('message', 'message-id');
  if ('event' in record) for (const cause of record.event.reading.causes) names.push({ text: `caused by ${cause}`, evidence: 'causation-id' });
  addKeys('correlation', 'correlation-id');
  addKeys('business', 'business-key');
  for (const trace of 'event' in record ? tracesOf(record.event.reading) : [record.span.span.traceId]) names.push({ text: `trace ${trace}`, evidence: 'trace-id' });
  return names;
}

interface Name {
  readonly text: string;
  readonly evidence: Evidence;
}

/** A message that was passed on names the traces of the hops before too. */
const tracesOf = ({ trace, earlierTraces = [] }: EventReading): string[] => [...(trace === null ? [] : [trace.traceId]), ...earlierTraces.map(({ traceId }) => traceId)];

/** Whether the second hangs below the first. Only what was found for the last record is kept: what many records lead to together would be kept for each of them. */
function descendants(hops: readonly Hop[]): (above: FlowRecord, record: FlowRecord) => boolean {
  const next = Map.groupBy(hops, ({ from }) => knownOf(from));
  let last: { readonly above: Known; readonly below: ReadonlySet<Known> } | null = null;
  return (record, other) => {
    const above = knownOf(record);
    if (!next.has(above)) return above === knownOf(other);
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
