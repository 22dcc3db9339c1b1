'use client';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { Button } from '#components/ui/button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';

const shortcuts: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['/', '⌘K', 'Ctrl K'], does: 'find a flow by any id' },
  { keys: ['j', '↓'], does: 'next flow' },
  { keys: ['k', '↑'], does: 'previous flow' },
  { keys: ['Enter'], does: 'open the chosen flow' },
  { keys: ['Esc'], does: 'let go of the chosen flow, close what is open' },
  { keys: ['g f'], does: 'go to flows' },
  { keys: ['g h'], does: 'go to health' },
  { keys: ['g s'], does: 'go to settings' },
  { keys: ['?'], does: 'show this' },
];

/** The list of shortcuts, under `?`, and those that lead to other pages. */
export function KeyboardHelp() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  useHotkeys('?', () => setOpen(true), { useKey: true });
  useHotkeys('g>f', () => router.push('/flows'));
  useHotkeys('g>h', () => router.push('/health'));
  useHotkeys('g>s', () => router.push('/settings'));
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.35)]" />
        <Dialog.Content aria-describedby={undefined} className="fixed top-[20%] left-1/2 z-50 w-96 -translate-x-1/2 rounded-md border border-line-strong bg-panel p-5 shadow-floating">
          <Dialog.Title className="pb-3 text-lg font-semibold">Keyboard</Dialog.Title>
          <dl className="flex flex-col gap-1.5">
            {shortcuts.map(({ keys, does }) => (
              <div key={does} className="flex items-center justify-between gap-4">
                <dt className="text-muted">{does}</dt>
                <dd className="flex gap-1">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
          <Dialog.Close asChild>
            <Button className="mt-4">Close</Button>
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
