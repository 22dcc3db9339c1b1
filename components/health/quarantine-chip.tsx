import { Chip } from '#components/ui/chip.tsx';
import type { QuarantineState } from '#lib/contracts/quarantine.ts';

export const QuarantineChip = ({ state }: { state: QuarantineState }) => (
  <Chip tone={state === 'read' ? 'ok' : 'warn'} dot>
    {state === 'read' ? 'Read again' : 'Not read'}
  </Chip>
);
