import { z } from 'zod';
import { ExportFormat } from '#lib/contracts/dead-letters.ts';
import { TimeBound } from '#lib/contracts/flows.ts';
import { Limit, Time } from '#lib/contracts/wire.ts';
import { AUDIT_ACTIONS } from '#lib/core/dead-letters/audit-actions.ts';

export const AuditAction = z.enum(AUDIT_ACTIONS).meta({ id: 'AuditAction' });
export type AuditAction = z.infer<typeof AuditAction>;

export const AuditEntry = z
  .object({
    id: z.string(),
    at: Time,
    actor: z.string().describe('The name of the token; `collector` for what happened by itself.'),
    from: z.string().nullable().describe('The address that the request came from.'),
    action: AuditAction,
    selection: z.string().describe('On what, in words.'),
    subjects: z.array(z.string()).describe('Ids of failure groups, dead letters or replays; the first 100.'),
    count: z.int().nullable().describe('Of dead letters, or of whatever the selection names.'),
    reason: z.string().nullable(),
    outcome: z.string().describe('What came of it, as far as it was known then.'),
  })
  .meta({ id: 'AuditEntry', description: 'Appended, never changed.' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = z.object({
  actor: z.string().max(200).optional(),
  action: z.string().max(500).optional().describe('One or several, with commas between.'),
  subject: z.string().max(200).optional().describe('The id of a failure group, dead letter or replay.'),
  q: z.string().max(2000).optional().describe('Part of selection, reason or outcome.'),
  from: TimeBound.optional(),
  to: TimeBound.optional().describe('Exclusive.'),
  limit: Limit,
  cursor: z.string().max(2000).optional(),
  format: ExportFormat.optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditList = z.object({ entries: z.array(AuditEntry), nextCursor: z.string().nullable() }).meta({ id: 'AuditList' });
export type AuditList = z.infer<typeof AuditList>;
