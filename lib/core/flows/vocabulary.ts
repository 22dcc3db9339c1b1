/** The closed words of flows; the wire contract uses the same. */

export type HopKind = 'call' | 'publish' | 'deliver' | 'cause' | 'retry' | 'dead-letter' | 'replay' | 'follows';

export type Evidence =
  | 'span-parent'
  | 'span-link'
  | 'trace-context'
  | 'coordinates'
  | 'causation-id'
  | 'dead-letter-headers'
  | 'replay-headers'
  | 'message-id'
  | 'correlation-id'
  | 'business-key'
  | 'trace-id';

export type FlowStatus = 'failed' | 'stalled' | 'compensated' | 'completed' | 'in-flight';
