import { Chip, type Tone } from '#components/ui/chip.tsx';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import type { Mark, RecordRow } from '#lib/core/record-rows/rows.ts';

const WORDS: Record<Mark, { tone: Tone; word: string; title?: string }> = {
  failed: { tone: 'bad', word: 'failed' },
  'dead-letter': { tone: 'bad', word: 'dead letter' },
  retry: { tone: 'warn', word: 'retry' },
  replay: { tone: 'idle', word: 'replayed' },
  unread: { tone: 'idle', word: 'not seen read' },
  weak: { tone: 'idle', word: 'weak', title: 'It came after what stands before it, by the same id; nothing more is known' },
  'clock-skew': { tone: 'warn', word: 'clock skew' },
};

interface RecordNotesProps {
  row: RecordRow;
  critical: boolean;
  marked: boolean;
}

/** What else there is to say of a record, the worst first: the same words in every view. */
export function RecordNotes({ row, critical, marked }: RecordNotesProps) {
  return (
    <>
      {row.marks.map((mark) => (
        <Chip key={mark} tone={WORDS[mark].tone} title={mark === 'clock-skew' ? `Put right by ${formatDuration(row.skew / 1000)}` : WORDS[mark].title}>
          {WORDS[mark].word}
        </Chip>
      ))}
      {marked && <Chip tone="warn">finding</Chip>}
      {critical && <Chip tone="idle">critical</Chip>}
      {row.effectsLeftOut > 0 && <Chip tone="warn" title="What it led to goes on beyond what is shown of this flow">{formatPlural(row.effectsLeftOut, 'effect')} not shown</Chip>}
      {row.sharedWith > 0 && <Chip tone="idle">shared with {formatPlural(row.sharedWith, 'flow')}</Chip>}
    </>
  );
}

/** A row's ground and edge say what is chosen, what a finding is about, and what the critical path is made of. */
export const rowLook = (selected: boolean, marked: boolean, critical: boolean): string =>
  `${selected ? 'bg-accent-soft' : marked ? 'bg-warn-soft' : 'hover:bg-sunken'} ${critical ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}`;
