import { Chip } from '#components/ui/chip.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Ago } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { CommitStatus } from '#lib/contracts/health.ts';

const headings = [{ name: 'Source' }, { name: 'Status' }, { name: 'Groups seen', right: true }, { name: 'Not allowed to see', right: true }, { name: 'Last look' }, { name: 'What is wrong' }];

/** How the committed offsets of consumer groups are looked at: from them follows where each message is. */
export function GroupLooks({ looks }: { looks: readonly CommitStatus[] }) {
  if (looks.length === 0) return <p className="px-4.5 text-muted">None is looked at: a collector with a Kafka source does it when it runs.</p>;
  return (
    <Table label="Consumer groups" headings={headings}>
      {looks.map(({ source, sampledAt, groups, forbidden, leftOut, error }) => (
        <TableRow key={source}>
          <TableCell className="font-medium">
            <Verbatim text={source} />
          </TableCell>
          <TableCell>
            <Chip tone={error !== null ? 'bad' : forbidden + leftOut > 0 ? 'warn' : 'ok'} dot>
              {error !== null ? 'Not seen' : forbidden + leftOut > 0 ? 'In part' : 'OK'}
            </Chip>
          </TableCell>
          <TableCell right>{formatCount(groups)}</TableCell>
          <TableCell right>{formatCount(forbidden)}</TableCell>
          <TableCell>{sampledAt === null ? <span className="text-faint">never</span> : <Ago at={sampledAt} />}</TableCell>
          <TableCell wrap className="w-1/2">
            <bdi className="wrap-anywhere">{wrong({ forbidden, leftOut, error }) ?? <span className="text-faint">–</span>}</bdi>
          </TableCell>
        </TableRow>
      ))}
    </Table>
  );
}

function wrong({ forbidden, leftOut, error }: Pick<CommitStatus, 'forbidden' | 'leftOut' | 'error'>): string | null {
  if (error !== null) return error;
  if (forbidden > 0) return 'The broker hides what some groups have committed: give Throughline’s user Describe on them.';
  return leftOut > 0 ? `${formatCount(leftOut)} more groups are beyond the limit of one look.` : null;
}
