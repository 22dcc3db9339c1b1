import type { ArrangedFlow } from '#lib/core/flows/arrange.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import { absurdTime } from '#lib/core/flows/findings/absurd-time.ts';
import { clockSkew } from '#lib/core/flows/findings/clock-skew.ts';
import { deadLettered } from '#lib/core/flows/findings/dead-lettered.ts';
import { duplicate } from '#lib/core/flows/findings/duplicate.ts';
import { FINDING_KINDS, type Finder, type Finding, type FindingKind } from '#lib/core/flows/findings/finding.ts';
import { missingSpan } from '#lib/core/flows/findings/missing-span.ts';
import { outOfOrder } from '#lib/core/flows/findings/out-of-order.ts';
import { oversized } from '#lib/core/flows/findings/oversized.ts';
import { redelivered } from '#lib/core/flows/findings/redelivered.ts';
import { stalled } from '#lib/core/flows/findings/stalled.ts';

/** A further kind of finding is a file with its finder, a name in `FINDING_KINDS` and one more here. */
const FINDERS: readonly Finder[] = [deadLettered, stalled, duplicate, outOfOrder, redelivered, missingSpan, clockSkew, absurdTime, oversized];

/** Of one kind so many are told each by itself, and the rest in one. */
const MOST_OF_A_KIND = 10;
/** Records that one finding points at. */
const MOST_RECORDS = 100;

const WORDS: Record<FindingKind, readonly [one: string, many: string]> = {
  'dead-lettered': ['dead letter', 'dead letters'],
  stalled: ['stalled step', 'stalled steps'],
  duplicate: ['duplicate', 'duplicates'],
  'out-of-order': ['message out of order', 'messages out of order'],
  redelivered: ['redelivery', 'redeliveries'],
  'missing-span': ['missing span', 'missing spans'],
  'clock-skew': ['wrong clock', 'wrong clocks'],
  'absurd-time': ['impossible time', 'impossible times'],
  oversized: ['oversized message', 'oversized messages'],
};

/** What the flow shows that is worth a look, the most important first. */
export function findFindings(flow: ArrangedFlow, context: FlowContext): Finding[] {
  const byKind = Map.groupBy(FINDERS.flatMap((find) => find(flow, context)), ({ kind }) => kind);
  return FINDING_KINDS.flatMap((kind) => bounded(kind, byKind.get(kind) ?? []));
}

function bounded(kind: FindingKind, findings: readonly Finding[]): Finding[] {
  const shown = findings.slice(0, MOST_OF_A_KIND).map((finding) => ({ ...finding, records: finding.records.slice(0, MOST_RECORDS) }));
  const rest = findings.slice(MOST_OF_A_KIND);
  if (rest.length === 0) return shown;
  const [one, many] = WORDS[kind];
  return [...shown, { kind, message: `And ${rest.length} more ${rest.length === 1 ? one : many}.`, records: rest.flatMap(({ records }) => records.slice(0, 1)).slice(0, MOST_RECORDS) }];
}
