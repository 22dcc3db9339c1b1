'use client';
import { DiscardDialog } from '#components/dead-letters/discard-dialog.tsx';
import { useDecisions } from '#components/dead-letters/use-decisions.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';

/** Discards all that is open of a failure group. */
export function DiscardGroup({ group, open, onOpenChange }: { group: Pick<FailureGroup, 'id' | 'title' | 'open'>; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { discard } = useDecisions(group.id);
  return (
    <DiscardDialog
      count={group.open}
      says={<>All that is open of <b className="font-medium text-ink"><Verbatim text={group.title} className="whitespace-normal" /></b> is given up: nothing is sent or deleted on a broker. It can be restored. One that fails so later is open again.</>}
      discard={discard}
      open={open}
      onOpenChange={onOpenChange}
    />
  );
}
