import { eventName, hopName, spanName, type ExpectedFlow } from '#lib/collector/testing/truth/expected.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

/** How many of something should be shown, are shown, and are both. */
export interface Score {
  expected: number;
  shown: number;
  right: number;
}

export interface Comparison {
  readonly flows: number;
  /** A record of several flows counts in each. */
  readonly records: Score;
  /** Of the records, those that are shown in several flows. */
  readonly shared: number;
  readonly hops: Score;
  readonly status: Score;
  readonly findings: Score;
  /** What is wrong, in words. */
  readonly wrong: readonly string[];
}

/** Every flow that there is, against every flow that there should be. What belongs to no flow that is expected (empty polls) may be shown apart from all of them. */
export function compare(expected: readonly ExpectedFlow[], shown: readonly FlowDetail[]): Comparison {
  const [records, hops, status, findings] = [score(), score(), score(), score()];
  const wrong: string[] = [];
  let shared = 0;
  const byRecord = new Map<string, FlowDetail[]>();
  for (const flow of shown) for (const record of shownRecords(flow).keys()) byRecord.set(record, [...(byRecord.get(record) ?? []), flow]);
  const met = new Map<FlowDetail, string>();
  const tell = (flow: ExpectedFlow, what: string): void => void wrong.push(`${flow.name}: ${what}`);

  for (const flow of expected) {
    const own = [...flow.records].filter(([, flows]) => flows === 1).map(([record]) => record);
    const found = byRecord.get(own[0] ?? '') ?? [];
    const detail = found[0];
    if (found.length !== 1 || detail === undefined) tell(flow, `${own[0]} is in ${found.length} flows`);
    if (detail !== undefined && met.has(detail)) tell(flow, `is joined with ${met.get(detail)}`);
    else if (detail !== undefined) met.set(detail, flow.name);
    const told = detail === undefined ? new Map<string, number>() : shownRecords(detail);
    count(records, new Set(flow.records.keys()), new Set(told.keys()), (what) => tell(flow, `record ${what}`));
    for (const [record, flows] of flow.records) {
      const sharing = told.get(record);
      if (flows > 1) shared += 1;
      if (sharing !== undefined && sharing !== flows) tell(flow, `${record} is said to be in ${sharing} flows, not ${flows}`);
    }
    count(hops, flow.hops, detail === undefined ? new Set() : shownHops(detail), (what) => tell(flow, `hop ${what}`));
    count(status, new Set([flow.status]), new Set(detail === undefined ? [] : [detail.flow.status]), (what) => tell(flow, `status ${what}`));
    count(findings, flow.findings, new Set(detail?.findings.map(({ kind }) => kind)), (what) => tell(flow, `finding ${what}`));
  }
  const known = new Set(expected.flatMap((flow) => [...flow.records.keys()]));
  for (const flow of shown) {
    if (met.has(flow)) continue;
    const stray = [...shownRecords(flow).keys()].filter((record) => known.has(record));
    if (stray.length > 0) wrong.push(`A flow that should not be holds ${stray.length} records: ${stray.slice(0, 3).join(', ')}`);
  }
  return { flows: expected.length, records, shared, hops, status, findings, wrong };
}

const score = (): Score => ({ expected: 0, shown: 0, right: 0 });

function count(score: Score, expected: ReadonlySet<string>, shown: ReadonlySet<string>, tell: (what: string) => void): void {
  score.expected += expected.size;
  score.shown += shown.size;
  score.right += expected.intersection(shown).size;
  for (const missing of expected.difference(shown)) tell(`${missing} is missing`);
  for (const foreign of shown.difference(expected)) tell(`${foreign} is wrong`);
}

/** Each record with the number of flows that it is said to be in. */
function shownRecords({ events, spans }: FlowDetail): Map<string, number> {
  return new Map([...events.map((event) => [eventName(event.coordinates), event.sharedWith + 1] as const), ...spans.map((span) => [spanName(span), span.sharedWith + 1] as const)]);
}

const COPIES: ReadonlySet<string> = new Set(['retry', 'dead-letter', 'replay']);

/** Between messages and spans, and from a message to its copy: what calls what within a service is its parent's word, and no judgement of ours. */
function shownHops({ hops }: FlowDetail): Set<string> {
  const name = (ref: FlowDetail['hops'][number]['from']): string => ('span' in ref ? spanName(ref.span) : eventName(ref.event));
  return new Set(hops.flatMap(({ from, to, kind }) => (kind === 'follows' || ('span' in from && 'span' in to) || ('event' in from && 'event' in to && !COPIES.has(kind)) ? [] : [hopName(name(from), name(to))])));
}
