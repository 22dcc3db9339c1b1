import { Chip } from '#components/ui/chip.tsx';
import { formatCount, formatDuration, formatRate } from '#components/ui/format.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Ago, Time } from '#components/ui/time.tsx';
import { Words } from '#components/ui/words.tsx';
import type { Health } from '#lib/contracts/health.ts';

const right = true;
const headings = [
  { name: 'Process' },
  { name: 'Last heard' },
  { name: 'Started' },
  { name: 'Events', right },
  { name: 'Spans', right },
  { name: 'Events stored', right },
  { name: 'Spans stored', right },
  { name: 'Duplicates', right },
  { name: 'Quarantined', right },
  { name: 'To derive', right },
  { name: 'Flows behind', right },
];

export function Collectors({ collectors, detail }: { collectors: Health['checks']['collector']['collectors']; detail: string }) {
  if (collectors.length === 0) return (
      <p className="px-4.5 text-muted">
        <Words text={detail} />. <code className="text-sm">npm start</code> runs one beside the web.
      </p>
    );
  return (
    <Table label="Collectors" headings={headings}>
      {collectors.map(({ id, pid, rollup, seenAt, startedAt, eventsPerSecond, spansPerSecond, counts, pendingChanges, rollupBehindMs, error }) => (
        <TableRow key={id}>
          <TableCell>
            <span className="flex items-center gap-2">
              <span className="font-mono text-sm" title={id}>
                {pid}
              </span>
              {rollup && (
                <Chip tone="idle" title="this one derives the flows">
                  rollup
                </Chip>
              )}
              {error !== null && <Chip tone="bad">{error}</Chip>}
            </span>
          </TableCell>
          <TableCell>
            <Ago at={seenAt} />
          </TableCell>
          <TableCell>
            <Time at={startedAt} />
          </TableCell>
          <TableCell right>{formatRate(eventsPerSecond)}</TableCell>
          <TableCell right>{formatRate(spansPerSecond)}</TableCell>
          <TableCell right>{formatCount(counts.events)}</TableCell>
          <TableCell right>{formatCount(counts.spans)}</TableCell>
          <TableCell right>{formatCount(counts.duplicates)}</TableCell>
          <TableCell right>{formatCount(counts.quarantined)}</TableCell>
          <TableCell right>{formatCount(pendingChanges)}</TableCell>
          <TableCell right>{formatDuration(rollupBehindMs)}</TableCell>
        </TableRow>
      ))}
    </Table>
  );
}
