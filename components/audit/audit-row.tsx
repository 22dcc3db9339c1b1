import Link from 'next/link';
import { ACTION_WORDS, subjectHref } from '#components/audit/words.ts';
import { formatCount } from '#components/ui/format.ts';
import { TableCell, TableRow } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { AuditEntry } from '#lib/contracts/audit.ts';

export function AuditRow({ entry: { at, actor, from, action, selection, subjects, count, reason, outcome } }: { entry: AuditEntry }) {
  const href = subjects[0] === undefined ? null : subjectHref(subjects[0]);
  const words = <bdi className="whitespace-pre-wrap wrap-anywhere">{visibleText(selection)}</bdi>;
  return (
    <TableRow>
      <TableCell className="num"><Time at={at} /></TableCell>
      <TableCell>
        <Verbatim text={actor} className="font-medium" />
        {from !== null && <Verbatim text={from} mono className="block text-xs text-faint" />}
      </TableCell>
      <TableCell>{ACTION_WORDS[action]}</TableCell>
      <TableCell wrap className="min-w-44">
        {href === null ? words : <Link href={href} prefetch={false} className="hover:underline">{words}</Link>}
        {subjects.length > 1 && <span className="text-faint"> and {formatCount(subjects.length - 1)} more</span>}
      </TableCell>
      <TableCell right className="num">{count === null ? <span className="text-faint">–</span> : formatCount(count)}</TableCell>
      <TableCell wrap className="min-w-40">{reason === null ? <span className="text-faint">none given</span> : <bdi className="whitespace-pre-wrap wrap-anywhere">{visibleText(reason, { lines: true })}</bdi>}</TableCell>
      <TableCell wrap className="min-w-36 text-muted"><bdi className="wrap-anywhere">{visibleText(outcome)}</bdi></TableCell>
    </TableRow>
  );
}
