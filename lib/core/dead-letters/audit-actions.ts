/** What is written into the audit log. */
export const AUDIT_ACTIONS = [
  'discard', 'restore', 'assign', 'note',
  'plan-replay', 'start-replay', 'pause-replay', 'resume-replay', 'cancel-replay', 'stop-replay', 'end-replay', 'decide-unsure',
  'reprocess', 'derive-again', 'export',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
