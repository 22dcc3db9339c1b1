import type { AuditAction } from '#lib/contracts/audit.ts';

export const ACTION_WORDS: Record<AuditAction, string> = {
  discard: 'Discarded',
  restore: 'Restored',
  assign: 'Assigned',
  note: 'Noted',
  'plan-replay': 'Planned a replay',
  'start-replay': 'Started a replay',
  'pause-replay': 'Paused a replay',
  'resume-replay': 'Resumed a replay',
  'cancel-replay': 'Cancelled a replay',
  'stop-replay': 'A replay stopped',
  'end-replay': 'A replay ended',
  'decide-unsure': 'Decided an unsure one',
  reprocess: 'Read again',
  'derive-again': 'Derived again',
  export: 'Exported',
};

/** The page of what an entry is about: a failure group has 32 hex digits, a dead letter is a UUID, a replay has a number, an entry of the quarantine says so. */
export function subjectHref(subject: string): string | null {
  if (/^[0-9a-f]{32}$/.test(subject)) return `/dead-letters/groups/${subject}`;
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(subject)) return `/dead-letters/${subject}`;
  const [, quarantined] = /^quarantine-(\d{1,18})$/.exec(subject) ?? [];
  if (quarantined !== undefined) return `/health/quarantine/${quarantined}`;
  return /^\d{1,18}$/.test(subject) ? `/replays/${subject}` : null;
}
