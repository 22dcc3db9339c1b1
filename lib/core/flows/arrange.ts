/** Puts the records of a flow in relation: who read what, who led to whom, in which order, and when with clocks put right. */
import { causalOrder } from '#lib/core/flows/causal-order.ts';
import { estimateClocks, type Skew } from '#lib/core/flows/clocks.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import { findCopies, type Copies } from '#lib/core/flows/copies.ts';
import { findDeliveries } from '#lib/core/flows/deliveries.ts';
import { findFollows } from '#lib/core/flows/follows.ts';
import { findHops } from '#lib/core/flows/hops.ts';
import { inFixedOrder, knownOf, RecordIndex, type FlowRecord, type FlowRecords, type Hop } from '#lib/core/flows/records.ts';
import { seenAt, toldTime, type ToldTime } from '#lib/core/flows/told-time.ts';
import { timeDeliveries, timeHops, type TimedDelivery } from '#lib/core/flows/waits.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

export interface ArrangedFlow {
  readonly records: FlowRecords;
  readonly index: RecordIndex;
  readonly copies: Copies;
  readonly deliveries: readonly TimedDelivery[];
  readonly hops: readonly Hop[];
  readonly skews: readonly Skew[];
  /** All records in causal order. */
  readonly order: readonly FlowRecord[];
  /** When a record began and ended, with clocks put right and causes before effects. */
  readonly startOf: (record: FlowRecord) => Micros;
  readonly endOf: (record: FlowRecord) => Micros;
  /** As its own clock tells it. */
  readonly told: (record: FlowRecord) => ToldTime;
  /** From its first to its last moment, by its own records where it has any: what it shares with others may be far longer. */
  readonly extent: { readonly from: Micros; readonly to: Micros };
}

/** Linear but for sorting. The order in which the records are given changes nothing. */
export function arrangeFlow(members: FlowRecords, context: FlowContext): ArrangedFlow {
  const records = inFixedOrder(members);
  const index = new RecordIndex(records);
  const copies = findCopies(records);
  const told = remembered((record) => toldTime(record, context));
  const handed = findDeliveries(records, index, copies);
  const strong = findHops(records, handed, index, copies);
  const clocks = estimateClocks(strong, told, (record) => seenAt(record, context));
  const corrected = (record: FlowRecord): number => told(record).start - clocks.offsetOf(record);
  const deliveries = timeDeliveries(handed, clocks, told);
  const hops = timeHops(strong, deliveries, clocks, told);
  const strongOrder = causalOrder(records, hops, corrected);
  const follows = findFollows(strongOrder, hops);
  hops.push(...follows);
  const { order, timeOf } = follows.length === 0 ? strongOrder : causalOrder(records, hops, corrected);
  const startOf = (record: FlowRecord): Micros => brand<Micros>(timeOf(record));
  const endOf = (record: FlowRecord): Micros => brand<Micros>(timeOf(record) + told(record).end - told(record).start);
  return { records, index, copies, deliveries, hops, skews: clocks.skews, order, startOf, endOf, told, extent: extentOf(order, members.shared, startOf, endOf) };
}

function extentOf(order: readonly FlowRecord[], shared: FlowRecords['shared'], startOf: (record: FlowRecord) => number, endOf: (record: FlowRecord) => number): ArrangedFlow['extent'] {
  const own = order.filter((record) => !('span' in record && shared?.has(record.span)));
  const counted = own.length > 0 ? own : order;
  const from = counted.reduce((least, record) => Math.min(least, startOf(record)), Infinity);
  const to = counted.reduce((most, record) => Math.max(most, endOf(record)), -Infinity);
  return Number.isFinite(from) ? { from: brand<Micros>(from), to: brand<Micros>(to) } : { from: brand<Micros>(0), to: brand<Micros>(0) };
}

function remembered<Value>(compute: (record: FlowRecord) => Value): (record: FlowRecord) => Value {
  const values = new Map<object, Value>();
  return (record) => {
    const known = knownOf(record);
    let value = values.get(known);
    if (value === undefined) values.set(known, (value = compute(record)));
    return value;
  };
}
