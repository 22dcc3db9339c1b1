import { arrangeFlow, type ArrangedFlow } from '#lib/core/flows/arrange.ts';
import { commitDeliveries, type CommitDelivery } from '#lib/core/flows/commit-deliveries.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import { criticalPath } from '#lib/core/flows/critical-path.ts';
import type { Finding } from '#lib/core/flows/findings/finding.ts';
import { findFindings } from '#lib/core/flows/findings/index.ts';
import type { FlowRecord, FlowRecords } from '#lib/core/flows/records.ts';
import { splitTime, type TimeSplit } from '#lib/core/flows/time-split.ts';

export interface AssembledFlow extends ArrangedFlow {
  readonly commitDeliveries: readonly CommitDelivery[];
  readonly criticalPath: readonly FlowRecord[];
  readonly time: TimeSplit;
  readonly findings: readonly Finding[];
}

/** Makes the picture of a flow from its records and what is known beside them: the same give the same picture, in whatever order they are given. */
export function assembleFlow(members: FlowRecords, context: FlowContext): AssembledFlow {
  const flow = arrangeFlow(members, context);
  const path = criticalPath(flow);
  return { ...flow, commitDeliveries: commitDeliveries(flow.records.events, flow.deliveries, context), criticalPath: path.records, time: splitTime(path.parts, flow.extent), findings: findFindings(flow, context) };
}
