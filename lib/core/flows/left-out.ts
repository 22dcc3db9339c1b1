/** What a picture of a part of a flow does not show, counted and in words. */
import { count, list, short } from '#lib/core/flows/findings/words.ts';
import { recordId, type FlowRecord, type Hop } from '#lib/core/flows/records.ts';
import type { Micros } from '#lib/core/time.ts';

export interface LeftOut {
  /** Of the records that were read: */
  readonly events: number;
  readonly spans: number;
  readonly errors: number;
  /** Those with the most records that are not shown. */
  readonly services: readonly NameCount[];
  readonly topics: readonly NameCount[];
  /** Null where all that was read is shown. */
  readonly from: Micros | null;
  readonly to: Micros | null;
  /** Records that were not read at all. */
  readonly notRead: number;
  /** Plain sentences. */
  readonly words: string;
}

export interface NameCount {
  readonly name: string;
  readonly count: number;
}

const MOST_NAMES = 10;
const NAMED = 3;

export function leftOut(records: readonly FlowRecord[], notRead: number, startOf: (record: FlowRecord) => Micros): LeftOut {
  const events = records.filter((record) => 'event' in record).length;
  const errors = records.filter((record) => 'span' in record && record.span.span.status === 'error').length;
  const services = byCount(records.flatMap((record) => ('span' in record ? [record.span.span.service] : [])));
  const topics = byCount(records.flatMap((record) => ('event' in record ? [record.event.at.topic] : [])));
  const times = records.map(startOf).toSorted((a, b) => a - b);
  const counted = { events, spans: records.length - events, errors, services, topics, from: times[0] ?? null, to: times.at(-1) ?? null, notRead };
  return { ...counted, words: inWords(counted) };
}

function inWords({ events, spans, errors, services, topics, notRead }: Omit<LeftOut, 'words'>): string {
  const what = [spans > 0 ? `${count(spans, 'span')} of ${named(services)}` : '', events > 0 ? `${count(events, 'message')} on ${named(topics)}` : ''].filter((part) => part !== '');
  const sentences = [
    what.length === 0 ? '' : `Left out: ${what.join(', and ')}${errors > 0 ? `; ${count(errors, 'error')} among them` : ''}.`,
    notRead > 0 ? `${count(notRead, 'further record')} ${notRead === 1 ? 'was' : 'were'} not even read: findings, order and where the time went are those of what was.` : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

const named = (names: readonly NameCount[]): string => list(names.map(({ name }) => short(name)), NAMED);

function byCount(names: readonly string[]): NameCount[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, times]) => ({ name, count: times })).toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, MOST_NAMES);
}

/** By record: how many records that it led to are not among those shown. Where the tree is cut. */
export function cutsOf(hops: readonly Hop[], shown: ReadonlySet<string>): Map<string, number> {
  const cuts = new Map<string, number>();
  for (const { from, to } of hops) {
    const id = recordId(from);
    if (shown.has(id) && !shown.has(recordId(to))) cuts.set(id, (cuts.get(id) ?? 0) + 1);
  }
  return cuts;
}
