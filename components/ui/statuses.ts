import type { Tone } from '#components/ui/chip.tsx';
import type { FlowStatus } from '#lib/contracts/flows.ts';
import { FLOW_STATUSES } from '#lib/core/flow-query/filter.ts';

/** Worst first: the order in which statuses are listed everywhere. */
export const STATUSES: readonly FlowStatus[] = FLOW_STATUSES;

export const statusTone: Record<FlowStatus, Tone> = { failed: 'bad', stalled: 'warn', compensated: 'warn', 'in-flight': 'idle', completed: 'ok' };

export const statusWord: Record<FlowStatus, string> = { failed: 'Failed', stalled: 'Stalled', compensated: 'Compensated', 'in-flight': 'In flight', completed: 'Completed' };

export const statusMeaning: Record<FlowStatus, string> = {
  failed: 'an error or an open dead letter that nothing later resolved',
  stalled: 'a step that usually follows did not come in time',
  compensated: 'it failed, and compensating events followed',
  'in-flight': 'records are still coming',
  completed: 'everything was consumed or came to its usual end',
};
