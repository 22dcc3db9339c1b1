import { Chip } from '#components/ui/chip.tsx';
import { statusMeaning, statusTone, statusWord } from '#components/ui/statuses.ts';
import type { FlowStatus } from '#lib/contracts/flows.ts';

/** What became of a flow: a dot and a word, with the meaning as its title. */
export function StatusChip({ status }: { status: FlowStatus }) {
  return (
    <Chip tone={statusTone[status]} dot title={statusMeaning[status]}>
      {statusWord[status]}
    </Chip>
  );
}
