import { Chip, type Tone } from '#components/ui/chip.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Ago, Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Health } from '#lib/contracts/health.ts';

type Source = Health['checks']['sources'][number];

const tones: Record<Source['status'], { tone: Tone; word: string }> = {
  ok: { tone: 'ok', word: 'OK' },
  starting: { tone: 'idle', word: 'Starting' },
  degraded: { tone: 'warn', word: 'Degraded' },
  down: { tone: 'bad', word: 'Down' },
  off: { tone: 'idle', word: 'Off' },
};

const headings = [{ name: 'Source' }, { name: 'Status' }, { name: 'Still to read', right: true }, { name: 'Stale since' }, { name: 'What is wrong' }];

export function Sources({ sources }: { sources: readonly Source[] }) {
  if (sources.length === 0) return <p className="px-4.5 text-muted">No source is known: a collector tells of its sources when it runs.</p>;
  return (
    <Table label="Sources" headings={headings}>
      {sources.map(({ name, status, lagMessages, staleSince, error }) => (
        <TableRow key={name}>
          <TableCell className="font-medium">
            <Verbatim text={name} />
          </TableCell>
          <TableCell>
            <Chip tone={tones[status].tone} dot>
              {tones[status].word}
            </Chip>
          </TableCell>
          <TableCell right>{lagMessages === null ? <span className="text-faint" title="Nothing waits there: it is sent to Throughline">–</span> : formatCount(lagMessages)}</TableCell>
          <TableCell className={staleSince === null ? 'text-faint' : 'text-warn'}>
            {staleSince === null ? '–' : (
              <>
                <Time at={staleSince} /> · <Ago at={staleSince} />
              </>
            )}
          </TableCell>
          <TableCell wrap className="w-1/2">
            {error === null ? <span className="text-faint">–</span> : <bdi className="wrap-anywhere">{error}</bdi>}
          </TableCell>
        </TableRow>
      ))}
    </Table>
  );
}
