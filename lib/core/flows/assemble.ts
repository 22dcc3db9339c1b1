import { causalOrder } from '#lib/core/flows/causal-order.ts';
import { criticalPath } from '#lib/core/flows/critical-path.ts';
import { findDeliveries, type Delivery } from '#lib/core/flows/deliveries.ts';
import { findFindings, type Finding } from '#lib/core/flows/findings.ts';
import { findHops } from '#lib/core/flows/hops.ts';
import { inFixedOrder, RecordIndex, type FlowRecord, type FlowRecords, type Hop } from '#lib/core/flows/records.ts';

export interface AssembledFlow {
  /** All records in causal order. */
  readonly order: readonly FlowRecord[];
  readonly deliveries: readonly Delivery[];
  readonly hops: readonly Hop[];
  readonly criticalPath: readonly FlowRecord[];
  readonly findings: readonly Finding[];
}

/** Makes the picture of a flow from its records alone: the same records give the same picture. */
export function assembleFlow(members: FlowRecords): AssembledFlow {
  const records = inFixedOrder(members);
  const index = new RecordIndex(records);
  const deliveries = findDeliveries(records, index);
  const hops = findHops(records, deliveries, index);
  const { order } = causalOrder(records, hops);
  return { order, deliveries, hops, criticalPath: criticalPath(order, hops), findings: findFindings(records, deliveries) };
}
