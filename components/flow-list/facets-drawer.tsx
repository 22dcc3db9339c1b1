'use client';
import { Dialog } from 'radix-ui';
import { FacetPanel } from '#components/flow-list/facet-panel.tsx';
import { Button } from '#components/ui/button.tsx';

/** The filters over the page, where there is no room beside the list. */
export function FacetsDrawer({ open, onOpenChange, note }: { open: boolean; onOpenChange: (open: boolean) => void; note: string | null }) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.35)]" />
        <Dialog.Content aria-describedby={undefined} className="fixed inset-y-0 left-0 z-50 flex w-[min(20rem,90vw)] flex-col border-r border-line-strong bg-panel shadow-floating outline-none">
          <div className="flex items-center justify-between border-b border-line py-2 pr-2 pl-4">
            <Dialog.Title className="text-lg font-semibold">Filters</Dialog.Title>
            <Dialog.Close asChild>
              <Button look="quiet">Close</Button>
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">
            <FacetPanel note={note} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
