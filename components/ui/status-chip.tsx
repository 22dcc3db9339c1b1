import { Chip, type Tone } from '#components/ui/chip.tsx';
import type { FlowStatus } from '#lib/contracts/flows.ts';

const known: Record<FlowStatus, { tone: Tone; word: string; meaning: string }> = {
  failed: { tone: 'bad', word: 'Failed', meaning: 'an error or an open dead letter that nothing later resolved' },
  stalled: { tone: 'warn', word: 'Stalled', meaning: 'a step that usually follows did not come in time' },
  compensated: { tone: 'warn', word: 'Compensated', meaning: 'it failed, and compensating events followed' },
  completed: { tone: 'ok', word: 'Completed', meaning: 'everything was consumed or came to its usual end' },
  'in-flight': { tone: 'idle', word: 'In flight', meaning: 'records are still coming' },
};

export const statusWord = (status: FlowStatus): string => known[status].word;
export const statusTone = (status: FlowStatus): Tone => known[status].tone;

/** Worst first: the order in which statuses are listed everywhere. */
export const STATUSES: readonly FlowStatus[] = ['failed', 'stalled', 'compensated', 'in-flight', 'completed'];

export function StatusChip({ status }: { status: FlowStatus }) {
  const { tone, word, meaning } = known[status];
  return (
    <Chip tone={tone} dot title={meaning}>
      {word}
    </Chip>
  );
}
