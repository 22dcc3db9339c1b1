import { createParser, type inferParserType } from 'nuqs/server';
import { parseRange, rangeBounds } from '#components/ui/time-range.ts';
import type { AuditAction } from '#lib/contracts/audit.ts';
import { AUDIT_ACTIONS } from '#lib/core/dead-letters/audit-actions.ts';

const text = (longest: number) => createParser({ parse: (value) => value.replaceAll('\0', '').slice(0, longest) || null, serialize: (value: string) => value });
/** What is no action is left out, so that an old link still opens. */
const actions = createParser<readonly AuditAction[]>({
  parse: (value) => {
    const wanted = new Set(value.split(','));
    const fitting = AUDIT_ACTIONS.filter((action) => wanted.has(action));
    return fitting.length === 0 ? null : fitting;
  },
  serialize: (value) => value.join(','),
  eq: (a, b) => a.join() === b.join(),
});

/** Everything that the page shows is in its address. */
export const auditParsers = {
  range: createParser({ parse: parseRange, serialize: (value: string) => value }).withDefault('all'),
  q: text(500),
  actor: text(200),
  action: actions,
  /** The id of a failure group, dead letter or replay. */
  subject: text(200),
};
type AuditState = inferParserType<typeof auditParsers>;

/** What the API is asked with, always in the same order, so that it also names the answer in a cache. */
export function auditQuery({ range, q, actor, action, subject }: AuditState): string {
  const values = { ...rangeBounds(range), q: q?.trim(), actor, action: action?.join(','), subject };
  return new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === undefined || value === null || value === '' ? [] : [[name, value]]))).toString();
}
